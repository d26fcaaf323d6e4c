"""What four people of a store have done, in many languages, and who should be asked next.

Each question has words in other forms than the steps: cases, plurals, verbs, articles, compounds,
or no spaces between them. Its helper is expected first.
"""

from typing import NamedTuple

from tests.web.past_steps import Past, Question

# Tills, building, refunds, deliveries.
TILLS, LIFTS, REFUNDS, PARCELS = HELPERS = ("Hana Novak", "Jonas Weber", "Mireille Dubois", "Lu Bo")


class Abroad(NamedTuple):
    language: str  # of the site
    done: tuple[Past, ...]
    everyday: tuple[tuple[str, str], ...]  # words and needs that everybody had
    questions: tuple[Question, ...]


ABROAD = {
    "German": Abroad(
        "de",
        (
            Past(TILLS, "Die Kasse ist tot, der Kunde wartet", "Kasse neu starten"),
            Past(TILLS, "Kartenzahlung geht nicht", "Das Terminal prüfen"),
            Past(LIFTS, "Der Aufzug steckt fest, eine Familie ist drin", "Aufzug befreien"),
            Past(LIFTS, "Die Tür schließt nicht", "Türsensor einstellen"),
            Past(REFUNDS, "Kundin will ihr Geld zurück", "Die Erstattung genehmigen"),
            Past(REFUNDS, "Gutschein wird nicht angenommen", "Gutschein freigeben"),
            Past(PARCELS, "Das Paket ist nicht im Regal", "Paket suchen"),
            Past(PARCELS, "Sofa wurde beschädigt geliefert", "Neue Lieferung bestellen"),
        ),
        (
            ("Zwei Kunden warten, sie sind verärgert", "Bitte kommen"),
            ("Die Kundin steht hier und sagt, es ist falsch", "Kann das jemand prüfen, Hilfe"),
        ),
        (
            Question("Zwei Kassen sind ausgefallen", "Bitte kommen", TILLS),
            Question("Die Kunden warten, das Kassenband steht", "Bitte kommen", TILLS),
            Question("Beide Aufzüge stehen", "Kann das jemand prüfen", LIFTS),
            Question("Der Kunde wartet vor den Türen", "Bitte kommen", LIFTS),
            Question("Die Kunden wollen mit Gutscheinen zahlen", "Hilfe", REFUNDS),
            Question("Der Kunde wartet", "Beträge erstatten", REFUNDS),
            Question("Die Kundin wartet auf ihre Pakete", "Suche bitte", PARCELS),
            Question("Der Kunde sagt, es wurde falsch geliefert", "Lieferungen", PARCELS),
        ),
    ),
    "French": Abroad(
        "fr",
        (
            Past(TILLS, "La caisse est bloquée, le client attend", "Redémarrer la caisse"),
            Past(TILLS, "Le paiement par carte ne marche pas", "Vérifier le terminal"),
            Past(LIFTS, "L’ascenseur est en panne avec une famille", "Débloquer l’ascenseur"),
            Past(LIFTS, "La porte ne se ferme pas", "Régler le capteur de la porte"),
            Past(REFUNDS, "La cliente veut être remboursée", "Accorder le remboursement"),
            Past(REFUNDS, "Le bon d’achat est refusé", "Valider le bon d’achat"),
            Past(PARCELS, "Le colis n’est pas sur l’étagère", "Chercher le colis"),
            Past(PARCELS, "Le canapé est arrivé abîmé", "Commander une autre livraison"),
        ),
        (
            ("Les clients attendent, ils sont fâchés", "Venir vite"),
            ("La cliente dit que ça ne va plus, elle a deux questions", "Peux-tu venir"),
        ),
        (
            Question("Les clients attendent, les caisses sont fermées", "Venir vite", TILLS),
            Question("Le client ne peut pas payer par carte", "Les paiements", TILLS),
            Question("Les deux ascenseurs ne bougent plus", "Venir", LIFTS),
            Question("Le client attend devant les portes", "Venir", LIFTS),
            Question("Le client attend", "Rembourser le client", REFUNDS),
            Question("La cliente a deux bons d’achats refusés", "Venir", REFUNDS),
            Question("Il n’est pas livré, le client attend", "Les livraisons", PARCELS),
            Question("Les clients attendent", "Elle cherche ses colis", PARCELS),
        ),
    ),
    "Spanish": Abroad(
        "es",
        (
            Past(TILLS, "La caja no funciona, el cliente espera", "Reiniciar la caja"),
            Past(TILLS, "No se puede pagar con tarjeta", "Revisar el terminal"),
            Past(LIFTS, "El ascensor está parado con una familia", "Desbloquear el ascensor"),
            Past(LIFTS, "La puerta no cierra", "Ajustar el sensor de la puerta"),
            Past(REFUNDS, "La clienta quiere su dinero", "Autorizar la devolución"),
            Past(REFUNDS, "El vale no se acepta", "Activar el vale de regalo"),
            Past(PARCELS, "El paquete no está en el estante", "Buscar el paquete"),
            Past(PARCELS, "El sofá llegó roto", "Pedir otra entrega"),
        ),
        (
            ("Los clientes esperan, están enfadados", "¿Puedes venir?"),
            ("La clienta dice que no van, quiere ayuda", "Ven a ver"),
        ),
        (
            Question("Los clientes esperan, dos cajas paradas", "Ven a verlas", TILLS),
            Question("El cliente espera, quiere pagar", "Las tarjetas no van", TILLS),
            Question("Los ascensores no suben", "¿Puedes venir?", LIFTS),
            Question("El cliente espera ante las puertas", "¿Puedes venir?", LIFTS),
            Question("El cliente espera", "Dos devoluciones", REFUNDS),
            Question("La clienta trae sus vales", "¿Puedes venir?", REFUNDS),
            Question("El cliente espera sus paquetes", "Ven a la puerta", PARCELS),
            Question("La clienta dice que no se entregó", "Las entregas de hoy", PARCELS),
        ),
    ),
    "Polish": Abroad(
        "pl",
        (
            Past(TILLS, "Kasa nie działa, klient czeka", "Uruchomić kasę"),
            Past(TILLS, "Nie można płacić kartą", "Sprawdzić terminal"),
            Past(LIFTS, "Winda stoi, w środku rodzina", "Uwolnić windę"),
            Past(LIFTS, "Drzwi się nie zamykają", "Ustawić czujnik drzwi"),
            Past(REFUNDS, "Klientka chce zwrot pieniędzy", "Zatwierdzić zwrot"),
            Past(REFUNDS, "Bon nie jest przyjmowany", "Odblokować bon podarunkowy"),
            Past(PARCELS, "Paczki nie ma na półce", "Poszukać paczki"),
            Past(PARCELS, "Sofa przyszła uszkodzona", "Zamówić drugą dostawę"),
        ),
        (
            ("Klienci czekają, są źli", "Proszę przyjść"),
            ("Klientka stoi tu i mówi, że jest źle", "Proszę przyjść i sprawdzić"),
        ),
        (
            Question("Klienci czekają przy kasach", "Proszę przyjść", TILLS),
            Question("Klient czeka z kartami", "Płatność nie przechodzi", TILLS),
            Question("Klient czeka przy windach", "Proszę przyjść", LIFTS),
            Question("Klientka stoi pod drzwiami", "Proszę przyjść", LIFTS),
            Question("Klient czeka", "Dwa zwroty", REFUNDS),
            Question("Klientka przyszła z bonami", "Proszę przyjść", REFUNDS),
            Question("Klient czeka na paczkę", "Proszę przyjść", PARCELS),
            Question("Klientka nie ma dostawy", "Sprawdzić dostawy", PARCELS),
        ),
    ),
    "Turkish": Abroad(
        "tr",
        (
            Past(TILLS, "Kasa çalışmıyor, müşteri bekliyor", "Kasayı yeniden başlat"),
            Past(TILLS, "Kartla ödeme olmuyor", "Terminali kontrol et"),
            Past(LIFTS, "Asansör durdu, içinde bir aile var", "Asansörü aç"),
            Past(LIFTS, "Kapı kapanmıyor", "Kapı sensörünü ayarla"),
            Past(REFUNDS, "Müşteri parasını geri istiyor", "İadeyi onayla"),
            Past(REFUNDS, "Hediye çeki kabul edilmiyor", "Hediye çekini aç"),
            Past(PARCELS, "Paket rafta yok", "Paketi bul"),
            Past(PARCELS, "Koltuk hasarlı geldi", "Yeni teslimat iste"),
        ),
        (
            ("Müşteriler bekliyor, kızgınlar", "Gelir misin"),
            ("Müşteri burada, olmuyor diyor, bir şey yapamıyor", "Gelir misin"),
        ),
        (
            Question("Müşteriler kasada bekliyor", "Gelir misin", TILLS),
            Question("Müşteri ödemesini yapamıyor", "Kartı okunmuyor", TILLS),
            Question("Müşteriler asansörde bekliyor", "Gelir misin", LIFTS),
            Question("Müşteri kapıda bekliyor", "Gelir misin", LIFTS),
            Question("Müşteri bekliyor", "İadesi yapılacak", REFUNDS),
            Question("Müşteri hediye çekleriyle bekliyor", "Gelir misin", REFUNDS),
            Question("Müşteri paketlerini bekliyor", "Gelir misin", PARCELS),
            Question("Müşteri bekliyor", "Teslimatı gelmemiş", PARCELS),
        ),
    ),
    "Ukrainian": Abroad(
        "uk",
        (
            Past(TILLS, "Каса не працює, клієнт чекає", "Перезапустити касу"),
            Past(TILLS, "Не можна платити карткою", "Перевірити термінал"),
            Past(LIFTS, "Ліфт застряг, усередині родина", "Відкрити ліфт"),
            Past(LIFTS, "Двері не зачиняються", "Налаштувати датчик дверей"),
            Past(REFUNDS, "Клієнтка хоче повернення грошей", "Погодити повернення"),
            Past(REFUNDS, "Сертифікат не приймають", "Активувати сертифікат"),
            Past(PARCELS, "Посилки немає на полиці", "Знайти посилку"),
            Past(PARCELS, "Диван привезли пошкоджений", "Замовити нову доставку"),
        ),
        (
            ("Клієнти чекають, вони сердиті", "Прийди, будь ласка"),
            ("Клієнтка стоїть тут і каже, що не так", "Прийди, будь ласка, перевір"),
        ),
        (
            Question("Клієнти чекають біля кас", "Прийди, будь ласка", TILLS),
            Question("Клієнт чекає з картками", "Оплата не проходить", TILLS),
            Question("Клієнти чекають у ліфтах", "Прийди, будь ласка", LIFTS),
            Question("Клієнтка стоїть за дверима", "Прийди, будь ласка", LIFTS),
            Question("Клієнт чекає", "Повернути гроші", REFUNDS),
            Question("Клієнтка прийшла з сертифікатами", "Прийди, будь ласка", REFUNDS),
            Question("Клієнт чекає на посилки", "Прийди, будь ласка", PARCELS),
            Question("Клієнтка не отримала товар", "Перевір доставки", PARCELS),
        ),
    ),
    "Arabic": Abroad(
        "ar",
        (
            Past(TILLS, "الصندوق لا يعمل والعميل ينتظر", "إعادة تشغيل الصندوق"),
            Past(TILLS, "الدفع بالبطاقة لا يعمل", "فحص جهاز الدفع"),
            Past(LIFTS, "المصعد عالق وفيه عائلة", "فتح المصعد"),
            Past(LIFTS, "الباب لا يغلق", "ضبط حساس الباب"),
            Past(REFUNDS, "العميلة تريد استرداد المال", "الموافقة على الاسترداد"),
            Past(REFUNDS, "القسيمة مرفوضة", "تفعيل القسيمة"),
            Past(PARCELS, "الطرد ليس على الرف", "البحث عن الطرد"),
            Past(PARCELS, "وصلت الأريكة مكسورة", "طلب توصيل جديد"),
        ),
        (
            ("العملاء ينتظرون وهم غاضبون", "تعال من فضلك"),
            ("العميل ينتظر هنا ومعه سؤال", "تعال من فضلك"),
        ),
        (
            Question("العملاء ينتظرون عند صندوق رقم ٤", "تعال من فضلك", TILLS),
            Question("العميل ينتظر ومعه بطاقة", "بطاقته لا تقبل", TILLS),
            Question("العميل ينتظر في مصعد", "تعال من فضلك", LIFTS),
            Question("العميل ينتظر خلف بابين", "الأبواب مغلقة، باب المدخل", LIFTS),
            Question("العميل ينتظر", "استرداده لم يتم", REFUNDS),
            Question("العميل ينتظر ومعه قسيمتان", "قسيمة مرفوضة", REFUNDS),
            Question("العميل ينتظر طرده", "تعال من فضلك", PARCELS),
            Question("العميل ينتظر", "التوصيل متأخر", PARCELS),
        ),
    ),
    "Hindi": Abroad(
        "hi",
        (
            Past(TILLS, "काउंटर बंद है, ग्राहक इंतज़ार कर रहा है", "काउंटर फिर से चालू करना"),
            Past(TILLS, "कार्ड से भुगतान नहीं हो रहा", "मशीन जाँचना"),
            Past(LIFTS, "लिफ़्ट अटक गई है, अंदर एक परिवार है", "लिफ़्ट खोलना"),
            Past(LIFTS, "दरवाज़ा बंद नहीं होता", "दरवाज़े का सेंसर ठीक करना"),
            Past(REFUNDS, "ग्राहक को पैसे वापस चाहिए", "पैसे वापसी की मंज़ूरी"),
            Past(REFUNDS, "रसीद नहीं मान रहे", "रसीद की जाँच"),
            Past(PARCELS, "पैकेट शेल्फ़ पर नहीं है", "पैकेट ढूँढना"),
            Past(PARCELS, "सोफ़ा टूटा हुआ आया", "दूसरी डिलीवरी मँगवाना"),
        ),
        (
            ("ग्राहक इंतज़ार कर रहे हैं, नाराज़ हैं", "कृपया आइए"),
            ("ग्राहक के पास दो सवाल हैं, अपने काम से यहाँ है", "कृपया आइए"),
        ),
        (
            Question("ग्राहक काउंटरों पर इंतज़ार कर रहे हैं", "कृपया आइए", TILLS),
            Question("ग्राहक के कार्डों से भुगतान नहीं हुआ", "कृपया आइए", TILLS),
            Question("ग्राहक लिफ्टों में हैं", "कृपया आइए", LIFTS),
            Question("ग्राहक दरवाज़ों के बाहर है", "कृपया आइए", LIFTS),
            Question("ग्राहक इंतज़ार कर रहा है", "पैसा वापस करना", REFUNDS),
            Question("ग्राहक के पास दो रसीदें हैं", "कृपया आइए", REFUNDS),
            Question("ग्राहक अपने पैकेटों का इंतज़ार कर रहा है", "कृपया आइए", PARCELS),
            Question("ग्राहक इंतज़ार कर रहा है", "डिलीवरियाँ कब आएँगी", PARCELS),
        ),
    ),
    "Thai": Abroad(
        "en",
        (
            Past(TILLS, "เครื่องคิดเงินเสีย ลูกค้ารออยู่", "เปิดเครื่องคิดเงินใหม่"),
            Past(LIFTS, "ลิฟต์ค้าง มีครอบครัวอยู่ข้างใน", "เปิดลิฟต์"),
            Past(REFUNDS, "ลูกค้าขอเงินคืน", "อนุมัติคืนเงิน"),
            Past(PARCELS, "ไม่เจอพัสดุบนชั้น", "หาพัสดุ"),
        ),
        (
            ("ลูกค้ารออยู่ โกรธมาก", "ช่วยมาหน่อย"),
            ("ลูกค้าอยู่ที่นี่ มีคำถามสองข้อ", "ช่วยมาหน่อย"),
        ),
        (
            Question("ลูกค้ารอที่เครื่องคิดเงินสอง", "ช่วยมาหน่อย", TILLS),
            Question("ลูกค้าอยู่ในลิฟต์ตัวที่สอง", "ช่วยมาหน่อย", LIFTS),
            Question("ลูกค้ารออยู่", "ขอคืนเงินค่าสินค้า", REFUNDS),
            Question("ลูกค้ารอรับพัสดุสองชิ้น", "ช่วยมาหน่อย", PARCELS),
        ),
    ),
    "Chinese": Abroad(
        "en",
        (
            Past(TILLS, "收银机坏了，顾客在等", "重启收银机"),
            Past(LIFTS, "电梯卡住了，里面有一家人", "打开电梯"),
            Past(REFUNDS, "顾客要求退款", "批准退款"),
            Past(PARCELS, "包裹不在架子上", "找包裹"),
        ),
        (
            ("顾客在等，很生气", "请过来"),
            ("有顾客在这里，有两个问题", "请过来"),
        ),
        (
            Question("顾客在二号收银台等", "请过来", TILLS),
            Question("有顾客在电梯里", "请过来", LIFTS),
            Question("顾客在等", "给他办退款", REFUNDS),
            Question("顾客在等他的包裹", "请过来", PARCELS),
        ),
    ),
    "Japanese": Abroad(
        "en",
        (
            Past(TILLS, "レジが動きません。お客様がお待ちです", "レジを再起動する"),
            Past(LIFTS, "エレベーターが止まりました", "エレベーターを開ける"),
            Past(REFUNDS, "お客様が返金を希望しています", "返金を承認する"),
            Past(PARCELS, "荷物が棚にありません", "荷物を探す"),
        ),
        (
            ("お客様がお待ちです。怒っています", "来てください"),
            ("お客様がここにいます", "来てください"),
        ),
        (
            Question("お客様が二番のレジでお待ちです", "来てください", TILLS),
            Question("お客様がエレベーターの中にいます", "来てください", LIFTS),
            Question("お客様がお待ちです", "返金の手続き", REFUNDS),
            Question("お客様が荷物をお待ちです", "来てください", PARCELS),
        ),
    ),
}
