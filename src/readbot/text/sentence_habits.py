"""What each language does at the ends of its sentences: the tables that sentences.py reads."""

import re
from dataclasses import dataclass

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Habits:
    """One language's habits.

    ``leaders`` are abbreviations that want another word after them and so never end a sentence;
    ``numbered`` end none before a number. ``endings`` matches abbreviations that end a sentence
    when a capital follows. ``ordinals`` are the words after which a number with a dot is a rank.
    ``attribution`` matches "he said" after a closing quotation mark, where case does not tell.
    """

    leaders: frozenset[str] = _NOTHING
    numbered: frozenset[str] = _NOTHING
    ordinals: frozenset[str] = _NOTHING
    endings: re.Pattern[str] | None = None
    attribution: re.Pattern[str] | None = None
    single_letters_lead: bool = False
    spaces_end: bool = False


def _words(words: str) -> frozenset[str]:
    return frozenset(word + "." for word in words.split())


def _plain(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LATIN_LEADERS = "Dr Prof"
_DEFAULT = Habits(leaders=_words(_LATIN_LEADERS))

_HABITS = {
    "en": Habits(
        leaders=_words(
            "Dr Mr Mrs Ms Mx Prof Rev Gen Sen Rep Gov Capt Cmdr Lt Col Maj Sgt Hon Messrs Mt Fr"
            " Pres Supt Insp Adm Msgr cf vs viz e.g i.e"
        ),
        numbered=_words(
            "No Nos no nos Vol vol Fig fig Figs figs p pp Ch ch Sec sec Art art ca c approx"
            " Jan Feb Apr Aug Sept Sep Oct Nov Dec"
        ),
        endings=re.compile(r"No\.(?<![\w.]No\.)\s+(?=[A-Z][a-z’']*[ ,])"),
    ),
    "de": Habits(
        leaders=_words("Dr Prof Hr Hrn Fr Frl Dipl Ing Kap bzw vgl Vgl ca Nr Bd St Abb Kgl Frhr"),
        numbered=_words("S Nr Bd Abb Kap Art Abs Ziff Jan Feb Aug Sept Okt Nov Dez"),
        ordinals=_plain(
            "im am der die das dem den des vom zum zur ab bis seit beim ins ans jeder jeden jedem"
            " seinem seinen seiner ihrem ihren ihrer einem einen"
        ),
    ),
    "fr": Habits(
        leaders=_words("M MM Dr Pr Me St Ste Mgr p pp fig art av cf Cf chap éd vol env"),
        numbered=_words("p pp no fig art vol chap janv févr avr juil sept oct nov déc"),
    ),
    "es": Habits(
        leaders=_words(
            "Sr Sra Srta Sres Dr Dra D Dña Da Prof Profa Ing Lic Arq Gral Cap Tte Sto Sta Mons Rvdo"
            " pág págs p pp fig vol núm art cap Av Avda cf"
        ),
        numbered=_words("núm pág págs p pp fig vol art cap ene feb abr ago sept oct nov dic"),
    ),
    "it": Habits(
        leaders=_words(
            "sig Sig sigg sig.ra Sig.ra sig.na dott Dott dott.ssa Dott.ssa dr Dr prof Prof prof.ssa"
            " Prof.ssa avv Avv ing Ing arch Arch rag on On mons Mons cav p pp pag pagg fig vol cap"
            " art cfr Cfr"
        ),
        numbered=_words(
            "p pp pag pagg fig vol cap art n nn genn febbr apr magg lug sett ott nov dic"
        ),
    ),
    "pt": Habits(
        leaders=_words(
            "Sr Sra Srta Srs Dr Dra Drs D Prof Profa Eng Exmo Exma Gen Cel Cap Sto Sta Mons Pe Av R"
            " pág págs p pp fig vol núm art cap cf"
        ),
        numbered=_words("pág págs p pp fig vol núm art cap n jan fev abr ago nov dez"),
    ),
    "nl": Habits(
        leaders=_words(
            "Dhr dhr Mevr mevr Mw mw Dr dr Drs drs Prof prof Mr mr Ir ir Ing ing Ds ds St H.K.H o.a"
            " d.w.z bijv m.b.t t.a.v i.v.m blz nr afb fig vgl zgn"
        ),
        numbered=_words("blz p pp nr afb fig hfst art jan feb aug sept okt nov dec"),
    ),
    "ru": Habits(
        leaders=_words(
            "г-н г-жа гг им ул пл пр просп пер наб проф акад доц канд ст стр с см См рис табл гл кн"
            " т тов гр св Св ср Ср напр д-р"
        ),
        numbered=_words("ст стр с рис табл гл кн т № п д кв"),
        endings=re.compile(r"\bт\. ?[дпе]\.\s+(?=[«“\"„(]?[А-ЯЁ])|\b(?:др|пр)\.\s+(?=[А-ЯЁ])"),
    ),
    "pl": Habits(
        leaders=_words(
            "prof dr inż mgr hab doc gen płk kpt por ks św Św ul al pl os im zob Zob por Por np tzn"
            " tj tzw str s ryc rys tab nr poz art ust"
        ),
        numbered=_words("str s ryc rys tab nr poz art ust t rozdz"),
        ordinals=frozenset(),
    ),
    "el": Habits(
        leaders=_words("κ κα κος κκ δρ Δρ καθ Καθ σελ σ εικ τόμ τ αρ αγ Αγ Άγ λεωφ βλ Βλ πρβλ π.χ"),
        numbered=_words("σελ σ εικ τόμ τ αρ κεφ άρθρ"),
    ),
    "tr": Habits(
        leaders=_words(
            "Dr Prof Doç Av Sn Bay Alb Gen Yrd Op Uzm Ecz Mah Cad Sok Bkz bkz bk Bk örn Örn s sf No"
        ),
        numbered=_words("s sf No no c cilt"),
    ),
    "ar": Habits(leaders=_words("د أ م ا ص ج ق أ.د ت"), single_letters_lead=True),
    "fa": Habits(leaders=_words("د م ص ج ر.ک"), single_letters_lead=True),
    "ur": Habits(leaders=_words("ڈاکٹر"), single_letters_lead=True),
    "hi": Habits(
        leaders=_words(
            "डॉ डा प्रो पं श्री सुश्री कु सं ई.पू मो इं एडवोकेट ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू"
            " आर एस टी यू वी डब्ल्यू एक्स वाई जेड"
        ),
    ),
    "zh": Habits(
        attribution=re.compile(
            r"[^，。！？；：、\s“「『]{0,12}?(?:说|說|问|問|道|答|喊|叫|想|嚷|念|写道|寫道)"
            r"(?:[着著了]|道)?[，。：；]"
        ),
    ),
    "ja": Habits(attribution=re.compile(r"(?:と|って|とは|という|などと|なんて)")),
    "ko": Habits(
        attribution=re.compile(
            r"\s*(?:(?:라고|하고|이라고|라는|고)\s?|[^.!?…。\n“‘\"]{0,24}?"
            r"(?:말했|물었|대답했|외쳤|소리쳤|속삭였|되물었|중얼거렸|했)(?:다|어요|습니다|지)[.,!])"
        )
    ),
    "th": Habits(spaces_end=True),
    "lo": Habits(spaces_end=True),
    "km": Habits(spaces_end=True),
}


def habits(language: str) -> Habits:
    """The habits of a language by its two-letter code; a language unknown has only the common."""
    return _HABITS.get(language, _DEFAULT)


_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\u4e00-\u9fff\u3400-\u4dbf]"), "zh"),
    (re.compile("[\uac00-\ud7a3]"), "ko"),
    (re.compile("[\u0e01-\u0e4e]"), "th"),
    (re.compile("[\u0e81-\u0ece]"), "lo"),
    (re.compile("[\u1780-\u17d3]"), "km"),
    (re.compile("[\u0900-\u097f]"), "hi"),
    (re.compile("[پچژگکی]"), "fa"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0370-\u03ff]"), "el"),
)
_ENOUGH = 0.25
_SAMPLE = 2_000


def language_by_script(text: str) -> str:
    """A language whose habits suit the script of the text's beginning; "en" for Latin letters."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample)) or 1
    for pattern, language in _SCRIPTS:
        if len(pattern.findall(sample)) >= _ENOUGH * letters:
            return language
    return "en"
