"""Articles of our own in many shapes: what a typesetter would see of each."""

from pathlib import Path

from readbot.text.article import Article, BlockKind
from readbot.text.importers import read_file, read_pasted

SAMPLES = Path(__file__).parent.parent / "samples"


def sample(name: str) -> Article:
    return read_file(name, (SAMPLES / name).read_bytes())


def shown(article: Article, kind: BlockKind) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind is kind]


def test_a_wrapped_column_keeps_verse_lists_quotations_and_the_editors_brackets() -> None:
    article = sample("slow-road.txt")
    assert article.details.title == "Why the Slow Road Still Wins"
    assert article.details.author == "J. R. Example and Sue O'Sample"
    assert article.details.published == "2025-01-14"
    verse, report = shown(article, BlockKind.QUOTATION)
    assert verse.count("\n") == 3
    assert report.startswith("is a promise made to the impatient")
    assert "\n" not in report
    assert shown(article, BlockKind.HEADING) == ["THE BYPASS"]
    assert shown(article, BlockKind.LIST_ITEM) == [
        "it is fast,",
        "it is straight, and nobody who has driven it could tell you afterwards what was on either"
        " side of it,",
        "it is empty.",
    ]
    assert "the well-known stonemason" in article.text
    assert shown(article, BlockKind.PARAGRAPH)[-2:] == [
        "* * *",
        "[This column was first read aloud at the inn. -- Ed.]",
    ]


def test_wrapped_japanese_is_joined_without_spaces() -> None:
    article = sample("clock-ja.txt")
    assert article.details.title == "時計台の問い"
    assert article.details.author == "山田見本"
    assert article.details.published == "2024-02-29"
    assert article.details.language == "ja"
    assert "質問の終わりの声のように" in article.text
    assert len(article.blocks) == 4


def test_polish_talk_after_hyphens_is_no_list_but_a_list_is() -> None:
    article = sample("most.txt")
    assert article.details.title == "Most, którego nikt nie przeszedł"
    assert article.details.author == "Jan Przykładowy"
    assert article.details.published == "2021-05-03"
    assert "- To mnie przekonuje." in shown(article, BlockKind.PARAGRAPH)
    assert len(shown(article, BlockKind.LIST_ITEM)) == 3
    assert article.text.endswith("Newsletter gminy donosi o tym raz w miesiącu.")


def test_a_spanish_story_keeps_its_last_paragraph_that_only_speaks_of_subscribing() -> None:
    article = sample("el-faro.txt")
    assert article.details.subtitle == "Un guarda jubilado enseña las letras a los barcos"
    assert shown(article, BlockKind.HEADING) == ["¿Quién escucha?"]
    assert article.text.endswith("y él se suscribió, aunque no sabía a qué.")


def test_a_russian_talk_has_a_paragraph_for_each_turn() -> None:
    article = sample("dom.txt")
    assert article.details.author == "Анна Примерова"
    assert article.details.published == "2022-03-12"
    assert "— А вдруг вернутся." in shown(article, BlockKind.PARAGRAPH)
    assert "подписаться на такой вечерний свет" in article.text
    assert "телеграм-канал" not in article.text


def test_a_poem_keeps_its_lines_and_stanzas() -> None:
    article = sample("kettle.txt")
    assert article.details.title == "The Kettle"
    assert [text.count("\n") for text in shown(article, BlockKind.PARAGRAPH)] == [3, 3]


def test_a_framed_book_loses_its_frame_and_keeps_its_italics() -> None:
    article = read_pasted(
        "The Project Gutenberg eBook of A Made-Up Tale\n\nTitle: A Made-Up Tale\n\n"
        "Author: Nobody Real\n\nLanguage: English\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK A MADE-UP TALE ***\n\n"
        "A MADE-UP TALE\n\nby Nobody Real\n\nCHAPTER I.\n\nTHE DOOR\n\n"
        "The door had been painted _so_ often that nobody knew what it was made\n"
        "of; and the house, which was older than the door, had been moved twice\n"
        "by people who preferred the other side--and said so.\n\n"
        "*** END OF THE PROJECT GUTENBERG EBOOK A MADE-UP TALE ***\n\nUpdated editions follow.\n"
    )
    assert article.details.title == "A Made-Up Tale"
    assert article.details.author == "Nobody Real"
    assert shown(article, BlockKind.HEADING) == ["CHAPTER I.", "THE DOOR"]
    (italic,) = article.emphasis
    assert article.text[italic.start : italic.end] == "so"
    assert article.text.endswith("the other side--and said so.")
    assert [left.position for left in article.left_out] == [0, 3]


def test_a_page_of_mere_boxes_gives_title_by_line_and_paragraphs() -> None:
    article = sample("garten.html")
    assert article.details.title == "Der Garten auf dem Dach"
    assert article.details.author == "Karl Muster"
    assert article.details.published == "2020-07-04"
    assert shown(article, BlockKind.HEADING) == ["Was wächst"]
    assert len(shown(article, BlockKind.PARAGRAPH)) == 4
    assert "steht:\nMontag: Frau A.\nDienstag" in article.text
    assert "Newsletter" not in article.text


def test_an_old_page_laid_out_with_tables_keeps_its_blocks() -> None:
    article = sample("on-rain.html")
    assert article.details.title == "On Rain"
    assert article.details.author == "Lou Example"
    assert len(shown(article, BlockKind.QUOTATION)) == 1
    assert shown(article, BlockKind.PARAGRAPH)[-2:] == ["* * *", "First printed nowhere."]
