"""Pages pasted from newspapers of other scripts: their heads, their headings, their appeals."""

import pytest

from readbot.text.article import Article, BlockKind
from readbot.text.importers import read_pasted
from readbot.text.importers.dates import date_in

ARABIC = """رأي

المقهى الذي لا يُغلق

سلمى حداد
القاهرة | 5 مايو 2023

في آخر الشارع مقهى لم يُغلق بابه منذ عام 1952. يقول صاحبه: «لو أغلقتُه ليلةً واحدة لضاع المفتاح».

ليلة الكهرباء

في صيف 2013 انقطعت الكهرباء ثلاث ليالٍ. هل كانوا يضحكون؟ لا أدري.

اشترك في نشرتنا البريدية
اقرأ أيضاً: حكاية شارع بلا اسم
جميع الحقوق محفوظة
"""
PERSIAN = """یادداشت

قهوه‌خانه‌ای که بسته نمی‌شود

نویسنده: علی رضایی
۵ اردیبهشت ۱۴۰۲

در انتهای خیابان قهوه‌خانه‌ای هست که هرگز بسته نشده است. صاحبش می‌خندد.

شب بی‌برقی

تابستان آن سال سه شب برق رفت. دکتر گفت: «اولین بار است که صورت شما را می‌بینم».

بیشتر بخوانید: خیابان بی‌نام
در خبرنامه ما عضو شوید
"""
HINDI = """संपादकीय

पुल के उस पार

रीना शर्मा
लखनऊ, 12 जून 2022

नदी पर एक पुल है, जिसे कोई पार नहीं करता। गाँव के बुज़ुर्ग कहते हैं, "पुल हमारा है।"

पुराना झगड़ा

झगड़ा ज़मीन का नहीं था, झगड़ा नाम का था। एक गाँव उसे राम सेतु कहता, दूसरा बड़ा पुल।

यह भी पढ़ें: नदी किसकी है?
हमारे न्यूज़लेटर की सदस्यता लें
शेयर करें
"""
JAPANESE = """夜の図書館
佐藤 美紀
2023年4月12日

　駅の裏に、夜だけ開く図書館がある。看板はない。「看板を出すと、人が来てしまうから」と館長は言う。

静けさの理由

　ここでは誰も「静かに」と言わない。言わなくても静かだからだ。ときどき、ため息がする。

あわせて読みたい
会員登録はこちら
シェアする
"""
CHINESE = """副刊｜散文

不打烊的渡口

作者：林秋白　　2022-09-18 07:30　　来源：江城晚报

渡口已经没有船了，可是老周每天早上六点还是来。他把缆绳解开，再系上，一共系三次。

一张长凳

等船的长凳还在。有人坐，有人等；等什么呢？谁也不问，谁也不说。

（责任编辑：张敏）
扫码关注我们的公众号
点赞 收藏 分享
版权所有，未经许可不得转载
"""
KOREAN = """[칼럼]

문을 닫지 않는 찻집

김민수 기자 kms@example.org
입력 2023.04.05. 오전 9:30  수정 2023.04.06. 오후 1:10

골목 끝에 문을 닫지 않는 찻집이 있다. 주인은 "하룻밤이라도 닫으면 열쇠를 잃는다"라고 한다.

정전의 밤

2013년 여름, 사흘 밤 동안 전기가 끊겼다. 그날 밤에는 골목의 아무도 웃지 않았다고 한다.

관련기사
뉴스레터를 구독하세요
ⓒ 무단전재 및 재배포 금지
"""
THAI = """ร้านหนังสือที่ไม่มีหน้าร้าน

โดย ปิยะ แสงทอง
3 มกราคม 2566

ในซอยเล็ก ๆ หลังตลาด มีร้านหนังสือร้านหนึ่งที่ไม่มีป้ายชื่อ เจ้าของร้านชื่อป้าน้อย

ฤดูฝน

ปีที่แล้วฝนตกหนักเป็นพิเศษ หนังสือหายไปสิบเอ็ดเล่ม ป้าน้อยไม่เสียใจ เธอบอกว่าหนังสือคงหาที่แห้งอยู่แล้ว

แชร์บทความนี้
อ่านเพิ่มเติม: ห้องสมุดริมคลอง
"""
GREEK = """ΑΠΟΨΕΙΣ

Το καφενείο που δεν κλείνει

Γράφει η Ελένη Μαρκάκη
14 Φεβρουαρίου 2022, 09:30

Στο τέλος του δρόμου υπάρχει ένα καφενείο που δεν έκλεισε ποτέ. Ύστερα κάποιος γελάει.

Η νύχτα του ρεύματος

Το 2013 κόπηκε το ρεύμα για τρεις νύχτες. Κανείς δεν γέλασε εκείνες τις νύχτες.

Διαβάστε επίσης: Ο δρόμος χωρίς όνομα
Εγγραφείτε στο newsletter μας
"""
TURKISH = """Köşe Yazısı

Kapanmayan Kahve

Yazan: Ayşe Demir
5 Mart 2021 Cuma | Okuma süresi: 4 dk

Sokağın sonunda hiç kapanmayan bir kahve var. "Bir gece kapatsam," diyor, "anahtar kaybolur."

Işıksız geceler

2013 yazında üç gece elektrik kesildi. Kimse o gecelerde gülmedi, kimse konuşmadı.

İlgili haberler
Bültenimize abone olun
"""
PAGES = {
    "arabic": (ARABIC, "المقهى الذي لا يُغلق", "سلمى حداد", "2023-05-05", None),
    "persian": (PERSIAN, "قهوه‌خانه‌ای که بسته نمی‌شود", "علی رضایی", "۵ اردیبهشت ۱۴۰۲", None),
    "hindi": (HINDI, "पुल के उस पार", "रीना शर्मा", "2022-06-12", None),
    "japanese": (JAPANESE, "夜の図書館", "佐藤 美紀", "2023-04-12", None),
    "chinese": (CHINESE, "不打烊的渡口", "林秋白", "2022-09-18", "江城晚报"),
    "korean": (KOREAN, "문을 닫지 않는 찻집", "김민수", "2023-04-05", None),
    "thai": (THAI, "ร้านหนังสือที่ไม่มีหน้าร้าน", "ปิยะ แสงทอง", "2023-01-03", None),
    "greek": (GREEK, "Το καφενείο που δεν κλείνει", "Ελένη Μαρκάκη", "2022-02-14", None),
    "turkish": (TURKISH, "Kapanmayan Kahve", "Ayşe Demir", "2021-03-05", None),
}


def kinds(article: Article) -> list[BlockKind]:
    return [block.kind for block in article.blocks]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_another_script_gives_its_details_and_only_its_own_words(name: str) -> None:
    page, title, author, published, publisher = PAGES[name]
    article = read_pasted(page)
    found = article.details
    assert (found.title, found.author) == (title, author)
    assert (found.published, found.publisher) == (published, publisher)
    assert kinds(article) == [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert not found.subtitle


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("٥ مايو ٢٠٢٣", "2023-05-05"),
        ("3 كانون الثاني 2020", "2020-01-03"),
        ("令和5年4月12日", "2023-04-12"),
        ("二〇二三年十二月三十一日", "2023-12-31"),
        ("๓ มกราคม พ.ศ. ๒๕๖๖", "2023-01-03"),
        ("2023. 4. 5.", "2023-04-05"),
        ("一九二〇年四月的事", None),
    ],
)
def test_a_date_is_read_in_the_calendar_and_the_digits_of_its_language(
    written: str, meant: str | None
) -> None:
    assert date_in(written) == meant
