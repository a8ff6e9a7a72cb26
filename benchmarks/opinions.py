"""Short opinions on one subject each, and how a person would sum them up in a few words.

All of it is written for this benchmark: opinions as people give them in a row, briefly and without
care, some of them beside the point or at length; of what was said most, the summaries tell first.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opinions:
    """What people said of ``subject``, one opinion a line, and two persons' summaries of it."""

    subject: str
    said: tuple[str, ...]
    summaries: tuple[str, ...]


def _set(subject: str, said: str, *summaries: str) -> Opinions:
    return Opinions(subject, tuple(line for line in said.strip().split("\n") if line), summaries)


SETS = (
    _set(
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
    _set(
        "the rooms of an inn",
        """
The room was clean but very small.
Rooms are tiny.
Our room was small, you could hardly open a suitcase.
The rooms are spotless.
Very clean room and a comfortable bed.
The bed was comfortable.
Small room, comfortable bed.
You hear every car from the street.
It was noisy at night because the windows do not close.
The street is loud until two in the morning.
Clean and comfortable.
We slept very well in that comfortable bed.
The room was smaller than in the pictures.
The carpet had a pattern that reminded me of a cinema which I used to visit with my aunt when I \
was at school.
Bathroom clean, towels fresh.
Ask for a room at the back, the front is noisy.
Tiny bathroom.
The room was clean and the bed comfortable.
There is a lift but we took the stairs.
Everything was very clean.
Rooms small but clean.
Noisy street.
We had two rooms on the third floor and one on the fourth, and paid for all of them at once when \
we left in the morning.
The pillow was too soft.
Clean room, friendly people.
The room is too small for two.
""",
        "The rooms are small but clean. The beds are comfortable. The street is noisy.",
        "Clean, small rooms with comfortable beds; noisy at night.",
    ),
    _set(
        "the first chapter of a novel",
        """
The beginning is slow.
It takes too long until anything happens.
I nearly gave up after ten pages, nothing happens.
The language is beautiful.
Such beautiful sentences.
Slow start, but beautifully written.
I loved the description of the harbour.
The harbour is described so well that I could smell it.
Beautiful language, hardly a story.
The narrator talks too much about himself.
Very slow.
Nothing happens in the first chapter.
I read it twice, once on the train and once at home, and both times I fell asleep at the same \
place, which says more about me perhaps.
The harbour scene is wonderful.
It is beautifully written but slow.
I like slow books.
The sentences are long.
Who is the girl at the window?
The description of the harbour in the morning is the best part.
A slow beginning that I did not mind.
The writing is beautiful.
I had to look up four words.
The chapter is too long and too slow.
The harbour made me homesick.
Beautiful writing.
My edition has a preface by somebody whose name I forgot, and he says that the author wrote this \
chapter last of all.
""",
        "The writing is beautiful but the beginning is slow. The harbour is described very well.",
        "Beautiful language, slow start; the description of the harbour is loved.",
    ),
    _set(
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
    _set(
        "an essay on working at night",
        """
Night work makes people lonely.
It is true that you become lonely.
I worked nights for six years and lost my friends.
The loneliness is described very well.
You lose your friends when you work at night.
The pay is not worth it.
The pay is better at night, that is why people do it.
People do it for the money.
The numbers in the second part are old.
His numbers are from another century.
He never asked the women who clean.
Where are the cleaners in this essay?
The essay forgets the cleaners.
I like the quiet of the night.
At night nobody tells you what to do, I liked that.
The quiet is the best of it.
Lonely but quiet.
When my father came home in the morning we had to be silent until noon, all four of us, and my \
mother put felt under the chairs so that he could sleep.
Night work is bad for your health.
Nobody can stay healthy that way.
It ruins your sleep.
I never slept well again.
My health never came back.
Working at night made me lonely and ill.
The author should have asked nurses.
Working at night is lonely.
""",
        "Working at night makes people lonely and ruins their health. Some like the quiet.",
        "Night work is lonely and bad for your health, but quiet; people do it for the money.",
    ),
    _set(
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
)
