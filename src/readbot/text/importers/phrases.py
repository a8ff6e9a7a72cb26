"""What newspapers and web pages say around an article, in the languages of most clubs.

Plain data for ``appeals``: each phrase is said *to* the reader. What other languages say stands
in ``phrases_abroad``.
"""

import re
import unicodedata
from collections.abc import Sequence

from readbot.text.importers import phrases_abroad as abroad

# Vowel signs, stretched letters and joiners that Arabic and Persian may leave out; letters that
# two keyboards write differently; apostrophes.
_FOLDED = {
    **dict.fromkeys([*range(0x64B, 0x656), 0x640, 0x200C, 0x200D]),
    **str.maketrans("يىكۀأإآ’‘", "ییکهااا''"),
    0x307: None,
}


def folded(words: str) -> str:
    """Give the words as phrases are compared: in small letters and without what may be left out."""
    if words.isascii():
        return words.lower()
    return unicodedata.normalize("NFC", words.casefold()).translate(_FOLDED)


def any_of(choices: Sequence[str]) -> str:
    """Give the pattern of any of these phrases."""
    return "(?:" + "|".join(re.escape(choice) for choice in choices) + ")"


def listed(phrases: str) -> tuple[str, ...]:
    """Give the phrases that bars part, folded."""
    return tuple(folded(" ".join(phrase.split())) for phrase in phrases.split("|"))


# Whole lines. Compared without punctuation, signs and numbers, so "Comments (12)" is "comments".
MENU_LINES = frozenset(
    listed(
        """
    other|other amount|monthly|annually|one-time|
    sort by|sort by newest|sort by oldest|newest|oldest|newest first|oldest first|most liked|
    all comments|terms|privacy terms|collection notice|top latest discussions|ready for more|
    normas de los comentarios|ver comentarios|ver los comentarios|voir les commentaires|
    share|share this|share this article|share article|share this story|share on facebook|
    share on twitter|share on x|share via email|share full article|discussion about this post|
    tweet|save|save for later|
    save article|download pdf|download the pdf|view pdf|export citation|cite this article|print|
    print this page|print this article|email|e-mail|copy link|link copied|
    gift this article|gift article|comment|comments|view comments|show comments|no comments|
    add comment|reply|like|likes|shares|retweet|pin it|facebook|twitter|x|whatsapp|linkedin|
    instagram|telegram|reddit|pinterest|youtube|tiktok|bluesky|mastodon|threads|pocket|flipboard|
    messenger|rss|skip to content|privacy|privacy notice|cookie policy|cookies|
    política de cookies|política de privacidad|politique de confidentialité|
    datenschutzerklärung|informativa privacy|política de privacidade|privacybeleid|
    политика конфиденциальности|polityka prywatności|
    skip to main content|skip to navigation|log in|login|log out|
    sign in|sign up|register|my account|menu|main menu|home|search|subscribe|subscribe now|
    subscribe today|donate|donate now|newsletter|newsletters|listen|listen to this article|
    listen to article|min read|minute read|min listen|minutes read|back to top|top|next|previous|
    next article|previous article|load more|show more|see more|view all|see all|close|
    accept all|accept cookies|reject all|cookie settings|manage cookies|privacy policy|
    terms of use|terms of service|contact|contact us|about us|about|sitemap|follow|follow us|
    join the conversation|loading|open in app|get the app|
    teilen|artikel teilen|drucken|merken|anhören|artikel anhören|kommentare|kommentieren|kommentar|
    zum inhalt springen|anmelden|abmelden|einloggen|registrieren|startseite|suche|menü|
    abonnieren|jetzt abonnieren|newsletter abonnieren|min lesezeit|minuten lesezeit|lesezeit min|
    lesezeit minuten|lesezeit|nach oben|mehr anzeigen|weiterlesen|impressum|datenschutz|
    cookie-einstellungen|alle akzeptieren|kontakt|link kopieren|merkliste|spenden|jetzt spenden|
    partager|partager cet article|imprimer|enregistrer|commenter|commentaires|réagir|s'abonner|
    je m'abonne|abonnez-vous|se connecter|connexion|s'inscrire|accueil|rechercher|recherche|
    aller au contenu|temps de lecture min|min de lecture|temps de lecture|écouter|
    écouter l'article|copier le lien|faire un don|mentions légales|tout accepter|suivre|
    compartir|comparte|imprimir|guardar|comentar|comentarios|suscribirse|suscríbete|iniciar sesión|
    regístrate|inicio|buscar|ir al contenido|min de lectura|minutos de lectura|escuchar|
    copiar enlace|aviso legal|aceptar|aceptar todo|síguenos|menú|
    condividi|stampa|salva|commenta|commenti|abbonati|accedi|registrati|iscriviti|cerca|
    vai al contenuto|min di lettura|minuti di lettura|ascolta|copia link|accetta tutto|seguici|
    compartilhar|compartilhe|partilhar|salvar|comentários|comentar|assine|assinar|entrar|
    cadastre-se|início|pular para o conteúdo|min de leitura|minutos de leitura|ouvir|copiar link|
    siga-nos|aceitar|
    delen|deel|deel dit artikel|afdrukken|opslaan|bewaar|reacties|reageer|abonneren|abonneer|
    inloggen|registreren|zoeken|naar inhoud|min leestijd|minuten leestijd|leestijd|
    luister|link kopiëren|alles accepteren|volg ons|
    поделиться|печать|сохранить|комментарии|комментировать|оставить комментарий|подписаться|
    войти|вход|регистрация|главная|поиск|меню|перейти к содержанию|мин чтения|время чтения|
    слушать|скопировать ссылку|наверх|вконтакте|одноклассники|телеграм|
    udostępnij|drukuj|zapisz|komentarze|komentarz|skomentuj|subskrybuj|zaloguj się|zaloguj|
    zarejestruj się|strona główna|szukaj|przejdź do treści|min czytania|czas czytania|posłuchaj|
    kopiuj link|do góry|obserwuj nas|
    reuse this content|skip past newsletter promotion|after newsletter promotion|view image in
    fullscreen|view image in full screen|open image in gallery|image caption|play video|watch|
    play|pause|mute|scroll down for video|scroll down|restacks|claps|clap|fullscreen|
    give this article|
    bookmark|bookmarks|add to favorites|add to favourites|my saved articles|text size|font size|
    change text size|print edition|subscriber only|members only|exclusive for subscribers|
    translate|translate this page|skip to main menu|skip to footer|go to content|jump to content|
    manage preferences|reject|decline|allow all|got it|ok|accept|learn more|no thanks|
    continue|continue without accepting|close ad|hide caption|show caption|toggle caption|
    newsletter sign-up|alerts|notifications|turn on notifications|read later|listen now|
    listen to this story|audio|hear this article|estimated reading time|
    artikel hören|artikel merken|artikel drucken|vorlesen|vorlesen lassen|feedback|
    zur merkliste|lesezeichen|zum artikel|zur startseite|zum hauptinhalt springen|
    direkt zum inhalt|navigation überspringen|menü öffnen|menü schließen|bild vergrößern|
    schrift vergrößern|nur für abonnenten|exklusiv für abonnenten|zustimmen|ablehnen|
    einstellungen|alles ablehnen|verstanden|mehr erfahren|
    ajouter à vos favoris|ajouter aux favoris|offrir l'article|offrir cet article|lire plus tard|
    aller au contenu principal|aller à la navigation|article réservé aux abonnés|
    réservé aux abonnés|tout refuser|continuer sans accepter|paramétrer|lecture|
    saltar al contenido|ir al contenido principal|ir a contenido|solo para suscriptores|
    contenido exclusivo para suscriptores|rechazar|rechazar todo|configurar|escuchar artículo|
    añadir a favoritos|leer después|regalar artículo|
    salta al contenuto|vai al contenuto principale|ascolta l'articolo|solo per abbonati|
    contenuto riservato agli abbonati|rifiuta|rifiuta tutto|accetta|accetta e continua|
    regala l'articolo|aggiungi ai preferiti|
    ir para o conteúdo|ir para o conteúdo principal|saltar para o conteúdo|exclusivo assinantes|
    exclusivo para assinantes|rejeitar|aceitar todos|ouvir artigo|guardar artigo|oferecer artigo|
    ga naar inhoud|ga naar de inhoud|naar de inhoud|direct naar inhoud|luister naar dit artikel|
    bewaar artikel|cadeau geven|alleen voor abonnees|weigeren|accepteren|akkoord|
    к содержанию|перейти к основному содержанию|перейти к контенту|только для подписчиков|
    принять|отклонить|в избранное|добавить в избранное|слушать статью|
    przejdź do głównej treści|przejdź do artykułu|tylko dla prenumeratorów|
    tylko dla subskrybentów|akceptuję|akceptuj|odrzuć|posłuchaj artykułu|zapisz na później|
    dodaj do ulubionych
    """
    )
    + listed(abroad.MENU_LINES)
)

# What the way from a site's first page to an article begins with ("Home > Travel").
FIRST_CRUMBS = frozenset(
    listed(
        "home|homepage|start|startseite|accueil|inicio|início|portada|главная|strona główna|"
        "voorpagina"
    )
)

# The only single words of a menu that are never a heading of an article.
SHARE_WORDS = frozenset(
    listed(
        "share|tweet|retweet|facebook|whatsapp|linkedin|teilen|partager|compartir|condividi|"
        "compartilhar|partilhar|delen|поделиться|udostępnij"
    )
    + listed(abroad.SHARE_WORDS)
)

NETWORKS = frozenset(
    listed(
        "twitter|x|facebook|whatsapp|linkedin|telegram|instagram|mastodon|bluesky|threads|reddit|"
        "pinterest|tumblr|weibo|vk|email|e-mail|mail|вконтакте|фейсбуке|телеграме|微信|微博|"
        "フェイスブック|ツイッター|فيسبوك|تويتر|واتساب|페이스북|트위터"
    )
)

# What heads readers' comments below an article, where nothing of the article follows.
COMMENTS = frozenset(
    listed(
        "comments|discussion about this post|top comments|reader comments|leave a reply|"
        "leave a comment|responses|join the conversation|kommentare|leserkommentare|commentaires|"
        "comentarios|commenti|comentários|reacties|комментарии|komentarze|σχόλια|yorumlar|"
        "تعليقات|التعليقات|دیدگاه‌ها|نظرات|टिप्पणियाँ|टिप्पणियां|评论|評論|コメント|댓글|ความคิดเห็น"
    )
)

ADVERTISEMENT_LINES = frozenset(
    listed(
        "advertisement|advertisements|ad|advertising|sponsored|sponsored content|paid content|"
        "promoted|article continues below advertisement|story continues below advertisement|"
        "article continues after advertisement|continue reading below|skip advertisement|"
        "anzeige|werbung|publicité|publicidad|anuncio|continúa tras la publicidad|pubblicità|"
        "publicidade|continua após a publicidade|advertentie|реклама|reklama"
    )
    + listed(abroad.ADVERTISEMENT_LINES)
)

# What opens a list of other articles; a line that only says this, or says it before a colon.
ELSEWHERE = listed(
    "read more|read also|also read|read next|read this next|see also|see more|related|"
    "related articles|related stories|related content|related posts|more on this story|"
    "more on this topic|more like this|more from|more stories|most read|most popular|most viewed|"
    "trending|trending now|recommended|recommended for you|you may also like|"
    "you might also like|up next|editors' picks|editor's picks|top stories|don't miss|"
    "lesen sie auch|lesen sie mehr|lesen sie hier|mehr zum thema|auch interessant|"
    "das könnte sie auch interessieren|das könnte dich auch interessieren|meistgelesen|"
    "zum thema|passend dazu|weitere artikel|mehr lesen|"
    "lire aussi|à lire aussi|lire également|à lire également|à lire|lire la suite|en savoir plus|"
    "sur le même sujet|les plus lus|voir aussi|articles liés|"
    "lea también|lee también|leer más|también te puede interesar|te puede interesar|"
    "más información|lo más leído|más leídas|artículos relacionados|noticias relacionadas|"
    "leggi anche|leggi di più|ti potrebbe interessare|potrebbe interessarti|i più letti|"
    "articoli correlati|vedi anche|"
    "leia também|leia mais|veja também|mais lidas|mais lidos|artigos relacionados|saiba mais|"
    "lees ook|lees meer|lees verder|meer over|meest gelezen|gerelateerde artikelen|"
    "читайте также|читать также|читать далее|ещё по теме|еще по теме|по теме|материалы по теме|"
    "самое читаемое|популярное|смотрите также|"
    "explore more on these topics|topics|related topics|tags|more about|schlagwörter|"
    "schlagworte|themen|mehr zu diesen themen|mots-clés|thématiques|etiquetas|temas|argomenti|"
    "trefwoorden|теги|tagi|tematy|"
    "keep reading|continue reading|now read|next article|in this series|in pictures|our picks|"
    "from the archive|from our archive|latest news|latest stories|popular now|what to read next|"
    "you may have missed|in case you missed it|promoted stories|around the web|from the web|"
    "zum weiterlesen|weitere themen|mehr dazu|das könnte ihnen auch gefallen|neueste artikel|"
    "meistgelesene artikel|mehr aus dem ressort|lesetipps|lesen sie dazu auch|"
    "pour aller plus loin|à lire ensuite|nos lecteurs ont lu ensuite|à voir aussi|lire plus|"
    "le plus lu|dans le même dossier|seguir leyendo|sigue leyendo|lo más visto|ver también|"
    "sobre el mismo tema|otras noticias|archivado en|continua a leggere|sullo stesso tema|"
    "più letti|articoli più letti|approfondimenti|continue a ler|continuar a ler|ler mais|"
    "ler também|a ler|ver também|notícias relacionadas|mais populares|best gelezen|"
    "lees ook deze artikelen|meer nieuws|lees dit ook|главное|материалы|ещё|другие материалы|"
    "рекомендуем|лучшие материалы|warto przeczytać|więcej na ten temat|najpopularniejsze|"
    "zobacz więcej|inne artykuły|"
    "czytaj także|czytaj też|czytaj również|czytaj więcej|przeczytaj także|przeczytaj też|"
    "zobacz także|zobacz też|zobacz również|najczęściej czytane|polecamy|powiązane artykuły"
) + listed(abroad.ELSEWHERE)

# What a picture's credit begins with, before a name.
CREDITS = listed(
    "photo|photos|photo by|photography|photograph|photograph by|photographs by|photography by|"
    "photo credit|picture|picture by|image|image credit|images|illustration|illustration by|"
    "illustrations by|"
    "graphic|credit|foto|fotos|foto von|bild|bilder|bildnachweis|abbildung|grafik|illustration von|"
    "crédit photo|crédits photo|photographie|crédit|crédits|fotografía|fotografía de|foto de|"
    "imagen|ilustración|crédito|fotografia|immagine|illustrazione|crediti|imagem|ilustração|"
    "foto door|beeld|illustratie|фото|фотография|иллюстрация|изображение|zdjęcie|fot|"
    "ilustracja|grafika|"
    "photographs|photos by|pictures by|pictures|photographed by|images by|video|fotos von|"
    "fotografie|fotos de|photos de|photo de|illustrations de|foto's|foto's van|foto's door|foto di|"
    "fotografie di|fotografia de|fotografías de|illustrazioni di|ilustraciones de|ilustrações de|"
    "illustrationen von|illustraties|фото автора|фото из архива|иллюстрации|zdjęcia|rys|rysunek"
) + listed(abroad.CREDITS)

# After such a word in a credit a name follows without a colon.
BEFORE_NAMES = (" by", " von", " de", " di", " van", " door", "foto's")

# What a picture's caption begins with, before a colon and what the picture shows.
CAPTIONS = listed(
    "image|picture|photo|photograph|figure|fig|above|below|pictured|caption|image caption|"
    "illustration|abbildung|abb|bild|bildunterschrift|oben|unten|légende|légende photo|ci-dessus|"
    "image légende|figura|pie de foto|leyenda|arriba|didascalia|nella foto|sopra|legenda|"
    "na imagem|na foto|onderschrift|op de foto|на фото|на снимке|подпись|na zdjęciu|podpis"
) + listed(abroad.CAPTIONS)

# What stands above or before the lines about an author, at the end of an article.
ABOUT_AUTHORS = listed(
    "about the author|about the authors|about the writer|about our author|author bio|the author|"
    "contributors|contributor|zur person|zur autorin|zum autor|über die autorin|über den autor|"
    "die autorin|der autor|à propos de l'auteur|à propos de l’auteur|à propos de l'autrice|"
    "l'auteur|l’auteur|l'autrice|sobre el autor|sobre la autora|sobre la firma|la autora|el autor|"
    "sull'autore|sull'autrice|sull’autore|sull’autrice|l'autore|l’autore|sobre o autor|"
    "sobre a autora|o autor|a autora|over de auteur|over de schrijver|de auteur|об авторе|"
    "об авторах|автор|o autorze|o autorce|autor|autorka"
) + listed(abroad.ABOUT_AUTHORS)

# How a sentence goes on that begins with its author's name and introduces them.
INTRODUCTIONS = listed(
    "is|was born|writes|wrote|works|worked|lives|teaches|taught|reports|reported|covers|covered|"
    "edits|runs|travels|contributed|has written|has been|can be|studied|studies|directs|hosts|"
    "joined|are|ist|schreibt|lebt|arbeitet|lehrt|berichtet|leitet|studierte|wurde|hat|est|écrit|"
    "vit|travaille|enseigne|es|escribe|vive|trabaja|enseña|è|scrive|lavora|insegna|é|escreve|"
    "trabalha|ensina|schrijft|woont|werkt|doceert|пишет|живёт|живет|работает|родился|родилась|"
    "jest|pisze|mieszka|pracuje|wykłada"
)

# What opens a note on where else, or in which issue, the text appeared.
EDITIONS = listed(
    "a version of this article|a version of this story|a version of this essay|"
    "this article appears in|this article appeared in|this article was first published|"
    "this article was originally published|this story was originally published|"
    "this story appears in|this essay appears in|published in the print edition|"
    "dieser artikel erschien|dieser text erschien|dieser artikel ist erschienen|"
    "dieser beitrag erschien|dieser text stammt aus|cet article est paru|cet article est extrait|"
    "este artículo se publicó|este artículo apareció|questo articolo è apparso|"
    "questo articolo è uscito|questo articolo è stato pubblicato|este artigo foi publicado|"
    "este texto foi publicado|een versie van dit artikel|dit artikel verscheen|"
    "статья опубликована в|материал опубликован в|artykuł ukazał się|tekst ukazał się"
)

AGENCIES = listed(
    "getty images|shutterstock|unsplash|alamy|reuters|afp|associated press|ap photo|epa|dpa|"
    "picture alliance|imago|keystone|wikimedia commons|istock|adobe stock|pexels|pixabay|"
    "bloomberg|magnum photos|rex features|efe|ansa|lusa|anp|pap|тасс|риа новости"
)

LEGAL = listed(
    "all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    "todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados|"
    "alle rechten voorbehouden|все права защищены|wszelkie prawa zastrzeżone|"
    "riproduzione riservata|reproducción prohibida|reproduction interdite|droits réservés|"
    "direitos reservados|prohibida su reproducción"
) + listed(abroad.LEGAL)

COOKIES = listed(
    "we use cookies|this site uses cookies|this website uses cookies|we and our partners|"
    "by continuing to use|we value your privacy|your privacy choices|this site is protected by|"
    "wir verwenden cookies|wir nutzen cookies|diese website verwendet cookies|"
    "nous utilisons des cookies|ce site utilise des cookies|en poursuivant votre navigation|"
    "utilizamos cookies|usamos cookies|este sitio utiliza cookies|este sitio web utiliza cookies|"
    "utilizziamo i cookie|questo sito utilizza|usiamo i cookie|este site usa cookies|"
    "este site utiliza cookies|wij gebruiken cookies|we gebruiken cookies|"
    "deze website gebruikt cookies|мы используем cookie|мы используем файлы cookie|"
    "сайт использует cookie|ta strona używa|ta strona korzysta z|używamy plików cookie|"
    "korzystamy z plików cookie|this site uses|we and our|your privacy|wir und unsere partner|"
    "diese seite verwendet cookies|diese webseite verwendet|um ihnen ein besseres|"
    "nous et nos partenaires|nous utilisons|ce site web utilise|nosotros y nuestros|"
    "usamos cookies propias|noi e i nostri|questo sito usa|nós e os nossos|utilizamos os cookies|"
    "wij en onze partners|deze site gebruikt|этот сайт использует|мы и наши партнёры|"
    "ta witryna|my i nasi partnerzy"
) + listed(abroad.COOKIES)
