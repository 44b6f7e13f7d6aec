"""Words as registrars and publishers write them: the right code, a question, or a refusal; never a guess."""

import contextlib
import csv
import random
import subprocess
import sys
import time

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from db import schema
from db.vocabulary import NOT_COUNTRIES, Level
from etl.errors import BadValue, Offer
from etl.recognise.codes import DATA, Confirmed, Known, Spellings, countries, fold, is_total, levels

KNOWN = Known()
LISTED = schema.countries()
CODES = {country["code"] for country in LISTED}

NAMES = {
    "KAZ": "РК|р.к.|Казахстан|КАЗАХСТАН|Казахстан |Республика Казахстан|Республики Казахстан|Қазақстан|ҚР|"
    "Қазақстан Республикасы|Qazaqstan|Kazakhstan|Kazakstan|гражданин РК|KZ|kaz|398|Қазақстан (ҚР)|PЕСПУБЛИКА КАЗАХСТАН",
    "CHN": "КНР|Китай|китай|Kитай|КИТАЙ (КНР)|Китайская Народная Республика|ҚХР|Қытай|Қытай Халық Республикасы|PRC|"
    "P.R. China|China, People's Republic of|People’s Republic of China|Peoples Republic of China|中国|156|K Н Р|Tibet|"
    "Кытай Халық Республикасы|KНР|CN|гражданство КНР",
    "RUS": "РФ|Р.Ф.|Россия|РОССИЯ|Российская Федерация|Россия (РФ)|Ресей|Ресей Федерациясы|Russia|Russian Fed.|"
    "Pоссия|643|RU|Россия \u200f",
    "KGZ": "Кыргызстан|Киргизия|Киргизстан|Кыргызская Республика|Республика Кыргызстан|Қырғызстан|Қырғыз Республикасы|"
    "Kyrgyz Republic|Kirghizia|Кыргызская Респ.|КЫРГЫЗСТАН|Kыргызстан|Кыргыз Республикасы",
    "UZB": "Узбекистан|Республика Узбекистан|Респ. Узбекистан|Өзбекстан|Oʻzbekiston|O'zbekiston|Ўзбекистон|Uzbekistan|"
    "Узбeкистан|УЗБЕКИСТАН.",
    "TJK": "Таджикистан|Тәжікстан|Тоҷикистон|Tadjikistan|Республика Таджикистан|TJ|762",
    "TKM": "Туркмения|Туркменистан|Түрікменстан|Türkmenistan|Turkmenia|795",
    "BLR": "Беларусь|Белоруссия|Республика Беларусь|РБ|Byelorussia|112|Беларусь, Республика",
    "MDA": "Молдова|Молдавия|Республика Молдова|Moldova, Republic of|Republica Moldova|Молдова Республикасы",
    "MNG": "Монголия|МНР|Моңғолия|Монгол|Mongolia, People's Republic of|Моңғолия Халық Республикасы",
    "KOR": "Южная Корея|Республика Корея|Корея, Республика|Ю. Корея|ЮЖНАЯ КОРЕЯ|Корея Республикасы|Оңтүстік Корея|"
    "Korea, Republic of|Republic of Korea|Korea (South)|South Korea|KOREA, REP.|대한민국|Корея (Южная)|410",
    "PRK": "КНДР|Северная Корея|Солтүстік Корея|Korea, People's Democratic Republic of|DPRK|Korea (North)|"
    "Korea, Democratic People's Republic of|Democratic People's Republic of Korea",
    "USA": "США|С.Ш.А.|Соединённые Штаты Америки|АҚШ|Америка Құрама Штаттары|U.S.A.|United States|840|"
    "США (Соединенные Штаты Америки)",
    "GBR": "Великобритания|Англия|Соединенное Королевство|Ұлыбритания|UK|U.K.|Great Britain|England|Scotland|"
    "United Kingdom and Overseas Territories|Northern Ireland|UК",
    "ARE": "ОАЭ|БАӘ|Объединенные Арабские Эмираты|UAE|Біріккен Араб Әмірліктері",
    "TUR": "Турция|Турецкая Республика|Түркия|Türkiye|TURKIYE|Turkey|Республика Турция|Түркия Республикасы|TÜRKİYE",
    "IRN": "Иран|ИРИ|Исламская Республика Иран|Иран (ИРИ)|Iran, Islamic Republic of|ایران|Иран Ислам Республикасы",
    "IND": "Индия|Үндістан|Республика Индия|India|भारत|356",
    "PAK": "Пакистан|Пәкістан|Исламская Республика Пакистан|Pakistan",
    "AFG": "Афганистан|Ауғанстан|افغانستان|Afghanistan|4|004|Исламская Республика Афганистан",
    "DEU": "Германия|ФРГ|ГФР|Федеративная Республика Германия|Deutschland|Germany, Federal Republic of|DE",
    "HUN": "Венгрия|Мажарстан|Magyarország|Hungary",
    "CZE": "Чехия|Чешская Республика|Czech Republic|Česko|Чех Республикасы|Czech Rep.",
    "NLD": "Голландия|Нидерланды|Holland|Netherlands, The|Нидерланд|Nederland",
    "POL": "Польша|Республика Польша|Polska|Польша Республикасы",
    "FRA": "Франция|Французская Республика|France|FR",
    "HKG": "Гонконг|САР Гонконг|Hong Kong SAR|Hong Kong (Special Administrative Region of China)|Сянган",
    "MAC": "Макао|Macau SAR|Macao (Special Administrative Region of China)",
    "TWN": "Тайвань|Taiwan|Taiwan (China)|Chinese Taipei",
    "PSE": "Палестина|Palestinian Authority (Gaza/West Bank)|Occupied Palestinian Territories|State of Palestine",
    "SYR": "Сирия|Сирийская Арабская Республика|Syrian Arab Republic|سوريا",
    "ZAF": "ЮАР|Южно-Африканская Республика|South Africa, Republic of|Оңтүстік Африка Республикасы",
    "COD": "ДР Конго|ДРК|Congo (Democratic Republic of)|Congo, Democratic Republic of the|DR Congo|"
    "Демократическая Республика Конго|Zaire",
    "COG": "Республика Конго|Congo, People's Republic of the|Congo-Brazzaville|Republic of the Congo",
    "CIV": "Кот-д'Ивуар|Кот-д’Ивуар|Берег Слоновой Кости|Ivory Coast, Republic of|Côte d'Ivoire|COTE D'IVOIRE",
    "MMR": "Мьянма|Бирма|Мьянма (Бирма)|Myanmar (Burma)|Burma",
    "VNM": "Вьетнам|Viet Nam|СРВ|Việt Nam",
    "SDN": "Судан|Sudan|Sudan (pre-secession)|Sudan, Democratic Republic of",
    "SSD": "Южный Судан|South Sudan, Republic of",
    "GEO": "Georgia|Грузия|Гүржістан|საქართველო|268",
    "IRL": "Ирландия|Ireland, Republic of|Éire|Republic of Ireland",
    "MKD": "Македония|Северная Македония|Macedonia, FYR",
    "GIN": "Гвинея|Guinea, Republic of|Guinea",
    "GNB": "Гвинея-Бисау|Guinea-Bissau",
    "GNQ": "Экваториальная Гвинея|Equatorial Guinea, Republic of",
    "WSM": "Самоа|Samoa, Western|Samoa, Independent State of",
    "DMA": "Доминика|Dominica",
    "DOM": "Доминиканская Республика|Dominican Rep.|Доминикана|Republic Dominican",
    "NER": "Нигер|Niger, Republic of the",
    "NGA": "Нигерия|Nigeria",
    "VEN": "Venezuala|Венесуэла|Venezuela, Bolivarian Republic of",
    "VCT": "St Vincent/Grenadines|St. Vincent and the Grenadines",
    "KNA": "St. Kitts-Nevis|Saint Kitts and Nevis|St Kitts and Nevis",
    "VGB": "Virgin Islands, British|Британские Виргинские острова",
    "BES": "Bonaire, Sin Eustatius And Saba|Bonaire, Sint Eustatius and Saba",
    "CYP": "Cyprus (European Union)|Cyprus not otherwise specified|Кипр",
    "XCY": "Cyprus (Non-European Union)",
    "ESP": "Canary Islands|España|Испания",
    "SWZ": "Swaziland|Эсватини|Свазиленд",
    "CPV": "Cape Verde Islands|Кабо-Верде|Cabo Verde",
    "TLS": "East Timor, Democratic Republic of|Восточный Тимор",
    "VAT": "Holy See (Vatican City State)|Ватикан",
    "XKX": "Kosovo, Republic of|Косово|UNMIK",
    "PCN": "Pitcairn, Henderson, Ducie and Oeno Islands",
    "CYM": "Каймановы острова|Каймановы о-ва|Cayman Islands",
    "SLB": "Соломоновы острова|Solomon Islands",
    "NOR": "NO|Норвегия|Norge",
    "NAM": "NA|Намибия",
    "GRC": "EL|Греция|Ελλάδα|Hellenic Republic",
    "JPN": "Япония|Жапония|日本",
    "EGY": "Египет|Мысыр|مصر|Egypt, Arab Rep.",
    "AZE": "Азербайджан|Әзербайжан|Азербайджанская Республика|Azərbaycan",
    "ANT": "Netherlands Antilles, The|AN|530",
    "SCG": "Serbia and Montenegro, Republic of|Сербия и Черногория",
    "YUG": "Yugoslavia, former|Югославия",
    "CSK": "Czechoslovakia|Чехословакия",
    "DDR": "Germany, Democratic Republic of|ГДР",
    "XXA": "лицо без гражданства|Апатрид|азаматтығы жоқ|Азаматтығы жоқ адамдар|Stateless|stateless person|ЛБГ",
    "ZZZ": "не указано|Не указана|көрсетілмеген|not stated|Not known|Unknown|Country of Citizenship not stated|н/д",
    "XEU": "European Union not otherwise specified",
    "XEE": "Europe not otherwise specified|Europe: unknown countries",
    "XAF": "Africa not otherwise specified|Africa: unknown countries",
    "XCB": "Caribbean and Central America: unknown countries",
    "XME": "Middle East not otherwise specified",
}

AMBIGUOUS = {
    "Корея": "KOR PRK", "Korea": "KOR PRK", "Корей": "KOR PRK", "KОРЕЯ": "KOR PRK", "Конго": "COD COG",
    "Congo": "COD COG", "Виргинские острова": "VGB VIR", "Virgin Islands": "VGB VIR", "Channel Islands": "GGY JEY",
    "Республика Китай": "CHN TWN", "Republic of China": "CHN TWN", "КР": "KGZ KOR", "CS": "CSK SCG",
    "People's Republic of Korea": "KOR PRK", "ОАР": "CAF ZAF",
}  # fmt: skip

NO_COUNTRY = (
    "СНГ|ТМД|СССР|USSR|Soviet Union|Африка|Азия|Asia|Europe|ближнее зарубежье|Ближнее Зарубежье|дальнее зарубежье|"
    "Другие страны|прочие|Прочие|Other|OTHER|Other countries|Басқа елдер|Америка|Latin America|European Union|EU|"
    "иностранные граждане|Middle East|Другое"
)

UNKNOWN = (
    "|-|—|...|0|1|999|1000|no|No|na|да|нет|казах|русский|Алматы|Almaty|Шымкент|Татарстан|Нарния|Atlantis|"
    "Республика|Republic of|Kingdom|Respublika|Южная|North|Islands|ZZ|XX|XF|QQQ|АБВ|Северный Кипр|ДНР|"
    "Китай, Россия|Казахстан/Россия|Kazakhstan and China|Абхазия|Пекин|Moscow|2023|05.09.2001|\u200f|🇰🇿|"
    "Donetsk People's Republic|Голландская болезнь|Kirgizistan|Südkorea"
)

OFFERED = {
    "Киргистан": ("KGZ", "Киргизия"), "Казакстан": ("KAZ", "Казахстан"), "Kazahstan": ("KAZ", "Kazakhstan"),
    "Узбикистан": ("UZB", "Узбекистан"), "Таджикстон": ("TJK", "Таджикистан"), "Китая": ("CHN", "Китай"),
    "Туркминистан": ("TKM", "Туркменистан"), "Монголя": ("MNG", "Монголия"), "Афганстан": ("AFG", "Афганистан"),
    "Uzbekstan": ("UZB", "Uzbekistan"), "Germani": ("DEU", "Germany"), "Тәжикстан": ("TJK", "Тәжікстан"),
    "Рассия": ("RUS", "Россия"), "Кыргыстан": ("KGZ", "Киргизия"), "Түркменстaнн": ("TKM", "Түрікменстан"),
}  # fmt: skip


def each(words: str) -> list[str]:
    return words.split("|")


def answer(text: str) -> str:
    """The code; or what it may be, in brackets where it is asked about; or '' where it is refused."""
    try:
        return KNOWN.country(text)
    except BadValue as bad:
        asked = "ambiguous" in str(bad.rule)
        return f"({' '.join(sorted(offer.code for offer in bad.offers))})" if asked else ""


@pytest.mark.parametrize("code", NAMES)
def test_messy_names_give_their_country(code: str) -> None:
    assert {name: answer(name) for name in each(NAMES[code])} == dict.fromkeys(each(NAMES[code]), code)


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_name_of_two_countries_is_asked_about(name: str) -> None:
    assert answer(name) == f"({AMBIGUOUS[name]})"


@pytest.mark.parametrize("name", each(NO_COUNTRY))
def test_regions_and_rests_are_refused_as_no_country(name: str) -> None:
    with pytest.raises(BadValue, match="This is no country"):
        KNOWN.country(name)


@pytest.mark.parametrize("name", each(UNKNOWN))
def test_what_is_not_listed_is_refused(name: str) -> None:
    with pytest.raises(BadValue, match="Unknown country"):
        KNOWN.country(name)


def test_there_are_enough_messy_names() -> None:
    names = [name for words in NAMES.values() for name in each(words)]
    assert len(names) + len(AMBIGUOUS) + len(each(NO_COUNTRY)) + len(each(UNKNOWN)) > 400
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("typo", OFFERED)
def test_a_typo_is_offered_in_its_own_script_and_never_taken(typo: str) -> None:
    code, shown = OFFERED[typo]
    with pytest.raises(BadValue, match="Unknown country") as caught:
        KNOWN.country(typo)
    assert caught.value.offers[0] == Offer(shown, code)
    assert f"Did you mean {shown} ({code})" in str(caught.value.remedy)
    assert caught.value.kind == "country"


@given(st.text(max_size=30))
def test_offers_are_few_and_one_per_code(text: str) -> None:
    try:
        KNOWN.country(text)
    except BadValue as bad:
        offered = [offer.code for offer in bad.offers]
        assert len(offered) == len(set(offered)) <= 3
        assert set(offered) <= CODES


@pytest.mark.parametrize("word", ["xyz", "чнр", "ab", "к"])
def test_a_short_word_gets_no_offer(word: str) -> None:
    assert countries("en").near(word) == []


def test_a_rest_offers_what_a_person_may_confirm() -> None:
    with pytest.raises(BadValue) as caught:
        KNOWN.country("Другие страны")
    assert [offer.code for offer in caught.value.offers] == ["XOT"]


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


LOOKALIKE = st.text(alphabet="асеорхукмнтвіaceopxykmhtbi гдqz09-", max_size=20)


@given(LOOKALIKE)
def test_folding_mixed_scripts_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kитай", "китаи"), ("Сhina", "china"), ("KEНYA", "kehya"), ("POCCИЯ", "россия"), ("ТОО KOC", "тоо koc"),
        ("доктор PhD", "доктор phd"), ("Республика Kopea", "республика кореа"), ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffКитай\u200f", "китаи"), ("zero\u200bwidth", "zerowidth"), ("a_b", "a b"), ("IRAK ırak", "irak irak"),
        ("Łódź", "lodz"), ("№ 5", "no 5"), ("１５６", "156"),
    ],
)  # fmt: skip
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


SPELT = [name for words in NAMES.values() for name in each(words) if name not in ("NO", "NA")]
MARKS = st.lists(st.sampled_from(["\u200f", "\u200e", "\u00ad", "\ufeff", "\u200b", "\u2060"]), max_size=4)


@given(st.sampled_from(SPELT), MARKS, st.sampled_from([str.upper, str.lower, str.title]), st.randoms())
def test_case_marks_and_blanks_never_change_the_answer(name, marks, recase, chance: random.Random) -> None:
    messy = "  \u00a0".join(recase(name).split(" ")) + " \t"
    for mark in marks:
        at = chance.randrange(len(messy) + 1)
        messy = messy[:at] + mark + messy[at:]
    assert answer(messy) == answer(name)


@pytest.mark.parametrize("column", ["name_en", "name_ru", "name_kk", "code"])
def test_every_row_of_the_country_table_is_known_by_its_own_names(column: str) -> None:
    wrong = [c[column] for c in LISTED if answer(c[column]) != c["code"]]
    assert wrong == (["Конго"] if column == "name_kk" else [])  # a name of two countries, whoever lists it


@pytest.mark.parametrize("column", ["alpha2", "numeric"])
def test_every_country_is_known_by_its_codes(column: str) -> None:
    real = [c for c in LISTED if c["code"] not in NOT_COUNTRIES | {"CSK", "SCG"} and c[column]]
    assert [c[column] for c in real if answer(c[column]) != c["code"]] == []


@given(st.text(max_size=25) | st.text(alphabet="абвгдежзиклмнопрстуқәіңүұөһ aeiourstnlk", max_size=15))
def test_a_random_word_is_refused_or_a_listed_country(text: str) -> None:
    try:
        assert KNOWN.country(text) in CODES
    except BadValue as bad:
        refused = bad
    else:
        return
    assert str(refused.rule).endswith(".")
    assert str(refused.remedy).endswith(".")


def test_the_names_of_a_file_in_its_own_language_are_known() -> None:
    names = Locale("de").territories
    wrong = [c["code"] for c in LISTED if c["alpha2"] in names and c["code"] not in NOT_COUNTRIES
             and KNOWN.country(names[c["alpha2"]], "de") != c["code"]]  # fmt: skip
    assert wrong == []


def test_a_source_tells_what_its_own_words_mean() -> None:
    own = {"Congo": "COG", "Other countries": "XOT", "USSR": "SUN"}
    assert [KNOWN.country(word, "en", own) for word in ("CONGO", "other  countries", "USSR", "DR Congo")] == [
        "COG", "XOT", "SUN", "COD",
    ]  # fmt: skip
    with pytest.raises(BadValue):
        KNOWN.country("Congo")


def test_a_confirmed_spelling_stands_where_none_is_listed_or_the_listed_one_is_ambiguous() -> None:
    said = {"Киргистан": "KGZ", "Корея": "KOR", "Китай": "TWN", "прочие": "XOT", "Нарния": "NRN"}
    known = Known(Confirmed("country", "", fold(word), code) for word, code in said.items())
    assert [known.country(word) for word in ("КИРГИСТАН", "Корея", "Прочие", "Китай")] == ["KGZ", "KOR", "XOT", "CHN"]
    with pytest.raises(BadValue, match="Unknown"):
        known.country("Нарния")  # a code that is there no more


def test_units_levels_and_institutions_are_confirmed_apart() -> None:
    known = Known(
        [
            Confirmed("unit", "small", "legal studies", "law"),
            Confirmed("institution", "", "the small one", "small"),
            Confirmed("level", "", "kandidat", "doctoral"),
        ]
    )
    known.institutions.add("small", ["Small University"])
    known.add_unit("small", "law", "", ["Law"])
    known.add_unit("big", "law", "", ["Law"])
    assert known.unit("small", "Legal Studies") == "law"
    assert known.institution("The Small One") == "small"
    assert known.level("Kandidat") is Level.DOCTORAL
    with pytest.raises(BadValue, match="Unknown faculty") as caught:
        known.unit("big", "Legal Studies")
    assert caught.value.kind == "unit"


LEVELS = {
    Level.BACHELOR: "бакалавриат|Бакалавр|бак.|БАКАЛАВРИАТ|Undergraduate|Bachelor's degree|bachelor|first degree|6|"
    "ISCED 6|МСКО 6|ISCED level 6|isced11_6|ED6|6B04201|6В04201|6B04201 - Юриспруденция|5B030100|6B042|МСКО-6|"
    "уровень 6 МСКО|6-деңгей",
    Level.MASTER: "магистратура|Магистрант|магистр|специалитет|Специалист|резидентура|интернатура|Master's|masters|"
    "Postgraduate (taught)|7|ISCED level 7|7M04201|7М04201|7R01101|6M030100|магистратура (профильная)|ED7",
    Level.DOCTORAL: "докторантура|докторант|PhD|Ph.D.|доктор PhD|аспирантура|Postgraduate (research)|doctoral|8|МСКО 8|"
    "БХСЖ 8|8D04201|8Д04201|6D030100|Докторантура PhD|докторантура (PhD)",
    Level.PREPARATORY: "подготовительное отделение|Подготовительный факультет|foundation|Foundation Year|нулевой курс|"
    "дайындық бөлімі|4|ISCED 4",
    Level.NOT_STATED: "не указано|not_stated|Not known",
}  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
def test_levels_of_study(level: Level) -> None:
    assert {word: KNOWN.level(word) for word in each(LEVELS[level])} == dict.fromkeys(each(LEVELS[level]), level)


@pytest.mark.parametrize("word", ["", "5", "3", "9", "ISCED 5", "66", "колледж", "6X04201", "9B04201", "курс", "All"])
def test_a_level_that_is_not_ours_is_refused(word: str) -> None:
    with pytest.raises(BadValue, match="Unknown level"):
        KNOWN.level(word)


def test_a_level_is_offered_or_asked_about() -> None:
    with pytest.raises(BadValue) as caught:
        KNOWN.level("бакалавреат")
    assert caught.value.offers[0] == Offer("бакалавриат", "bachelor")
    assert caught.value.kind == "level"
    with pytest.raises(BadValue, match="ambiguous"):
        KNOWN.level("Postgraduate")


@given(st.text(max_size=12))
def test_a_random_level_is_refused_or_one_of_ours(text: str) -> None:
    with contextlib.suppress(BadValue):
        assert KNOWN.level(text) in Level


@pytest.mark.parametrize(
    "text",
    each(
        "Итого|ИТОГО|Всего|ВСЕГО:|Итого по факультету|Барлығы|БАРЛЫҒЫ:|Жиыны|Қорытынды|Total|Grand total|All|ALL |"
        "Total European Union|Total unique persons|Все|Sub-total|Общий итог|Жалпы қорытынды|Жалпы саны|ИTОГО|Итого:12"
    ),
)
def test_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text",
    each("|-|All Saints College|Все страны мира|Китай|Totaal|Общая медицина|Жалпы медицина|Grand Canyon|Allgemein"),
)
def test_what_is_no_total(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize("file", ["country_spellings.csv", "level_spellings.csv"])
def test_each_listed_spelling_is_there_once_and_means_something(file: str) -> None:
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))[1:]
    codes = CODES if file.startswith("country") else set(Level)
    assert all(len(row) == 3 and fold(row[0]) and row[1] in codes and row[2] for row in rows)
    assert len({(fold(spelling), code) for spelling, code, _ in rows}) == len(rows)


def test_two_codes_share_a_spelling_only_where_it_is_meant() -> None:
    """A new row of the list must not make a good name ambiguous."""
    shared = {"korea", "corea", "корея", "кореи", "congo", "конго", "virgin islands", "виргинские острова", "cs", "кр",
              "channel islands", "channel islands not otherwise specified", "нормандские острова", "republic of china",
              "республика китаи", "китаиская республика", "виргин аралдары", "оар",
              "virgin islands not otherwise specified"}  # fmt: skip
    assert {word for word, codes in countries("en")._codes.items() if len(codes) > 1} == shared


def test_a_word_refused_as_no_country_is_listed_for_none() -> None:
    known: Spellings = countries("en")
    assert [word for word in known._refused if known._codes.get(word) or not word] == []


def test_recognising_needs_no_tables_and_is_ready_soon() -> None:
    heavy = ("pandas", "numpy", "pyarrow", "rapidfuzz")
    code = f"import etl.recognise, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    times = []
    for _ in range(3):
        countries.cache_clear()
        fold.cache_clear()
        start = time.perf_counter()
        countries("en")
        levels()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.3  # about 0.06 on a quiet machine
