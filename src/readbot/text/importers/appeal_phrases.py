"""How newspapers and web pages ask their readers for something; plain data, as in ``phrases``."""

from readbot.text.importers import phrases_abroad as abroad
from readbot.text.importers.phrases import listed

# Appeals that are complete by themselves when a sentence begins with them.
APPEALS = listed(
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
) + listed(abroad.APPEALS)

# What begins an appeal only where nothing but appeals and menus follows.
APPEALS_AT_THE_END = listed(
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
