"""Words above an article: the sections of a newspaper, and the labels of details."""

import re

from readbot.text.importers import phrases_abroad
from readbot.text.importers.phrases import folded


def _lines(lines: str) -> frozenset[str]:
    return frozenset(" ".join(line.split()) for line in lines.split("|"))


_BARS = re.compile(r"\s*[|｜•·∙]\s*|\s+[–—/-]\s+|\s{3,}|\s*[:,&]\s+|\s*[>›»]\s*")
_UPRIGHT_BARS = re.compile(r"\s*[|｜•·∙]\s*|\s+[>›»/]\s+")
_LABELLED = re.compile(
    r"(title|headline|subtitle|standfirst|summary|lead|author|date|published|publisher|source|"
    r"language|titel|überschrift|untertitel|vorspann|unterzeile|autor|autorin|datum|quelle|titre|"
    r"来源|來源|sous-titre|chapô|chapeau|auteur|titolo|sottotitolo|occhiello|autore|título|subtítulo|bajada|"
    r"entradilla|título|ondertitel|заголовок|подзаголовок|лид|автор|дата|tytuł|podtytuł|data)"
    r"\s*(?::\s+|：\s*)(\S.{0,400})",
    re.IGNORECASE,
)
_LABELS = {
    **dict.fromkeys(
        ("title", "headline", "titel", "überschrift", "titre", "titolo", "título", "заголовок"),
        "title",
    ),
    "tytuł": "title",
    **dict.fromkeys(
        ("subtitle", "standfirst", "summary", "lead", "untertitel", "vorspann", "unterzeile"),
        "subtitle",
    ),
    **dict.fromkeys(
        ("sous-titre", "chapô", "chapeau", "sottotitolo", "occhiello", "subtítulo", "bajada"),
        "subtitle",
    ),
    **dict.fromkeys(("entradilla", "ondertitel", "подзаголовок", "лид", "podtytuł"), "subtitle"),
    **dict.fromkeys(
        ("author", "autor", "autorin", "auteur", "autore", "автор"),
        "author",
    ),
    **dict.fromkeys(("date", "published", "datum", "дата", "data"), "published"),
    **dict.fromkeys(("publisher", "来源", "來源"), "publisher"),
}
_SECTIONS = _lines(
    "opinion|comment|analysis|news|world|world news|politics|culture|arts|books|science|"
    "technology|tech|travel|business|sport|sports|health|environment|climate|review|reviews|essay|"
    "essays|interview|long read|the long read|letters|editorial|column|feature|features|society|"
    "history|life|lifestyle|style|food|money|media|education|local|national|international|"
    "magazine|weekend|guest essay|op-ed|perspective|explainer|q&a|"
    "obituary|obituaries|profile|dispatch|report|reportage|"
    "video|podcast|podcasts|film|music|theatre|tv|radio|art|design|fashion|gardens|family|europe|africa|asia|"
    "americas|us|uk|usa|economy|law|philosophy|religion|nature|ideas|exclusive|"
    "meinung|kommentar|analyse|politik|kultur|wissenschaft|wissen|wirtschaft|reise|gesellschaft|"
    "reportage|feuilleton|panorama|lokales|regionales|stadtleben|leben|medien|digital|debatte|"
    "gastbeitrag|geschichte|bücher|literatur|kino|musik|umwelt|klima|"
    "société|politique|sciences|économie|tribune|idées|chronique|enquête|récit|entretien|portrait|"
    "éditorial|livres|cinéma|monde|france|planète|"
    "opinión|cultura|política|sociedad|ciencia|economía|reportaje|entrevista|crónica|columna|"
    "internacional|españa|libros|tribuna|opinione|politica|scienza|società|economia|cronaca|"
    "intervista|il racconto|commento|esteri|libri|"
    "opinião|sociedade|ciência|reportagem|crónica|crônica|mundo|livros|"
    "mening|opinie|cultuur|politiek|wetenschap|samenleving|binnenland|buitenland|achtergrond|"
    "interview|reportage|economie|boeken|"
    "мнение|культура|общество|наука|политика|экономика|репортаж|интервью|история|колонка|мир|"
    "kultura|polityka|społeczeństwo|gospodarka|reportaż|wywiad|felieton|kraj|świat|"
    "wiadomości|książki|nauka"
) | frozenset(" ".join(folded(line).split()) for line in phrases_abroad.SECTIONS.split("|"))


def is_section(text: str) -> bool:
    """Tell whether the line only names parts of a newspaper."""
    parts = [folded(part).strip("# ") for part in _BARS.split(text.strip("<>【】〔〕[]《》 "))]
    parts = [part for part in parts if part]
    if parts and all(part in _SECTIONS for part in parts):
        return True
    barred = [folded(part).strip() for part in _UPRIGHT_BARS.split(text)]
    if len(barred) > 1 and any(part in _SECTIONS for part in barred) and _is_terse(barred):
        return True
    return text.isupper() and len(text.split()) <= 2


def _is_terse(parts: list[str]) -> bool:
    """Tell whether each part is a word or two, as a section's name beside one that is known."""
    return all(len(part.split()) <= 2 and len(part) <= 24 for part in parts)


def labelled(text: str) -> tuple[str, str] | None:
    """Give the detail that the line's label names, and its value; None without such a label."""
    match = _LABELLED.fullmatch(text) if len(text) <= 450 else None
    name = _LABELS.get(match[1].casefold()) if match else None
    return (name, match[2].strip()) if match is not None and name is not None else None


def says_several(text: str) -> bool:
    """Tell whether bars part the text into several."""
    return len(_BARS.split(text)) > 1
