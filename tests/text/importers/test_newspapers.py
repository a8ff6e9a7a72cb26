"""Newspapers' pages in many languages and shapes, pasted as plain text; all of them our own."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readbot.text.article import Article, BlockKind, LeftOutReason
from readbot.text.importers import read_file, read_pasted

PAGES = Path(__file__).parent.parent / "samples" / "newspapers"

# Each page's title, subtitle's first words, author, date and publisher.
DETAILS = {
    "agency": (
        "Fishermen return to harbour as storm passes",
        None,
        "Jane Doe",
        "May 3",
        "Agency",
    ),
    "bars": (
        "How a river got its rights",
        None,
        "ELENA RUIZ and TOM ADE",
        "2025-03-04",
        "The Example Courier",
    ),
    "bars-and-colon": (
        "The quiet return of the night train: why sleeping on rails is back",
        None,
        "Jana Holm",
        "2025-10-14",
        "Example Media",
    ),
    "byline-first": (
        "What the Tide Leaves Behind: A Year on the Mudflats",
        None,
        "Sam Rivers",
        "2024-05-03",
        None,
    ),
    "capitals": (
        "THE LIBRARY THAT LENDS SILENCE",
        "In a former swimming pool",
        "MARA ELLING",
        "2024-05-03",
        None,
    ),
    "counters": (
        "Why I stopped measuring my walks and started remembering them",
        None,
        "Nora Quill",
        "2024-11-03",
        None,
    ),
    "dutch": ("‘Een brug is een afspraak’", None, "Piet Voorbeeld", "2024-05-03", None),
    "french": (
        "À Brouage, l’instituteur qui enseigne la marée",
        None,
        "Hélène Vasseur",
        "2024-03-12",
        None,
    ),
    "german": (
        "Die Stadt, die ihre Uhren anhielt",
        "Ein Jahr lang ging",
        "Katrin Holler",
        "2025-10-14",
        "Beispielzeitung",
    ),
    "italian": (
        "Il tram che non porta da nessuna parte",
        None,
        "Giulia Prova",
        "2022-06-21",
        None,
    ),
    "letter-by-mail": (
        "The bread that failed",
        "Notes from a cold kitchen",
        "Ada Lind",
        "2025-01-05",
        None,
    ),
    "menu-above": (
        "I Taught My Parrot to Read. He Prefers Poetry.",
        None,
        "Wilma Stone",
        "2025-01-09",
        "The Example Post",
    ),
    "polish": (
        "Ostatni zegarmistrz przy ulicy Wodnej",
        "Zakład ma cztery metry",
        "Jan Przykładowy",
        "2021-05-03",
        None,
    ),
    "portuguese": (
        "A carteira que lê as cartas em voz alta",
        "Em Mértola, quem não vê",
        "Rita Exemplo",
        "2022-11-07",
        None,
    ),
    "question-title": (
        "Is the village shop dead?",
        "It may only be asleep",
        "Ellen Parr and Dev Nair",
        "2023-10-02",
        None,
    ),
    "russian": (
        "Человек, который чинит чужие письма",
        None,
        "Анна Примерова",
        "2022-03-12",
        None,
    ),
    "spanish": (
        "La panadera que hornea de noche para los que no duermen",
        "Un barrio de Cádiz",
        "MARÍA EJEMPLO",
        "2023-03-05",
        None,
    ),
    "swiss": (
        "Der See, der jedes Jahr verschwindet.",
        "Im Kanton Beispiel",
        "Urs Muster",
        "2024-03-12",
        None,
    ),
    "tabloid": (
        "MAYOR'S CAT WINS BY-ELECTION",
        "'He never promised anything,'",
        "OUR POLITICAL STAFF",
        "2024-04-02",
        None,
    ),
    "webdump": (
        "A cinema for six people",
        "The smallest picture house",
        "Lena Marsh",
        "2025-04-12",
        "The Harbour Gazette",
    ),
    "wrapped": (
        "ON THE KEEPING OF BEES IN A TIME OF TRAINS",
        None,
        "A. N. Other",
        "Spring 1911",
        "The Example Quarterly",
    ),
}


def page(name: str) -> Article:
    return read_file(f"{name}.txt", (PAGES / f"{name}.txt").read_bytes())


def shown(article: Article, kind: BlockKind) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind is kind]


@pytest.mark.parametrize("name", sorted(DETAILS))
def test_a_newspapers_page_gives_its_details(name: str) -> None:
    title, subtitle, author, published, publisher = DETAILS[name]
    found = page(name).details
    assert (found.title, found.author, found.published, found.publisher) == (
        title,
        author,
        published,
        publisher,
    )
    assert (found.subtitle is None) == (subtitle is None)
    assert subtitle is None or (found.subtitle or "").startswith(subtitle)


def test_every_page_of_the_folder_is_expected() -> None:
    assert sorted(DETAILS) == sorted(path.stem for path in PAGES.glob("*.txt"))


@pytest.mark.parametrize("name", sorted(DETAILS))
def test_no_word_of_a_page_is_lost_without_a_trace(name: str) -> None:
    article = page(name)
    details = article.details
    traced = [article.text, details.title, details.subtitle, details.author, details.publisher]
    traced += [left.text for left in article.left_out] + [block.label for block in article.blocks]
    have = set(re.findall(r"[^\W\d_]+", " ".join(filter(None, traced)).casefold()))
    source = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    lost = set(re.findall(r"[^\W\d_]+", source.casefold())) - have
    assert lost <= {"by", "words", "di", "door", "onze", "redacteur", "lead", "spring", "image"}


def test_headings_of_a_page_are_found_and_menus_are_none() -> None:
    assert shown(page("bars-and-colon"), BlockKind.HEADING) == [
        "A slow comeback",
        "What comes next?",
    ]
    assert shown(page("webdump"), BlockKind.HEADING) == ["‘Nobody leaves early’"]
    assert shown(page("capitals"), BlockKind.HEADING) == ["AN EMPTY POOL"]
    assert shown(page("french"), BlockKind.HEADING) == ["Un cahier par enfant"]


def test_a_bar_of_words_to_press_is_left_out() -> None:
    reasons = {left.text: left.reason for left in page("bars-and-colon").left_out}
    assert reasons["Share Tweet Email Copy link"] == LeftOutReason.MENU


def test_a_caption_stays_and_its_credit_goes() -> None:
    article = page("webdump")
    assert shown(article, BlockKind.CAPTION) == ["The projector in the garden shed."]
    reasons = {left.text: left.reason for left in article.left_out}
    assert reasons["Photograph: Paul Quist/The Harbour Gazette"] == LeftOutReason.CREDIT
    assert shown(page("menu-above"), BlockKind.CAPTION) == ["a grey parrot on a shelf of books"]


def test_a_box_of_other_articles_inside_an_article_is_left_out_whole() -> None:
    article = page("capitals")
    assert "card catalogues" not in article.text
    assert "An hour costs nothing." in article.text
    (box,) = (left for left in article.left_out if "card catalogues" in left.text)
    assert box.reason == LeftOutReason.ELSEWHERE


def test_the_lines_about_the_author_are_left_out_and_said_to_be_that() -> None:
    for name, words in {
        "capitals": "Mara Elling writes",
        "german": "Zur Person",
        "spanish": "Sobre la firma",
        "polish": "Jan Przykładowy –",
        "menu-above": "Ms. Stone is",
        "question-title": "Ellen Parr reported",
    }.items():
        (about,) = (left for left in page(name).left_out if left.text.startswith(words))
        assert about.reason == LeftOutReason.AUTHOR


def test_a_report_keeps_the_place_and_day_that_it_opens_with() -> None:
    assert page("agency").text.startswith("LONDON, May 3 (Agency) — Fishing boats")


def test_a_diary_keeps_its_dates_and_a_letter_its_place() -> None:
    diary = (
        "3 May 1914\n\nRose late. The fog had not lifted.\n\n4 May 1914\n\nThe fog lifted at ten."
    )
    assert read_pasted(diary).text == diary
    letter = "Lyme, 12 June 1851\n\nMy dear Anne,\n\nSubscribe to nothing that he sends you."
    assert read_pasted(letter).text == letter


def test_a_title_that_begins_like_a_by_line_is_a_title() -> None:
    article = read_pasted(
        "Von Menschen und Mühlen\n\nDas Mehl war weiß, und der Müller war es auch, denn er kam nur"
        " am Sonntag vor die Tür, und dann regnete es."
    )
    assert article.details.title == "Von Menschen und Mühlen"
    assert article.details.author is None


def test_two_capitalised_words_above_a_date_are_no_author_where_another_is_named() -> None:
    article = read_pasted(
        "Night Train\n3 March 2024\nBy Jane Doe\n\nThe last door closed at ten past nine, and the"
        " platform slid away as if it had somewhere to go."
    )
    assert article.details.title == "Night Train"
    assert article.details.author == "Jane Doe"


_POOL = (
    "the river bread train share read photo by subscribe comment menu next follow and of a in was "
    "newsletter image related author is video"
)
_WORDS = st.sampled_from(_POOL.split(" "))
_SENTENCES = st.lists(_WORDS, min_size=26, max_size=40).map(
    lambda words: ("It " + " ".join(words)).capitalize() + "."
)


@given(st.lists(_SENTENCES, min_size=2, max_size=8, unique=True))
def test_paragraphs_of_prose_come_out_as_they_went_in(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    assert read_pasted(text).text == text


@pytest.mark.parametrize(
    "unit", ["A and ", "D'A y Text ", "A, ", "By A ", "Photo: A / ", "© A ", "Share ", "de A. - "]
)
def test_a_head_of_joints_and_names_takes_no_longer_for_being_long(unit: str) -> None:
    read_pasted("Warm up.\n3 May 2024\nBy Jane Doe")
    line = (unit * 60)[:158]
    begun = time.process_time()
    read_pasted("\n".join([line] * 80))
    assert time.process_time() - begun < 3
