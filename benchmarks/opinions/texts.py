"""Opinions on what people read, and how a person would sum them up."""

from benchmarks.opinions.said import opinions

TEXTS = (
    opinions(
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
    opinions(
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
    opinions(
        "a novel's ending",
        """
The ending came far too quickly.
I felt that the ending was rushed, as if the author had run out of paper.
Rushed ending.
Three hundred pages of preparation and then everything is over in ten.
The end is rushed and leaves too many questions open.
So many questions are left open.
We never learn what became of the sister.
What happened to the sister?
Nobody tells us where the sister went, and she was the only one I cared about.
I wanted to know what became of her sister.
The last sentence is wonderful.
I have read the last sentence ten times, it is so beautiful.
What a last sentence!
The last page made me cry.
I cried at the end.
I cried on the bus, and a stranger gave me his handkerchief.
It made me cry although I had seen it coming.
I had guessed the ending halfway through.
The ending was predictable, as soon as the letter was mentioned I knew who had written it.
You see it coming from far away.
I did not see it coming at all.
A surprising end.
I like open endings.
An open end suits this book, life does not tie up everything either.
Not everything has to be explained.
The open ending fits the story.
I was disappointed by the ending.
Disappointing, after such a good beginning.
The end spoiled the book for me.
I found the ending unsatisfying because it explains nothing.
The ending felt rushed compared with the slow, careful middle.
My grandmother always read the last page first, and with this one it would have done her no good \
whatsoever, because you understand nothing of it without the rest.
That he goes back to the harbour is right.
He had to go back to the harbour.
The translation of the title only makes sense once you have read the end.
Everything happens too fast at the end.
Too fast, too many coincidences.
That they meet by chance at the station is hard to believe.
I do not believe that they would meet by chance after forty years.
The ending is beautiful but rushed.
I read the end twice and still do not know whether he is alive.
Beautiful last page, open questions.
I listened to it as an audio book and thought that a chapter was missing.
The author should have taken fifty pages more for the end.
""",
        "The ending is rushed and leaves many questions open. The last sentence is beautiful.",
        "The end comes too fast, and we never learn what became of the sister.",
        "A rushed ending, but the last page made people cry.",
    ),
)
