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


def _listed(phrases: str) -> tuple[str, ...]:
    return tuple(folded(" ".join(phrase.split())) for phrase in phrases.split("|"))


# Whole lines. Compared without punctuation, signs and numbers, so "Comments (12)" is "comments".
MENU_LINES = frozenset(
    _listed(
        """
    other|other amount|monthly|annually|one-time|
    sort by|sort by newest|sort by oldest|newest|oldest|newest first|oldest first|most liked|
    all comments|terms|privacy terms|collection notice|top latest discussions|ready for more|
    normas de los comentarios|ver comentarios|ver los comentarios|voir les commentaires|
    share|share this|share this article|share article|share this story|share on facebook|
    share on twitter|share on x|share via email|share full article|discussion about this post|
    tweet|save|save for later|
    save article|print|print this page|print this article|email|e-mail|copy link|link copied|
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
    + _listed(abroad.MENU_LINES)
)

# What the way from a site's first page to an article begins with ("Home > Travel").
FIRST_CRUMBS = frozenset(
    _listed(
        "home|homepage|start|startseite|accueil|inicio|início|portada|главная|strona główna|"
        "voorpagina"
    )
)

# The only single words of a menu that are never a heading of an article.
SHARE_WORDS = frozenset(
    _listed(
        "share|tweet|retweet|facebook|whatsapp|linkedin|teilen|partager|compartir|condividi|"
        "compartilhar|partilhar|delen|поделиться|udostępnij"
    )
    + _listed(abroad.SHARE_WORDS)
)

# What heads readers' comments below an article, where nothing of the article follows.
COMMENTS = frozenset(
    _listed(
        "comments|discussion about this post|top comments|reader comments|leave a reply|"
        "leave a comment|responses|join the conversation|kommentare|leserkommentare|commentaires|"
        "comentarios|commenti|comentários|reacties|комментарии|komentarze|σχόλια|yorumlar|"
        "تعليقات|التعليقات|دیدگاه‌ها|نظرات|टिप्पणियाँ|टिप्पणियां|评论|評論|コメント|댓글|ความคิดเห็น"
    )
)

ADVERTISEMENT_LINES = frozenset(
    _listed(
        "advertisement|advertisements|ad|advertising|sponsored|sponsored content|paid content|"
        "promoted|article continues below advertisement|story continues below advertisement|"
        "article continues after advertisement|continue reading below|skip advertisement|"
        "anzeige|werbung|publicité|publicidad|anuncio|continúa tras la publicidad|pubblicità|"
        "publicidade|continua após a publicidade|advertentie|реклама|reklama"
    )
    + _listed(abroad.ADVERTISEMENT_LINES)
)

# What opens a list of other articles; a line that only says this, or says it before a colon.
ELSEWHERE = _listed(
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
) + _listed(abroad.ELSEWHERE)

# What a picture's credit begins with, before a name.
CREDITS = _listed(
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
) + _listed(abroad.CREDITS)

# After such a word in a credit a name follows without a colon.
BEFORE_NAMES = (" by", " von", " de", " di", " van", " door", "foto's")

# What a picture's caption begins with, before a colon and what the picture shows.
CAPTIONS = _listed(
    "image|picture|photo|photograph|figure|fig|above|below|pictured|caption|image caption|"
    "illustration|abbildung|abb|bild|bildunterschrift|oben|unten|légende|légende photo|ci-dessus|"
    "image légende|figura|pie de foto|leyenda|arriba|didascalia|nella foto|sopra|legenda|"
    "na imagem|na foto|onderschrift|op de foto|на фото|на снимке|подпись|na zdjęciu|podpis"
) + _listed(abroad.CAPTIONS)

# What stands above or before the lines about an author, at the end of an article.
ABOUT_AUTHORS = _listed(
    "about the author|about the authors|about the writer|about our author|author bio|the author|"
    "contributors|contributor|zur person|zur autorin|zum autor|über die autorin|über den autor|"
    "die autorin|der autor|à propos de l'auteur|à propos de l’auteur|à propos de l'autrice|"
    "l'auteur|l’auteur|l'autrice|sobre el autor|sobre la autora|sobre la firma|la autora|el autor|"
    "sull'autore|sull'autrice|sull’autore|sull’autrice|l'autore|l’autore|sobre o autor|"
    "sobre a autora|o autor|a autora|over de auteur|over de schrijver|de auteur|об авторе|"
    "об авторах|автор|o autorze|o autorce|autor|autorka"
) + _listed(abroad.ABOUT_AUTHORS)

# How a sentence goes on that begins with its author's name and introduces them.
INTRODUCTIONS = _listed(
    "is|was born|writes|wrote|works|worked|lives|teaches|taught|reports|reported|covers|covered|"
    "edits|runs|travels|contributed|has written|has been|can be|studied|studies|directs|hosts|"
    "joined|are|ist|schreibt|lebt|arbeitet|lehrt|berichtet|leitet|studierte|wurde|hat|est|écrit|"
    "vit|travaille|enseigne|es|escribe|vive|trabaja|enseña|è|scrive|lavora|insegna|é|escreve|"
    "trabalha|ensina|schrijft|woont|werkt|doceert|пишет|живёт|живет|работает|родился|родилась|"
    "jest|pisze|mieszka|pracuje|wykłada"
)

# What opens a note on where else, or in which issue, the text appeared.
EDITIONS = _listed(
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

AGENCIES = _listed(
    "getty images|shutterstock|unsplash|alamy|reuters|afp|associated press|ap photo|epa|dpa|"
    "picture alliance|imago|keystone|wikimedia commons|istock|adobe stock|pexels|pixabay|"
    "bloomberg|magnum photos|rex features|efe|ansa|lusa|anp|pap|тасс|риа новости"
)

LEGAL = _listed(
    "all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    "todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados|"
    "alle rechten voorbehouden|все права защищены|wszelkie prawa zastrzeżone|"
    "riproduzione riservata|reproducción prohibida|reproduction interdite|droits réservés|"
    "direitos reservados|prohibida su reproducción"
) + _listed(abroad.LEGAL)

COOKIES = _listed(
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
) + _listed(abroad.COOKIES)

# Appeals that are complete by themselves when a sentence begins with them.
APPEALS = _listed(
    "consider supporting|consider becoming|consider donating|if you can, please|"
    "follow us|follow me on|leave a comment|leave us a comment|leave a reply|share this article|"
    "share this story|share this post|share this with|become a member|become a subscriber|"
    "become a supporter|become a patron|become a paying|buy me a coffee|buy us a coffee|"
    "join the conversation|join the discussion|have your say|tell us what you think|"
    "let us know what you think|let us know in the comments|like us on|find us on|"
    "download our app|get our app|thanks for reading|thank you for reading|subscribe to continue|"
    "subscribe to read|already a subscriber|not a subscriber|want to read more|"
    "what did you think of this|what do you think? leave|what do you think? share|"
    "did you enjoy this|enjoyed this article|enjoying this article|enjoyed this post|"
    "if you enjoyed this|if you liked this|if you enjoy our|if you value our|if you found this|"
    "if you like what you|before you go|you have reached your|you've reached your|"
    "you have free articles|this article is for subscribers|this post is for|"
    "sign up to our|sign up for our|sign up for the|sign up to the|get our free|our standards:|"
    "got a tip|got something to say|do you have an opinion|we welcome your|write to us|"
    "send us your|send your letters|to comment on this|comments are closed|report a typo|"
    "spotted a mistake|found a mistake|follow @|we'd like to hear|here's our email|"
    "here are some tips|"
    "teilen sie diesen|diesen artikel teilen|folgen sie uns|folge uns|folgt uns|"
    "schreiben sie einen kommentar|schreiben sie uns|schreib uns|diskutieren sie mit|"
    "diskutiere mit|werden sie mitglied|werde mitglied|werden sie abonnent|jetzt mitglied werden|"
    "jetzt abonnieren|hat ihnen der artikel gefallen|hat ihnen dieser artikel gefallen|"
    "hat ihnen der text gefallen|hat dir der artikel gefallen|hat dir dieser artikel gefallen|"
    "wenn ihnen dieser artikel gefallen|wenn ihnen der artikel gefallen|"
    "ihnen hat der artikel gefallen|sie möchten weiterlesen|sie wollen weiterlesen|"
    "was denken sie? schreiben|ihre meinung ist gefragt|sagen sie uns ihre meinung|"
    "abonnez-vous|inscrivez-vous à|suivez-nous|partagez cet article|partager cet article|"
    "laissez un commentaire|laisser un commentaire|faites un don|devenez membre|"
    "devenez abonné|rejoignez-nous|rejoignez la communauté|si cet article vous a plu|"
    "si vous avez aimé|cet article vous a plu|cet article est réservé|il vous reste|"
    "donnez votre avis|soutenez-nous|soutenez-moi|merci de nous lire|"
    "suscríbete|suscríbase|síguenos|síganos|compártelo|comparte este|comparte esta|"
    "comparte el artículo|deja tu comentario|deja un comentario|déjanos tu|hazte socio|"
    "hazte socia|hazte suscriptor|haz una donación|si te ha gustado|si te gustó|"
    "únete a la conversación|únete a nuestra|apóyanos|gracias por leer|"
    "seguici su|condividi questo|condividi l'articolo|lascia un commento|diventa socio|"
    "diventa sostenitore|fai una donazione|se ti è piaciuto|ti è piaciuto|sostienici|"
    "grazie per aver letto|iscriviti alla|iscriviti al|abbonati a|abbonati ora|abbonati per|"
    "siga-nos|siga nos|compartilhe este|compartilhe esta|partilhe este|deixe um comentário|"
    "deixe seu comentário|deixe o seu comentário|torne-se assinante|torne-se membro|"
    "faça uma doação|se você gostou|se gostou|gostou deste|inscreva-se|apoie-nos|"
    "volg ons|deel dit artikel|deel dit verhaal|laat een reactie|laat hieronder|word lid|"
    "word abonnee|word donateur|doe een donatie|vond je dit|vond u dit|steun ons|"
    "praat mee|bedankt voor het lezen|"
    "подписывайтесь|подпишитесь|подписывайся|поделитесь|следите за нами|оставьте комментарий|"
    "оставляйте комментарии|если вам понравил|понравилась статья|понравился материал|"
    "понравился текст|поддержите нас|поддержите наш|поддержите редакцию|присоединяйтесь к нам|"
    "оформите подписку|спасибо, что читаете|спасибо, что дочитали|"
    "zapisz się na|zapisz się do|zasubskrybuj|śledź nas|obserwuj nas|polub nas|udostępnij ten|"
    "udostępnij artykuł|podziel się tym|podziel się artykułem|zostaw komentarz|dodaj komentarz|"
    "napisz komentarz|jeśli spodobał|jeśli podobał|podobał ci się|spodobał ci się|wesprzyj nas|"
    "dołącz do nas|dołącz do dyskusji|dziękujemy za przeczytanie|zostań patronem|zostań członkiem"
) + _listed(abroad.APPEALS)

# What begins an appeal only where nothing but appeals and menus follows.
APPEALS_AT_THE_END = _listed(
    "subscribe to|subscribe and|subscribe for|subscribe here|subscribe today|subscribe via|"
    "sign up and|sign up here|sign up today|sign up now|get the latest|stay informed|"
    "stay up to date|be the first to|never miss|don't miss a|your support|with your support|"
    "help us keep|help us continue|help keep|make a donation|make a contribution|"
    "support us|support our|support independent|support quality|we depend on|"
    "every contribution|for just £|for just $|for as little as|start your free|start a free|"
    "try it free|cancel anytime|cancel any time|unlock this|unlock full|to continue reading|"
    "this content is for|register for free|create a free account|create your free|join us on|"
    "join thousands of|join over|join our|send this to|send to a friend|know someone who|"
    "share your thoughts|share your story|share your views|share your memories|tell us in the|"
    "let us know in|comment below|drop a comment|drop us a|rate this|was this article|"
    "was this helpful|how did you like|you can follow|follow the author|follow him on|"
    "follow her on|follow me on|give it a clap|clap for|pass it on|if this piece|if this essay|"
    "consider subscribing|please consider|please share|please like|please subscribe|"
    "enjoyed it?|liked this?|like this?|more from our|explore our|browse our|visit our|"
    "download the app|get the app|"
    "abonnieren sie|abonniere|jetzt testen|jetzt kostenlos|melden sie sich|unterstützen sie|"
    "unterstütze uns|ihre spende|mit ihrer spende|spenden sie|empfehlen sie|"
    "diskutieren sie|was meinen sie|was denken sie|ihre meinung|schreiben sie ihre|"
    "kommentieren sie|bleiben sie informiert|bleib auf dem laufenden|mehr lesen sie|"
    "gefällt ihnen|gefällt dir|dieser text hat ihnen|teile diesen|verpassen sie|"
    "s'abonner à|s'inscrire à|vous aimez cet|vous avez aimé|cet article vous|vous souhaitez lire|"
    "pour lire la suite|pour continuer|la suite est réservée|cet article est offert|"
    "partagez|likez|réagissez|commentez|participez à la discussion|soutenez|recevez|"
    "téléchargez notre|découvrez nos|ne manquez|restez informé|aidez-nous|un commentaire ?|"
    "si quieres apoyar|si quieres recibir|si quieres seguir|si te gusta|apoya|ayúdanos|"
    "para seguir leyendo|para continuar leyendo|este contenido es|este artículo es exclusivo|"
    "recibe|recibe cada|apúntate|inscríbete|no te pierdas|comparte|danos tu|cuéntanos|"
    "descarga nuestra|descárgate|normas de los|"
    "se vuoi sostenere|se vuoi ricevere|per continuare a leggere|questo articolo è riservato|"
    "sostieni|non perderti|condividi|raccontaci|facci sapere|scarica la nostra|scarica l'app|"
    "se quer apoiar|se quiser apoiar|para continuar a ler|para continuar lendo|"
    "este conteúdo é|este artigo é exclusivo|não perca|compartilhe|partilhe|conte-nos|"
    "conta-nos|baixe o nosso|baixe nosso|receba|"
    "wil je dit|wilt u dit|om verder te lezen|dit artikel is alleen|mis niets|mis geen|"
    "laat ons weten|laat het ons|deel dit|download onze|"
    "чтобы читать|чтобы продолжить|этот материал доступен|не пропустите|расскажите нам|"
    "делитесь|пишите в комментариях|ставьте лайк|скачайте наше|"
    "aby czytać|aby przeczytać|ten artykuł jest|nie przegap|napisz do nas|daj znać|"
    "pobierz naszą"
)

# Appeals that need an object in the same sentence: (how it begins, what it must go on to name).
PAIRED_APPEALS = (
    (
        "subscribe|sign up|signup|register|join|get|receive|support|donate|contribute|give|"
        "consider|help|share|like|forward|upgrade|start|comment|click here|tap here|"
        "don't miss|to get|to receive|to read|to support|we need your|we rely on",
        "newsletter|newsletters|inbox|our channel|my channel|our podcast|our journalism|"
        "our work|my work|us on|with us|our site|our website|for free|free trial|"
        "our community|subscribing|subscription|subscriber|subscribers|donating|a donation|"
        "this article|this story|this post|your friends|your support|paid plan|below|"
        "independent journalism|unlimited access|full access|premium|per month|a month|our app",
    ),
    (
        "abonnieren|abonniere|bestellen|bestelle|melden sie sich|melde dich|unterstützen|"
        "unterstütze|spenden|spende|jetzt|erhalten|erhalte|lesen sie|testen|holen sie|hier|"
        "sie möchten|mit ihrer|wir freuen uns",
        "newsletter|unsere arbeit|unseren journalismus|unsere redaktion|unabhängigen journalismus|"
        "kostenlos|probeabo|digitalabo|abo|abonnement|spende|ihre unterstützung|uns auf|"
        "unseren kanal|unserem kanal|ihre meinung|ihren kommentar|zuschrift",
    ),
    (
        "recevez|inscrivez-vous|soutenez|partagez|profitez|découvrez|pour|chaque|accédez|aidez",
        "newsletter|infolettre|notre travail|notre journal|notre rédaction|notre journalisme|"
        "la presse indépendante|nos offres|sans engagement|vos amis|boîte mail|abonnement|"
        "notre chaîne|un don",
    ),
    (
        "recibe|apúntate|regístrate|apoya|ayúdanos|comparte|dona|únete|accede|sigue",
        "newsletter|boletín|boletines|nuestro periodismo|nuestro trabajo|periodismo independiente|"
        "tus amigos|tu correo|gratis|suscripción|suscriptores|nuestro canal|sin límites",
    ),
    (
        "ricevi|registrati|sostieni|condividi|dona|aiutaci|iscriviti|abbonati|scopri",
        "newsletter|nostro lavoro|nostro giornale|giornalismo indipendente|tuoi amici|tua casella|"
        "gratis|abbonamento|nostro canale|donazione",
    ),
    (
        "receba|assine|subscreva|apoie|ajude|compartilhe|partilhe|doe|cadastre-se|acesse",
        "newsletter|boletim|nosso trabalho|nosso jornalismo|jornalismo independente|seus amigos|"
        "seu e-mail|grátis|assinatura|nosso canal|doação",
    ),
    (
        "ontvang|meld je aan|meldt u aan|schrijf je in|steun|help|abonneer|deel|doneer|lees",
        "nieuwsbrief|nieuwsbrieven|ons werk|onze journalistiek|onafhankelijke journalistiek|"
        "je vrienden|je inbox|gratis|abonnement|ons kanaal|donatie",
    ),
    (
        "получайте|поддержите|помогите|читайте|поделитесь|присоединяйтесь|пожертвуйте|делитесь",
        "рассылк|нашу работу|журналистик|наш канал|нашем канале|телеграм-канал|друзьями|"
        "пожертвован|подписк|соцсетях",
    ),
    (
        "otrzymuj|zapisz się|wesprzyj|wspieraj|pomóż|udostępnij|wpłać|czytaj|dołącz|prenumeruj",
        "newsletter|newslettera|naszą pracę|naszą redakcję|niezależne dziennikarstwo|znajomym|"
        "prenumerat|subskrypcj|nasz kanał|za darmo|darowizn",
    ),
)
