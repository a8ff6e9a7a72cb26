"""Saved pages of several layouts; what extraction loses of an article comes back to it."""

from readbot.text.article import Article, BlockKind
from readbot.text.importers import read_page

NEWS = """<html lang="en"><head><title>The Ferry That Waits | Tidewater Post</title>
<meta property="og:title" content="The Ferry That Waits">
<meta name="description" content="A boat with no timetable, and those who trust it."></head>
<body><main><article><span class="kicker">Islands</span><h1>The Ferry That Waits</h1>
<p>A boat with no timetable, and those who trust it.</p><div>By <a>Noor Abbasi</a></div>
<time datetime="2024-02-11">11 February 2024</time>
<p>The ferry to Sall leaves when it is full, or when the captain is bored, whichever comes first.
Nobody on the island has ever owned a timetable.</p>
<h2>The rule of the rope</h2>
<p>There is one rule. If the rope is on the post, the boat will come back today.<sup>1</sup></p>
<blockquote><p>We never wrote it down. It would have stopped being true.</p>
<footer>— Ruth Hale</footer></blockquote>
<div class="newsletter-signup"><h3>Sign up for Morning Tide</h3><p>Every weekday.</p></div>
<p>Last month a visitor asked when the next boat was. The captain looked at the sky for a while.
&ldquo;Later,&rdquo; she said, and it was.</p><p><em>Noor Abbasi is a writer in Sall.</em></p>
<section><h2>Comments</h2><p>A great piece, and I say so as one who has waited there.</p></section>
</article></main></body></html>"""

LETTER = """<html><head><title>On keeping a bad diary - by Ira Holm - Small Rooms</title>
<meta property="og:title" content="On keeping a bad diary"><meta name="author" content="Ira Holm">
</head><body><div class="post"><h1>On keeping a bad diary</h1>
<h3 class="subtitle">Notes toward a less impressive life</h3>
<div><a>Ira Holm</a><div>Mar 03, 2024</div></div>
<p>I have kept a diary for twenty years and there is not one good sentence in it.</p>
<p>This used to worry me. I had read the diaries of people who could not buy a turnip calmly.</p>
<div class="subscription-widget-wrap"><p>Small Rooms is supported by readers.</p></div>
<p>A good diary is for somebody else. A bad one is a key.<a class="footnote-anchor">1</a></p>
<div class="footnote"><a class="footnote-number">1</a><div><p>I owe this thought to nobody; it
was raining when I had it.</p></div></div><p>Thanks for reading Small Rooms!</p></div>
</body></html>"""

ENCYCLOPAEDIA = """<html lang="en"><head><title>Lantern weir - Pedia</title></head><body>
<h1>Lantern weir</h1><div class="hatnote">For the novel, see Lantern Weir (novel).</div>
<table class="infobox"><tr><th>Type</th><td>Weir</td></tr></table>
<p>A lantern weir is a low weir with a lamp above its crest, by which boatmen judged the height
of the water. They were common on the lower Sall until about 1910.</p>
<h2>History<span class="mw-editsection">[<a>edit</a>]</span></h2>
<p>The first is said to have been built in 1788 by the miller Josiah Lamb.</p></body></html>"""

OLD_TABLE = """<HTML><HEAD><TITLE>A Walk to the Salt Works</TITLE></HEAD><BODY><TABLE><TR><TD>
<A HREF=i>Home</A><BR><A HREF=l>Links</A></TD><TD><CENTER><FONT SIZE=+3>A Walk to the Salt Works
</FONT><BR><I>by Walter P. Quill</I><BR>June 1998</CENTER><P>
It is nine miles to the salt works, and nobody goes there now, because there is no salt. I went
on a Sunday with a sandwich and a map from 1934, which was right about all but the bridge.<BR><BR>
<B>The pans</B><BR><BR>
There are forty pans, each the size of a tennis court, and in each of them a still sheet of rain.
You could see the sky forty times.</TD></TR></TABLE></BODY></HTML>"""


def read(page: str) -> Article:
    return read_page(page.encode(), "https://pages.example/one")


def words(article: Article, kind: BlockKind) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind is kind]


def test_a_kicker_above_the_title_hides_neither_title_nor_deck() -> None:
    article = read(NEWS)
    assert article.details.title == "The Ferry That Waits"
    assert article.details.subtitle == "A boat with no timetable, and those who trust it."
    assert article.details.author == "Noor Abbasi"
    assert article.text.startswith("The ferry to Sall")
    assert "Islands" in [left.text for left in article.left_out]


def test_who_is_quoted_stays_with_the_quotation() -> None:
    assert words(read(NEWS), BlockKind.QUOTATION)[-1] == "— Ruth Hale"


def test_comments_below_an_article_are_not_of_it() -> None:
    article = read(NEWS)
    assert article.text.endswith("“Later,” she said, and it was.")
    assert "great piece" not in article.text


def test_a_heading_below_the_title_is_the_deck_where_the_by_line_follows() -> None:
    article = read(LETTER)
    assert article.details.subtitle == "Notes toward a less impressive life"
    assert article.details.published == "2024-03-03"
    assert article.text.startswith("I have kept a diary")
    assert "supported by readers" in "\n".join(left.text for left in article.left_out)


def test_a_footnote_keeps_its_number() -> None:
    text = read(LETTER).text
    assert "A bad one is a key.¹" in text
    assert "¹ I owe this thought to nobody" in text


def test_an_encyclopaedias_boxes_are_shown_as_left_out() -> None:
    article = read(ENCYCLOPAEDIA)
    assert words(article, BlockKind.HEADING) == ["History"]
    assert article.text.startswith("A lantern weir is")
    assert {"Type | Weir", "For the novel, see Lantern Weir (novel)."} <= {
        left.text for left in article.left_out
    }


def test_a_page_of_layout_tables_names_its_author_and_keeps_its_short_headings() -> None:
    article = read(OLD_TABLE)
    assert article.details.title == "A Walk to the Salt Works"
    assert article.details.author == "Walter P. Quill"
    assert article.details.published == "June 1998"
    assert words(article, BlockKind.HEADING) == ["The pans"]
