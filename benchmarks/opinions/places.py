"""Opinions on places and services, and how a person would sum them up."""

from benchmarks.opinions.said import opinions

PLACES = (
    opinions(
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
    opinions(
        "a hotel by the station",
        """
The location is perfect, right next to the station and five minutes on foot from the old town.
Great location.
You cannot beat the location, everything is within walking distance.
Location was excellent for us because we came by train late at night and left early.
It is close to the station and to the museums.
Staff were friendly and helpful.
The lady at the desk was so helpful, she printed our tickets and called a taxi for my mother.
Friendly staff, nothing was too much trouble.
The staff could not have been nicer.
All the staff we met were very helpful and spoke good English.
Breakfast was poor, the same cheese every day and coffee from a machine.
The breakfast is not worth the money.
Skip the breakfast and go to the bakery across the street.
Breakfast overpriced and nothing special.
We paid twelve for a breakfast of toast and jam, which I thought was a bit much.
The walls are thin, we heard the people next door talking until midnight.
Thin walls.
Trains can be heard from about five in the morning if your room is on that side.
A bit noisy because of the trains but we had expected that, being so near to the station.
Our room was clean and modern.
Room clean but nothing special.
The bathroom was spotless and the shower was hot.
We stayed for three nights in May with two teenagers who slept on a sofa bed and did not complain \
once.
The price is fair for the location.
Good value for a hotel in the centre.
Check in took twenty minutes because there was a group of skiers in front of us.
There is no parking at the hotel, the nearest garage is two streets away.
I would stay here again because of the location and the staff.
We chose it for the location and we were not disappointed.
Very convenient location, friendly people at the desk, breakfast so so.
The lift is slow.
I left my scarf in the room and they sent it after me, how kind is that.
The hotel is in a great location with friendly and helpful staff.
The staff are friendly, the location is ideal.
My husband found the mattress too hard, I found it just right, so do not listen to either of us.
Ideal location for one night between two trains.
The air conditioning made a humming sound that I could not turn off.
Service was excellent from start to finish.
They upgraded us without being asked.
The location is what you pay for.
Helpful staff, great place, bad coffee.
Close to everything.
""",
        "Excellent location close to the station. The staff are friendly and helpful.",
        "Great location and very helpful staff, but the breakfast is overpriced.",
        "The hotel is in a perfect location. Staff friendly. Breakfast poor and walls thin.",
    ),
    opinions(
        "a library's opening hours",
        """
I wish the library were open on Sundays.
Please open on Sunday!
Why is the library closed on Sundays, the only day when families have time?
It should be open on Sunday afternoons at least, as it is in other towns of our size.
Closed on Sunday is a pity.
Opening on Sundays would help people who work during the week.
The library closes too early in the evening.
It closes at six, I get home from work at half past six.
Closing at six is far too early for anybody with a job.
Longer opening hours in the evening would be wonderful.
By the time I have left the office the library is closed, so I only ever come on Saturdays.
They should stay open until eight at least once a week.
I cannot come before six.
The opening hours are made for pensioners and school children, not for people who work.
The hours are different every day and I can never remember them.
Monday from two, Tuesday from ten, Wednesday closed, who is supposed to remember that?
It is confusing that it opens at another time every day.
I stood in front of a closed door twice because the hours had changed and nobody had put up a note.
The returns box is great because you can bring books back at any time.
Thank you for the box where I can return books at night.
I like that I can return books at any hour.
The staff are always friendly even five minutes before closing.
The opening hours in the summer holidays are too short.
In summer it is open on three mornings only.
For me as a mother of small children the mornings are just right.
Saturday morning is so full that there is no place to sit down and read.
On Saturdays the queue goes out of the door.
My daughter learned to read there, in the corner with the red cushions, when Mrs Halm still told \
stories on Thursdays.
Longer hours in the evening please.
Open later in the evening and on Sunday and I would come twice a week.
It should be open longer.
The opening hours are too short.
I would even pay more for my card if it were open on Sundays.
It is warm and quiet in there.
A library that is closed on Wednesday all day is no help to students.
Students need it in the evening, when the school is closed.
I use the library online so the hours do not matter to me.
The hours could be longer but I know that there is no money for it.
Too short opening hours, above all in the evening.
Nothing to complain about.
""",
        "The library should be open on Sundays and longer in the evening.",
        "It closes too early for people who work, and it is closed on Sunday.",
        "Opening hours are too short. People want evenings and Sundays; the hours are confusing.",
    ),
    opinions(
        "a town's bus line",
        """
The bus is always late.
It is late almost every morning.
The 14 has been late every day this week.
Late again today, eleven minutes, and nobody tells you anything at the stop.
I missed my train three times because the bus was late.
You cannot rely on it.
Not reliable at all, I now leave home half an hour earlier to be sure.
The bus is overcrowded in the morning.
So full at eight that the driver leaves people standing at the stop.
In the morning it is packed with pupils and you have to stand all the way.
Too full in the morning, nearly empty at noon.
It is crowded at rush hour.
A longer bus in the morning would solve it.
The drivers are friendly.
Most drivers are friendly and wait when they see you run.
The driver helped me with the pram, as he always does.
Friendly drivers, I must say.
One driver greets every child by name.
There is no bus after nine in the evening.
The last bus goes at nine, so there is no way home from the cinema.
We need a bus later in the evening.
No buses at night.
On Sundays it only runs every two hours, which is no use to anybody.
The ticket is cheap.
Cheaper than parking in the town.
The new ticket machine does not take coins and my father does not have a card.
The seats are clean.
The new buses are quiet and clean and the step is low.
The stop at the hospital was moved to the other side of the road and it has no roof.
At our stop there is neither a bench nor a roof.
I have used this line since it was opened in the year my brother was born and it used to be much \
better with the old company.
The display says two minutes for ten minutes.
The display at the stop is wrong.
Often late and always full.
Late, full, but the drivers are kind.
The bus comes late or not at all.
It would be good if it came every ten minutes.
More buses in the morning please.
The route is good, it goes where I need to go.
The line takes me to work without changing.
It goes round by the industrial area, which takes a quarter of an hour and where nobody ever gets \
on.
I cannot say anything bad about it.
Since the new timetable it is never on time.
""",
        "The bus is always late. It is overcrowded in the morning. The drivers are friendly.",
        "The bus is often late and too full in the morning, but drivers are friendly.",
        "Unreliable and crowded. There is no bus late in the evening.",
    ),
)
