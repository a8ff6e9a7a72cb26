"""Opinions on things that people bought or use, and how a person would sum them up."""

from benchmarks.opinions.said import opinions

THINGS = (
    opinions(
        "a lantern's battery",
        """
The battery lasts a whole weekend.
Battery life is excellent.
I was surprised how long the battery lasts, we camped for three days and never once had to charge \
it.
The battery lasts much longer than my old one.
Excellent battery life, I charge it once a week.
It goes on for hours and hours on one charge.
Charging takes far too long.
It takes all night to charge.
Charging is slow, about nine hours.
The battery life is very good.
Long battery life is why I bought it.
My brother in law, who repairs radios and knows about such things, opened it and said that the \
cells in it are of the ordinary kind.
It came in a green box.
The cable is short.
The battery drains a bit when it is cold.
In the cold the battery does not last.
Battery still good after a year.
Great battery.
I wish it charged faster.
The battery lasts long enough for a night outside.
Slow to charge but it lasts.
I gave one to my mother for her garden house and she uses it to read in the evening when the \
grandchildren sleep.
The light flickers when it is nearly empty.
Battery life could not be better.
After two winters the battery still lasts for hours.
""",
        "The battery lasts very long. It is slow to charge.",
        "Excellent battery life, but charging takes long.",
    ),
    opinions(
        "a walking map",
        """
The map is easy to read.
Easy to read, even in the rain.
Paths are missing on the north side.
Two paths that I walk every week are not on it.
Some paths are missing.
The paper tears at the folds.
It tore after the second walk.
Tears easily at the folds.
Clear and easy to read.
The colours are clear.
The scale is right for walking.
It does not show all paths.
Very clear map.
I bought three copies because my dog ate the first one and the second blew into the lake when I \
wanted to show it to a stranger.
The paper is too thin and tears.
Easy to read without glasses.
Good clear print.
The new bridge is missing.
The print is clear and large.
Paper tears.
It is easy to find your way with it.
Paths missing, otherwise good.
I use it every Sunday.
It fits into a pocket.
The map is clear, but the paper tears at the folds.
""",
        "The map is clear and easy to read. The paper tears at the folds. Some paths are missing.",
        "Clear and easy to read, but some paths are missing and the paper tears.",
    ),
    opinions(
        "ein Fahrradkorb",
        """
Der Korb hält sehr gut.
Sitzt fest und wackelt nicht.
Der Korb wackelt nicht, auch nicht auf Pflaster.
Leicht zu befestigen.
In zwei Minuten befestigt.
Die Befestigung ist einfach.
Er ist zu klein für meinen Einkauf.
Leider etwas klein.
Zu klein für zwei Taschen.
Der Korb ist stabil.
Stabil und leicht.
Sehr stabil, auch nach einem Jahr.
Rostet nach dem ersten Winter.
Nach einem Jahr kam Rost.
Meine Nachbarin hat denselben in Blau und stellt darin im Sommer ihre Tomaten vor das Haus, was \
sehr hübsch aussieht und gar nichts kostet.
Die Farbe gefällt mir.
Einfach zu befestigen und stabil.
Stabiler Korb, aber klein.
Ein bisschen klein, sonst gut.
Hält fest und ist stabil.
Die Lieferung dauerte eine Woche.
Der Henkel drückt in der Hand.
Sehr guter, stabiler Korb.
Der Korb ist stabil, aber zu klein.
Er lässt sich leicht befestigen.
""",
        "Der Korb ist stabil und leicht zu befestigen, aber klein.",
        "Stabiler Korb, hält gut, einfach zu befestigen. Etwas zu klein.",
    ),
    opinions(
        "a laptop's battery",
        """
The battery life is amazing, I get about ten hours with the screen at half brightness.
Battery life is great.
I can work a whole day without the charger.
I leave the charger at home now because the battery easily lasts through a day of lectures.
Great battery life for such a small machine.
The battery lasts about eight hours with normal use.
I get around nine hours of writing and browsing out of it.
They promise fourteen hours but I never got more than nine.
The battery does not last as long as advertised.
It says fourteen hours on the box, in real life it is eight or nine.
Nowhere near the fourteen hours that they claim.
Still, eight hours is good.
Battery life is much better than on my last laptop, which gave up after two hours.
It charges quickly.
Charging is fast, half an hour gives you four hours.
From empty to full in about an hour and a half.
I like that it charges so fast over the same cable as my phone.
The battery drains when the laptop is closed.
It loses a fifth of its charge overnight although it is asleep.
If you leave it in your bag over the weekend the battery is empty on Monday.
Video calls eat the battery, after three hours it was empty.
When I edit films the battery lasts two hours at most and the machine gets hot.
With games it is empty before you know it.
The battery cannot be replaced without glue and a lot of patience.
My sister works at a repair shop and she says that in four out of five of these machines it is the \
hinge that breaks and not the battery.
Battery is the best thing about this laptop.
The best battery life of any laptop I have owned.
Very long battery life.
The battery life is excellent and it charges fast.
I flew to Lisbon and back and watched films all the way and there was still a third left.
Battery life is good but not as good as they say.
I bought it for the battery and I am happy with it.
Lasts all day.
It lasts all day long if you do not play games.
The screen is a bit dark.
The power adapter is small and light.
The charger feels hot after a while.
Battery life outstanding.
After a year it still holds nearly all of its charge.
The keyboard has a nice feel, but this was supposed to be about the battery, so: good battery.
All day battery life, as I had hoped.
The indicator jumps from twenty percent to five.
Good battery life, quick to charge.
Eight to nine hours of battery life, not fourteen.
""",
        "The battery life is excellent and lasts all day. It charges quickly.",
        "Great battery life of eight to nine hours, but less than advertised.",
        "Battery lasts a whole day. It does not reach the fourteen hours claimed.",
    ),
    opinions(
        "a car's seats",
        """
The seats are very comfortable, even on long drives.
Comfortable seats.
The front seats are comfortable and hold you well in bends.
I drove nine hours to the coast and got out without any pain in my back.
After six hours my back did not hurt, which has never happened to me in any other car.
Very comfortable for long trips.
Seats are comfortable but a bit firm.
The seats are too hard for my taste.
A little firm at first, but you get used to it.
The seat is hard like a church bench and after an hour I had to stop and walk around.
My back hurts after an hour in these seats.
There is not much room in the back seat.
The back seat is cramped for adults.
Rear seats only good for children.
My knees touch the front seat when I sit in the back and I am not even tall.
No leg room in the back.
Back seat has little leg room.
Tall people will not be happy in the rear.
The heated seats are wonderful in winter.
Seat heating gets warm within a minute.
I love the heated seats.
The heated front seats are my favourite thing about the car.
The leather looks good and is easy to clean.
The fabric stains easily, my daughter spilt some milk in March and you can still see it.
It is easy to adjust the seat, there is a lever for everything.
The seat can be adjusted in every direction and it remembers me and my wife.
I cannot get the seat low enough.
The seats fold flat, so a bicycle fits in.
Rear seats fold down easily.
The dealer told us that the seats were designed by somebody who used to make chairs for pilots, \
which I find hard to believe.
Comfortable front seats, but cramped in the back.
Front seats great, rear seats not.
The seats are comfortable and supportive.
Great support for the lower back.
Good support.
Seats very comfortable, heating works well.
The most comfortable seats I have ever had in a car of this class.
We looked at three other cars and took this one because my husband liked the colour.
The seat belt rubs on my neck.
Comfortable to sit in for hours.
It is a small car, what do you expect of the back seat?
The interior is nice.
Not comfortable for long distances at all.
""",
        "The front seats are very comfortable, even on long drives. The back seat is cramped.",
        "Comfortable seats with good support, little leg room in the back.",
        "Seats are comfortable but firm. The heated seats are loved.",
    ),
)
