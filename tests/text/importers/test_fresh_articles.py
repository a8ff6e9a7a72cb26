"""What went wrong with articles that nobody here had seen before."""

from readbot.text.article import Article, BlockKind
from readbot.text.importers import read_file


def words(article: Article, kind: BlockKind) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind is kind]


def left(article: Article) -> list[str]:
    return [part.text for part in article.left_out]


def test_a_paragraph_that_was_broken_once_is_whole_again() -> None:
    broken = (
        "The Ledger of Rain\n\nBy Ada Finch\n3 May 2021\n\n"
        "In that spring the clerk wrote down each shower, and the colour of the sky then, and\n"
        "what the neighbours said of it afterwards.\n\n"
        "The habit\n\nHe never stopped. It rained on.\n"
    )
    article = read_file("rain.txt", broken.encode())
    assert words(article, BlockKind.PARAGRAPH)[0].endswith(
        "then, and what the neighbours said of it afterwards."
    )
    assert words(article, BlockKind.HEADING) == ["The habit"]


def test_a_letter_set_in_is_no_verse() -> None:
    letter = (
        "The Petition\n\nBy Ada Finch\n\n"
        "When the error was found, the village wrote to the office, and it said:\n\n"
        "    We the undersigned, being freeholders of this parish, do humbly pray that\n"
        "    the hill be left where it stands, since it hath brought us many visitors\n"
        "    [emphasis added] and done no harm to any sheep.\n\n"
        "The office declined in a single line, and the pub is called The Summit to this day.\n"
    )
    (quotation,) = words(read_file("petition.txt", letter.encode()), BlockKind.QUOTATION)
    assert "pray that the hill be" in quotation
    assert "many visitors [emphasis added] and done no harm" in quotation


def test_a_line_that_names_where_to_share_is_left_out_in_any_language() -> None:
    for line in (
        "Share this on Twitter | Facebook | Email",
        "Compartir en Facebook",
        "Partager sur WhatsApp",
        "Поделиться ВКонтакте",
    ):
        text = f"The Lamp\n\nBy Ada Finch\n\nIt was lit at dusk by nobody we knew.\n\n{line}\n"
        assert line in left(read_file("lamp.txt", text.encode())), line


def test_what_ends_with_a_quotation_is_no_title_of_another_article() -> None:
    page = (
        "<html lang='fr'><head><title>La gare - Le Courrier du Val</title></head><body><main>"
        "<h1>La gare</h1><p>Par Hélène Marchetti</p>"
        "<p>À trois heures, le convoi freine. Personne n’a jamais su dire pourquoi il freine.</p>"
        "<p>Lire aussi : <a>Les fantômes du rail</a></p>"
        "<p>Contactée, la direction répond : « C’est à l’étude. »</p>"
        "<p>Partager cet article</p></main></body></html>"
    )
    article = read_file("gare.html", page.encode())
    assert article.text.endswith("« C’est à l’étude. »")
    assert article.details.publisher == "Le Courrier du Val"
    assert article.details.author == "Hélène Marchetti"


def test_a_short_page_keeps_its_paragraphs() -> None:
    page = (
        '<html lang="ar" dir="rtl"><head><title>حارس البئر | صحيفة الوادي</title></head>'
        "<body><article>"
        "<h1>حارس البئر</h1><p>بقلم: سلمى الخطيب</p><p>٣ مايو ٢٠٢٠</p>"
        "<p>في القرية بئر لا يشرب منها أحد. قال الحارس: «الماء هنا للذاكرة».</p><h2>الحبل</h2>"
        "<p>الحبل أطول من البئر بمترين.</p></article></body></html>"
    )
    article = read_file("well.html", page.encode())
    assert words(article, BlockKind.HEADING) == ["الحبل"]
    assert article.details.title == "حارس البئر"
    assert article.details.author == "سلمى الخطيب"
    assert article.details.published == "2020-05-03"


def test_spanish_of_an_old_computer_keeps_its_question_marks() -> None:
    text = (
        "El reglamento\n\n¿Quién lo hizo? En la página 4, art. 2.º, se lee: «Se devuelve seco».\n"
    )
    article = read_file("reglamento.txt", text.encode("cp1252"))
    assert "¿Quién" in article.text
    assert "2.º" in article.text
    polish = (
        "Żółta łódź\n\nŻaden z nich nie wiedział, że łódź była żółta. Książę też nie wiedział.\n"
    )
    assert "łódź była żółta" in read_file("lodz.txt", polish.encode("cp1250")).text


def test_each_author_of_a_paper_is_named() -> None:
    page = (
        "<html lang='en'><head><title>Tides</title><meta name='citation_title' content='Tides'>"
        "<meta name='citation_author' content='Okafor, Ngozi'>"
        "<meta name='citation_author' content='Lindqvist, Per'></head><body><h1>Tides</h1>"
        "<p>Harbours keep time by their water, and they have done so since before clocks.</p>"
        "</body></html>"
    )
    assert read_file("tides.html", page.encode()).details.author == "Okafor, Ngozi; Lindqvist, Per"


def test_a_chinese_paper_names_its_source_and_its_hour() -> None:
    text = (
        "修伞的人\n\n作者：陈小雨\n来源：山城晚报\n2014-09-12 08:30\n\n"
        "老街上只剩下一个修伞的人。他说：“伞坏了可以修，人走了就走了。”他的摊子不到两平方米。\n"
    )
    details = read_file("san.txt", text.encode("gb18030")).details
    assert (details.title, details.subtitle) == ("修伞的人", None)
    assert (details.author, details.publisher) == ("陈小雨", "山城晚报")
    assert details.published == "2014-09-12"


def test_small_words_within_a_name_belong_to_it() -> None:
    names = {
        "Door onze verslaggever Joke van der Meulen": "Joke van der Meulen",
        "By Ada della Rovere": "Ada della Rovere",
        "Von unserem Korrespondenten Max von der Aue": "Max von der Aue",
        "Της Μαρίας Παπαδάκη": "Μαρίας Παπαδάκη",
    }
    for line, name in names.items():
        text = f"The Ferry\n\n{line}\n18 May 2019\n\nIt sails when it is full, says the captain.\n"
        assert read_file("ferry.txt", text.encode()).details.author == name


def test_how_long_ago_a_text_was_changed_is_part_of_its_dateline() -> None:
    text = (
        "A rua que mudou\nPor Beatriz Sampaio\n02/05/2016 05h00 • Atualizado há 2 anos\n\n"
        "A Rua do Sal ficava à esquerda da igreja. Hoje fica à direita dela.\n"
    )
    article = read_file("rua.txt", text.encode())
    assert article.details.published == "02/05/2016"
    assert article.text.startswith("A Rua do Sal")


def test_a_letter_s_head_tells_its_subject_its_sender_and_its_day() -> None:
    letter = (
        "From: Ada Finch <ada@example.org>\nTo: The List\nDate: Tue, 4 May 2021 10:00:00 +0000\n"
        "Subject: Re: The Well\n\nThe well in our village is not for drinking, says its keeper.\n\n"
        "It keeps what is dropped into it.\n"
    )
    article = read_file("well.txt", letter.encode())
    details = article.details
    assert (details.title, details.author) == ("The Well", "Ada Finch")
    assert details.published == "2021-05-04"
    assert article.text.startswith("The well in our village")
    assert len(left(article)) == 4


def test_a_play_that_names_who_speaks_is_no_letter() -> None:
    play = "From: the North\n\nThe boat came late. Nobody had asked for it, and nobody paid.\n"
    article = read_file("boat.txt", play.encode())
    assert article.details.title == "From: the North"
    assert article.details.author is None


def test_a_title_page_names_its_author_below_by() -> None:
    text = (
        "THE MILLER'S ACCOUNT\n\nBY\n\nADA FINCH\n\n\n\nCHAPTER I\n\nTHE WHEEL\n\n"
        "It was in that year that the wheel was first set in the water, and it has not left it\n"
        "since, save for nine weeks.\n"
    )
    article = read_file("miller.txt", text.encode())
    assert article.details.title == "THE MILLER'S ACCOUNT"
    assert article.details.author == "ADA FINCH"
    assert words(article, BlockKind.HEADING) == ["CHAPTER I", "THE WHEEL"]


def test_a_page_s_box_for_its_author_is_believed_where_it_names_a_person() -> None:
    page = (
        "<html lang='tr'><head><title>Saat | Kıyı Gazetesi</title></head><body><h1>Saat</h1>"
        "<div class='author'><span>Elif Aydın</span> <span>12 Mart 2021 - 10:45</span></div>"
        "<p>Belediye saati aldı ve sonra sattı. Zaman bedava, diyor doktor, saat değil.</p>"
        "<div class='author'>Bütün yazarlar ve yazıları burada</div></body></html>"
    )
    details = read_file("saat.html", page.encode()).details
    assert details.author == "Elif Aydın"
    assert details.published == "2021-03-12"
