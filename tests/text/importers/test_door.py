"""The door: encodings, kinds of files by their content, and plain words for what is refused."""

import zipfile
from io import BytesIO

import pytest

from readbot.text.article import UnreadableError
from readbot.text.importers import MOST_BYTES, read_file, read_page, read_pasted

TEXTS = [
    ("cp1252", "Die Straße über den Fluss war schön, aber gefährlich – „ja“, sagte er."),
    ("cp1252", "The café was naïve — “quite so”, he said, and paid for the crème brûlée."),
    ("cp1250", "Książka była bardzo ciekawa, a żółw szedł powoli przez łąkę do źródła."),
    ("cp1251", "Он сказал, что это была хорошая книга, и закрыл окно."),
    ("koi8-r", "Он сказал, что это была хорошая книга, и закрыл окно. Потом он ушёл домой."),
    ("cp1253", "Η γάτα κοιμάται στον ήλιο όλη μέρα και δεν την ενοχλεί κανείς."),
    ("cp1254", "Şimdi güneş doğuyor ve ışık odaya giriyor, çünkü perde açık."),
    ("shift_jis", "これは日本語の文章です。とても短いですが、読めるはずです。"),
    ("euc_jp", "これは日本語の文章です。とても短いですが、読めるはずです。"),
    ("gb18030", "这是一个简短的中文句子，用来检查编码是否正确。"),
    ("big5", "這是一個簡短的中文句子，用來測試編碼是否正確。我們希望它能夠被讀出來。"),
    ("euc_kr", "이것은 짧은 한국어 문장입니다. 읽을 수 있어야 합니다."),
    ("utf-8-sig", "Žluťoučký kůň úpěl ďábelské ódy."),
    ("utf-16", "Žluťoučký kůň úpěl ďábelské ódy."),
    ("utf-16-le", "A plain line without a mark."),
    ("utf-16-be", "A plain line without a mark."),
    ("utf-32", "Žluťoučký kůň úpěl ďábelské ódy."),
]


@pytest.mark.parametrize(("encoding", "text"), TEXTS)
def test_a_file_in_any_common_encoding_is_read_right(encoding: str, text: str) -> None:
    assert read_file("a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_every_newline_is_one(newline: str) -> None:
    text = f"One sentence here.{newline}{newline}Another sentence there."
    assert read_pasted(text).text == "One sentence here.\n\nAnother sentence there."


def test_unspeakable_characters_go_and_needed_marks_stay() -> None:
    needed = "\u200fمی\u200cخواهم\u200e and 👩\u200d🚒."
    text = f"A\x00 \u202erevised\u202c \u2066li\u00adne\u2069 with {needed}"
    assert read_pasted(text).text == f"A revised line with {needed}"


def test_a_damaged_byte_in_utf8_does_not_turn_the_rest_into_noise() -> None:
    content = "Žluťoučký kůň úpěl ďábelské ódy.".encode() + b"\xff And on it goes."
    assert read_file("a.txt", content).text.startswith("Žluťoučký kůň úpěl ďábelské ódy.")


def packed(*names: str) -> bytes:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as open_archive:
        for name in names:
            open_archive.writestr(name, "x")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"x" * (MOST_BYTES + 1), "larger than 16 MB"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "cannot read the words in pictures"),
        (b"RIFF\x00\x00\x00\x00WEBP", "cannot read the words in pictures"),
        (b"ID3\x03" + bytes(20), "This is a recording"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "office program"),
        (b"{\\rtf1 Hello}", "office program"),
        (packed("[Content_Types].xml", "word/document.xml"), "office program"),
        (packed("a.txt", "b.txt"), "unpack it"),
        (b"\x7fELF" + bytes(30), "This is a program"),
        (bytes(range(256)) * 4, "."),
    ],
)
def test_what_is_no_article_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableError, match=sentence):
        read_file("article.txt", content)


def test_the_content_counts_more_than_the_name() -> None:
    page = b"<!doctype html><html><title>A page</title><body><p>Words.</p></body></html>"
    assert read_file("page.txt", page).text == "Words."
    assert read_file("notes.txt", b"# A title\n\nSome *words*.").details.title == "A title"
    assert read_file("a.html", b"No mark of a page is in here.").text.startswith("No mark")


def test_a_page_that_a_browser_saved_as_one_file_is_read() -> None:
    content = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: https://example.org/road\r\n\r\n"
        b"<html><body><p>A road is =\r\nlong. It is caf=C3=A9 after caf=C3=A9.</p></body>\r\n"
        b"--b--\r\n"
    )
    article = read_file("page.mhtml", content)
    assert article.text == "A road is long. It is café after café."
    assert article.details.source_url == "https://example.org/road"


def test_an_address_may_lead_to_plain_words() -> None:
    content = b"Only words, and no mark of a page.\n\nAnd one more paragraph."
    article = read_page(content, "https://example.org/words.txt")
    assert article.text == content.decode()
    assert article.details.source_url == "https://example.org/words.txt"
