"""Plain text: what a typesetter would see in a pasted page, and what she would leave out."""

from pathlib import Path

import pytest

from readbot.text.article import Article, BlockKind, LeftOutReason, UnreadableError
from readbot.text.importers import read_file, read_pasted

SAMPLES = Path(__file__).parent.parent / "samples"


def sample(name: str) -> Article:
    return read_file(name, (SAMPLES / name).read_bytes())


def shown(article: Article, kind: BlockKind) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind is kind]


def test_a_pasted_newspaper_page_gives_its_details() -> None:
    details = sample("night-train.txt").details
    assert details.title == "The Quiet Return of the Night Train"
    assert details.subtitle is not None
    assert details.subtitle.startswith("Sleeper services are filling up again")
    assert details.author == "Anna Writer"
    assert details.published == "2024-05-03"
    assert details.language == "en"
    assert details.publisher == "The Example Post"


def test_a_pasted_newspaper_page_keeps_its_structure() -> None:
    article = sample("night-train.txt")
    assert shown(article, BlockKind.HEADING) == [
        "A timetable from another age",
        "Who pays for the beds?",
    ]
    (quotation,) = shown(article, BlockKind.QUOTATION)
    assert quotation.startswith("“Nobody ever chose")
    items = [block for block in article.blocks if block.kind is BlockKind.LIST_ITEM]
    assert [block.label for block in items] == ["1.", "2.", "3."]
    assert "[in 1990 there were some 9,000 – Ed.]" in article.text
    assert article.text.endswith("looking for the upper bunk.")


def test_a_pasted_newspaper_page_says_what_was_left_out_and_why() -> None:
    article = sample("night-train.txt")
    reasons = {left.text: left.reason for left in article.left_out}
    assert reasons["Skip to content"] == LeftOutReason.MENU
    assert reasons["Home > Travel > Europe"] == LeftOutReason.MENU
    assert reasons["Lyonesse | 3 May 2024 | 6 min read"] == LeftOutReason.DATELINE
    assert reasons["Photograph: A. Nother/The Example Post"] == LeftOutReason.CREDIT
    assert reasons[
        "Anna Writer travels mostly at night. She lives in a town without a station."
    ] == (LeftOutReason.AUTHOR)
    assert reasons["Advertisement"] == LeftOutReason.ADVERTISEMENT
    assert reasons["Read more: Ten stations that never sleep"] == LeftOutReason.ELSEWHERE
    assert reasons["Most read"] == LeftOutReason.ELSEWHERE
    assert reasons["© 2024 The Example Post. All rights reserved."] == LeftOutReason.LEGAL
    assert all(0 <= left.position <= len(article.blocks) for left in article.left_out)


def test_an_article_about_newsletters_loses_no_sentence() -> None:
    text = sample("night-train.txt").text
    assert "Anyone may subscribe to the theory" in text
    assert "“Subscribe to our newsletter” is printed under every one" in text


def test_a_wrapped_german_text_is_joined_and_its_hyphens_with_it() -> None:
    article = sample("die-muehle.txt")
    assert article.details.title == "Die Mühle am Rand der Stadt"
    assert article.details.subtitle == "Wie ein Dorf sein Mehl zurückbekam"
    assert article.details.author == "Berta Beispiel"
    assert article.details.published == "2023-03-12"
    assert article.details.language == "de"
    assert "dass sich der Stein noch einmal dreht." in article.text
    assert shown(article, BlockKind.HEADING) == ["Ein Rad, das klemmt"]
    (quotation,) = shown(article, BlockKind.QUOTATION)
    assert quotation.startswith("Im Jahre 1911")
    assert "\n" not in quotation
    assert "Ein Abonnement gibt es auch" in article.text
    assert "Lesen Sie auch" not in article.text
    assert article.text.endswith("vor die Tür.")


def test_a_french_text_of_one_line_a_paragraph_keeps_its_talk() -> None:
    article = sample("la-bibliotheque.txt")
    assert article.details.title == "La bibliothèque qui roule"
    assert article.details.author == "Claire Exemple et Jean-Marc d'Essai"
    assert article.details.published == "2022-11-07"
    assert article.details.language == "fr"
    assert shown(article, BlockKind.HEADING) == ["Une idée de 1958"]
    assert "– De court, ou de rapide ?" in shown(article, BlockKind.PARAGRAPH)
    assert article.text.endswith("Un bus, il vient. »")


def test_a_text_without_words_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnreadableError, match="no words"):
        read_pasted(" \n\t\x00\n")


def test_a_lone_line_is_the_text_and_not_a_title() -> None:
    article = read_pasted("Hello world")
    assert article.text == "Hello world"
    assert article.details.title is None
