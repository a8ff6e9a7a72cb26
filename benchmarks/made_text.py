"""Made articles and made mistakes, the same for the same seed."""

import random
from itertools import accumulate

from readbot.text.article import Block, BlockKind


def _words(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("|"))


_PEOPLE = _words(
    "the miller|the smith|Dr. Lane|the old priest|Mrs. Holm|a boy from the harbour|nobody|Ann|"
    "the keeper of the tower|her brother|J. R. Stone|the whole market|a stranger|the council|"
    "Prof. Adams|the ferryman|my neighbour|the U.S. consul|St. Clair|an apprentice"
)
_DEEDS = _words(
    "walked past|waited for|listened to|wrote about|counted|sold|mended|spoke of|closed|carried|"
    "opened|asked for|painted|remembered|measured|read|forgot|kept|buried|followed|swept|trusted"
)
_KINDS = _words(
    "old|green|broken|quiet|narrow|second|empty|borrowed|heavy|foreign|wooden|lost|bright|cheap|"
    "damp|famous|honest|idle|late|modest|northern|painted|rare|silver|tall|useless|warm|yellow|"
    "careful|dusty|early|final|grey|hollow|iron|joint|large|mild|noisy|open|plain|ragged|sharp"
)
_THINGS = _words(
    "boat|wheel|letter|lamp|ledger|door|notice|receipt|coin|map|bread|garden|bell|ladder|barrel|"
    "window|chair|clock|basket|stove|mirror|bridge|orchard|wagon|rope|table|kettle|field|fence|"
    "stair|curtain|hammer|bottle|drawer|saddle|candle|blanket|bucket|anchor|button|compass|diary|"
    "engine|feather|glove|harvest|jacket|lantern|medal|needle|oven|picture|quarrel|ribbon|song"
)
_MANNERS = _words(
    "slowly|without a word|as before|in good faith|with both hands|against all advice|at last|"
    "for the third time|by candlelight|with some regret|in silence|as if in a dream|too early|"
    "for $4.50|on p. 12|at 7 p.m.|with 3.5 litres of oil"
)
_PLACES = _words(
    "by the river|near the mill|in the harbour|under the bridge|at the gate|behind the church|"
    "on the hill|along the canal|in the kitchen|at No. 5|in the north field|beyond the orchard|"
    "on the road to the coast|in the reading room|at the end of the pier"
)
_TIMES = _words(
    "that morning|in May|after the flood|before dawn|every autumn|on the second day|years later|"
    "when the bell rang|during the long winter|at noon|in 1871|on the eve of the fair"
)
_JOINTS = _words("and|but|so|while|because|although|until|and yet")


def sentence(chance: random.Random) -> str:
    """One plausible sentence of 20 to 250 characters."""
    pick = chance.choice
    parts = [f"{_deed(chance)} {pick(_PLACES)}"]
    while chance.random() < 0.45 and len(parts) < 4:
        parts.append(f"{pick(_JOINTS)} {_deed(chance)} {pick(_MANNERS)}")
    words = ", ".join(parts)
    if chance.random() < 0.5:
        words = f"{pick(_TIMES)}, {words}"
    if chance.random() < 0.5:
        words = f"{words} {chance.randint(2, 900)} {pick(('steps', 'times', 'days', 'yards'))} away"
    words = words[0].upper() + words[1:]
    shape = chance.random()
    if shape < 0.08:
        return f"“{words},” said {pick(_PEOPLE)}."
    if shape < 0.12:
        return f"{words} (or so it was told)."
    return words + chance.choices((".", "?", "!", "…"), (90, 4, 3, 3))[0]


def _deed(chance: random.Random) -> str:
    pick = chance.choice
    thing = f"the {pick(_KINDS)} {pick(_THINGS)}"
    if chance.random() < 0.3:
        thing += f" and the {pick(_THINGS)}"
    return f"{pick(_PEOPLE)} {pick(_DEEDS)} {thing}"


def article(size: int, seed: int) -> tuple[str, tuple[Block, ...]]:
    """An article of about ``size`` characters with headings, quotations and lead-ins."""
    chance = random.Random(seed)
    text: list[str] = []
    kinds: list[BlockKind] = []
    written = 0
    while written < size:
        for kind, words in _blocks(chance):
            text.append(words)
            kinds.append(kind)
            written += len(words) + 2
    ends = list(accumulate(len(words) + 2 for words in text))
    blocks = tuple(
        Block(kind, end - 2 - len(words), end - 2, 2 if kind is BlockKind.HEADING else 0)
        for kind, words, end in zip(kinds, text, ends, strict=True)
    )
    return "\n\n".join(text), blocks


def _blocks(chance: random.Random) -> list[tuple[BlockKind, str]]:
    shape = chance.random()
    if shape < 0.05:
        return [(BlockKind.HEADING, chance.choice(_PLACES).capitalize())]
    if shape < 0.12:
        lead_in = sentence(chance).rstrip(".?!…”)") + ":"
        return [(BlockKind.PARAGRAPH, lead_in), (BlockKind.QUOTATION, _paragraph(chance, 3))]
    return [(BlockKind.PARAGRAPH, _paragraph(chance, 9))]


def _paragraph(chance: random.Random, most: int) -> str:
    return " ".join(sentence(chance) for _ in range(chance.randint(1, most)))


def damaged(quote: str, share: float, chance: random.Random) -> str:
    """The quote with about ``share`` of its characters harmed: changed, lost, doubled, in other
    case or punctuation; and now and then shortened by an ellipsis, which counts as no harm.
    """
    characters = list(quote)
    for _ in range(round(share * len(quote))):
        at = chance.randrange(len(characters))
        characters[at] = _harmed(characters[at], chance)
    words = "".join(characters)
    if chance.random() < 0.2 and words.count(" ") > 12:
        pieces = words.split(" ")
        left, right = chance.randint(5, len(pieces) // 2), chance.randint(5, len(pieces) // 2)
        words = f"{' '.join(pieces[:left])} ... {' '.join(pieces[-right:])}"
    return words


def _harmed(character: str, chance: random.Random) -> str:
    match chance.randrange(5):
        case 0:
            return chance.choice("etaoinshrdlu")
        case 1:
            return ""
        case 2:
            return character.swapcase()
        case 3:
            return character + chance.choice("etaoin ")
        case _:
            return chance.choice(",;-' ") if not character.isalnum() else character.swapcase()
