"""Personal data are known by header and by words; countries, universities and units are not taken for persons."""

import csv
import random
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import etl
from db import schema
from etl.recognise.personal import (
    MASK,
    WORDS,
    Personal,
    by_content,
    by_header,
    looks_like_a_name,
    looks_personal,
    masked,
)

DATA = Path(etl.__file__).parent / "data"
TODAY = date(2026, 11, 25)
ONE, TWO = (range(1, 12), (*range(3, 12), 1, 2))


def iin(born: date, century: int, serial: int) -> str | None:
    """An invented number with its check digit; None where the rule gives out no number."""
    first = f"{born:%y%m%d}{century}{serial:04}"
    for weights in (ONE, TWO):
        check = sum(w * int(d) for w, d in zip(weights, first, strict=True)) % 11
        if check < 10:
            return f"{first}{check}"
    return None


@st.composite
def iins(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1930, 1, 1), date(2012, 12, 31)))
    number = iin(born, draw(st.sampled_from((3, 4))) + 2 * (born.year >= 2000), draw(st.integers(0, 9999)))
    assume(number is not None)
    return str(number)


def named(file: str, *columns: str) -> list[str]:
    with (DATA / file).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [row[column] for row in rows for column in columns if row[column]]


NAMES = ("name_en", "name_ru", "name_kk")
PLACES = [country[column] for country in schema.countries() for column in NAMES]
UNITS = [*named("kaznu_units.csv", *NAMES), *named("demo_departments.csv", *NAMES)]
INSTITUTIONS = named("institutions.csv", *NAMES)
SPELLINGS = named("country_spellings.csv", "spelling")

HEADERS = {
    Personal.NAME: [
        "ФИО", "Ф.И.О.", "Фамилия", "ИМЯ", "Отчество", "ФИО студента", "Имя студента", "Полное имя",
        "Имя (латиницей)", "Имя и фамилия", "Имя по паспорту", "Фамилия_Имя", "Аты-жөні", "Студенттің аты-жөні", "Тегі",
        "Аты", "Әкесінің аты", "Т.А.Ә.", "Аты, тегі", "Оқушының аты",
        "Full name", "First name", "Surname", "Last name", "LastName",
        "student_name", "Student's name", "Name of the student", "Given names", "Full name (as in passport)",
        "Студент (ФИО)", "Student name", "Name of student", "Ф.И.О. студента", "Есімі",
    ],
    Personal.IDENTITY_NUMBER: [
        "ИИН", "ЖСН", "IIN", "ИИН студента", "iin_student", "Индивидуальный идентификационный номер", "ЖСН/ИИН",
        "Жеке сәйкестендіру нөмірі", "Individual identification number",
    ],
    Personal.DOCUMENT: [
        "паспорт", "№ паспорта", "Номер паспорта", "Серия и номер паспорта", "Удостоверение личности", "жеке куәлік",
        "Төлқұжат нөмірі", "Document number", "Passport No.", "Номер документа", "ID card", "Уд. личности",
        "Құжат нөмірі",
    ],
    Personal.EMAIL: [
        "E-mail", "Email", "e_mail", "Е-mail", "эл. почта", "Электронная почта", "адрес эл. почты", "Почта",
        "электрондық пошта", "Email address",
    ],
    Personal.PHONE: [
        "Телефон", "моб. тел.", "тел.", "Контактный номер", "Phone", "phone_number", "Mobile phone", "Ұялы телефон",
        "Телефоны", "Тел. родителей", "Contact number",
    ],
    Personal.BIRTH_DATE: [
        "Дата рождения", "д.р.", "Год рождения", "Число, месяц и год рождения", "Дата и место рождения", "туған күні",
        "Туған жылы", "Дата рожд.", "Birth date", "Date of birth", "DOB", "birth_date", "BirthDate", "Birthday",
    ],
    Personal.ADDRESS: [
        "Адрес", "Домашний адрес", "Пошталық мекенжай", "Адрес проживания (страна, город, улица)", "Место жительства",
        "мекенжай",
        "Мекенжайы", "Address", "Home address",
    ],
}  # fmt: skip

NO_PERSON = [
    "Страна", "Название вуза", "Имя файла?", "Имя файла", "Partner name", "University name", "Название факультета",
    "Елдің аты", "Country name", "Факультет атауы", "Название", "Атауы", "", "№", "№ п/п", "Пол", "Sex",
    "Курс", "Гражданство", "Азаматтығы", "Гражданство по паспорту", "Passport country", "Country of birth",
    "Место рождения", "Туған жері", "Place of birth", "ID студента", "Student ID", "Студенты", "Number of students",
    "Students", "Обучающиеся", "Студенттер", "Иностранные студенты", "Студент ID", "Код студента", "name_en",
    "Білім алушылар", "Білім алушылар саны", "Количество обучающихся", "Students enrolled", "Partner", "Магистрант",
    "Бакалавр",
    "Количество студентов", "Программа мобильности", "Паспорт образовательной программы", "Адрес вуза", "Web address",
    "Full name of the university", "Name of partner", "Направление подготовки", "Специальность", "Мамандық",
    "Дата начала обучения", "Start date", "Акад. мобильность", "Студенттер саны", "Оқу жылы", "Елі", "Шығу тегі",
    "Foreign-born students", "Birth rate", "Факультеты и др.", "Mobility type", "Phonetics", "Files", "Основание",
    "Халықаралық байланыстар жөніндегі бөлім", "Возрождение", "Degree", "Language", "Уровень обучения",
]  # fmt: skip


@pytest.mark.parametrize(("header", "kind"), [(header, kind) for kind in HEADERS for header in HEADERS[kind]])
def test_a_header_of_personal_data_in_three_languages(header: str, kind: Personal) -> None:
    assert by_header(header) is kind
    assert by_header(header.upper()) is kind
    assert by_header(f"  {header}\n") is kind


@pytest.mark.parametrize("header", NO_PERSON)
def test_a_header_that_is_not_of_a_person(header: str) -> None:
    assert by_header(header) is None
    assert by_header(header, bare=True) is None


@pytest.mark.parametrize(
    "header",
    [
        "Студент",
        "Обучающийся",
        "Білім алушы",
        "Student",
        "Оқушы",
        "Name",
        "Студент / Student / Білім алушы",
        "СТУДЕНТ:",
    ],
)
def test_a_bare_header_of_a_person_tells_only_where_words_are_shown(header: str) -> None:
    """A column of counts may be headed so: then each row would be taken for one student."""
    assert by_header(header, bare=True) is Personal.NAME
    assert by_header(header) is None


@pytest.mark.parametrize("column", [*NAMES, "country", "city", "code"])
def test_our_own_columns_are_not_personal(column: str) -> None:
    assert by_header(column) is None


COLUMNS = {
    "full names": (Personal.NAME, ["Иванов Иван Иванович", "Петрова Анна", "АХМЕТОВА АЙГЕРІМ СЕРІКҚЫЗЫ"]),
    "patronymics in Kazakh": (Personal.NAME, ["Нұрлан Бекзат Серікұлы", "Айгерім Қайратқызы", "Алиев Вагиф Али оглы"]),
    "initials": (Personal.NAME, ["Иванов И.И.", "И. И. Петров", "Сидорова А. Б.", "Smith J.", "Әбенов Қ.Т."]),
    "Latin": (Personal.NAME, ["Ivanov Ivan", "NURLANOVA AIGERIM", "Serikbay Nurlanuly", "Wang Wei", "Kumar, Rahul"]),
    "IIN": (Personal.IDENTITY_NUMBER, ["980228499922", "010203599919", "991231399904", "не указан"]),
    "IIN of a number cell": (Personal.IDENTITY_NUMBER, ["10203599919", "980228499922.0", "991 231 399 904"]),
    "wrong check digits": (Personal.IDENTITY_NUMBER, ["010203500001", "020304600002", "991231300003", "10203500004"]),
    "e-mail": (Personal.EMAIL, ["a.b@kaznu.edu.kz", "почта: x_y@mail.ru", "q@q.kz", "нет"]),
    "phones": (Personal.PHONE, ["+7 701 123 45 67", "8 (727) 377-33-33", "87771234567", "+86 138 1234 5678"]),
    "phones as numbers": (Personal.PHONE, ["7011234567", "7771234567.0", "13812345678", "919876543210"]),
    "passports": (Personal.DOCUMENT, ["N12345678", "AB1234567", "E12345678", "n 1234567"]),
    "identity cards": (Personal.DOCUMENT, ["045678901", "№ 045678902", "4512 123456"]),
    "student numbers, for the caller to tell": (Personal.DOCUMENT, ["S00596853", "S00596854", "S00596855"]),
    "dates of birth": (Personal.BIRTH_DATE, ["12.03.2001", "1.7.1999", "30/11/2004", "05.06.1988 г."]),
    "dates of a sheet": (Personal.BIRTH_DATE, ["2001-03-12 00:00:00", "1999-07-01T00:00:00", "2004-11-30"]),
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_known_by_its_words(column: str) -> None:
    kind, words = COLUMNS[column]
    assert by_content(words, TODAY) is kind
    assert by_content([f" {word} " for word in words] + ["", " "], TODAY) is kind


NO_COLUMNS = {
    "nothing": [],
    "two names": ["Иванов Иван Иванович", "Петров Пётр Петрович"],
    "enrolment": ["01.09.2015", "15.09.2019", "2023-09-01", "2024-02-12 00:00:00"],
    "old terms": [f"01.09.{year}" for year in range(1995, 2013)] + [f"15.02.{year}" for year in range(1995, 2013)],
    "future": ["31.12.2030", "01.06.2031", "2032-01-01"],
    "counts": ["12", "1045", "123456", "1234567", "12 345 678", "1 234 567 890"],
    "sums": ["1500000.00", "98765432.10", "1234567890", "2345678901", "99 000 000 000"],
    "years": ["2019", "2020/21", "2021-2022", "2022–2023"],
    "programmes": ["6B06101", "7M06102", "8D07101", "B057", "6B01701 - Қазақ тілі мен әдебиеті"],
    "organisations' numbers (БИН)": ["990140001154", "000740000728", "960440000220", "020240000555"],
    "universities": ["Назарбаев Университет", "Nazarbayev University", "Satbayev University", "Казанский Университет"],
    "partners": ["Университет им. И.И. Иванова", "КазНУ имени аль-Фараби", "Л.Н. Гумилёв атындағы ЕҰУ", "KIMEP"],
    "cities": ["Алматы", "Нижний Новгород", "Санкт-Петербург", "New York", "Kuala Lumpur", "Тараз", "Rostov"],
    "languages": ["Русский", "Английский", "Казахский", "Қазақ тілі", "Русский язык"],
    "titles": ["Русская Филология", "Социальная Работа", "Computer Science", "Финансы", "Public Health", "Қазақ Тілі"],
    "states": ["Российская Федерация", "Чешская Республика", "Саудовская Аравия", "Кыргызская Республика"],
}


@pytest.mark.parametrize("column", NO_COLUMNS)
def test_a_column_that_is_not_personal(column: str) -> None:
    assert by_content(NO_COLUMNS[column], TODAY) is None


@pytest.mark.parametrize(
    "words", [PLACES, UNITS, INSTITUTIONS, SPELLINGS], ids=["countries", "units", "partners", "other"]
)
def test_no_name_of_ours_is_taken_for_a_person(words: list[str]) -> None:
    assert by_content(words) is None
    assert [word for word in words if looks_personal(word) or masked(word) != word] == []


@given(st.randoms(use_true_random=False), st.integers(0, 300), st.sampled_from(NAMES))
def test_countries_in_any_order_and_number_are_not_personal(order: random.Random, count: int, column: str) -> None:
    words = [country[column] for country in schema.countries()]
    order.shuffle(words)
    assert by_content(words[:count]) is None


@given(st.randoms(use_true_random=False), st.integers(0, 60))
def test_units_in_any_order_and_number_are_not_personal(order: random.Random, count: int) -> None:
    assert by_content(order.sample(UNITS + INSTITUTIONS, count)) is None


@given(st.lists(iins(), min_size=3, max_size=40, unique=True))
def test_a_column_of_valid_numbers(numbers: list[str]) -> None:
    assert by_content(numbers, TODAY) is Personal.IDENTITY_NUMBER


@given(iins())
def test_a_number_with_another_check_digit_is_not_surely_one(number: str) -> None:
    other = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert looks_personal(number) is Personal.IDENTITY_NUMBER
    assert looks_personal(other) is not Personal.IDENTITY_NUMBER


def test_the_share_that_decides() -> None:
    people = [f"Иванов{'а' * n} Иван Иванович" for n in range(6)]
    cities = ["Алматы", "Астана", "Тараз", "Семей"]
    assert by_content([*people, *cities]) is Personal.NAME
    assert by_content([*people[:5], *cities]) is None


def test_ages_move_with_the_day() -> None:
    words = [f"{date(2003, 1, 1) + timedelta(days=9 * n):%d.%m.%Y}" for n in range(30)]
    assert by_content(words, date(2026, 1, 1)) is Personal.BIRTH_DATE
    assert by_content(words, date(2015, 1, 1)) is None


SURE = [
    ("980228499922", Personal.IDENTITY_NUMBER), ("ИИН 980228499922, КазНУ", Personal.IDENTITY_NUMBER),
    ("980228-499922", Personal.IDENTITY_NUMBER), ("９８０２２８４９９９２２", Personal.IDENTITY_NUMBER),
    ("10203599919", Personal.IDENTITY_NUMBER), ("пишите на a@b.kz до пятницы", Personal.EMAIL),
    ("ivan (at) mail.kz", Personal.EMAIL), ("+7 (701) 123-45-67", Personal.PHONE), ("87011234567", Personal.PHONE),
    ("тел. 8-701-123-45-67", Personal.PHONE), ("Иванов Иван Иванович", Personal.NAME),
    ("Мария Петровна", Personal.NAME), ("иванов иван иванович", Personal.NAME), ("ИВАНОВ ИВАН ИВАНОВИЧ", Personal.NAME),
    ("Подписано Ивановым Иваном Ивановичем", Personal.NAME), ("Иванов И.И.", Personal.NAME),
    ("И. И. Иванов, декан", Personal.NAME), ("Иванова А.", Personal.NAME), ("Әбенов Қ.Т.", Personal.NAME),
    ("Нұрлан Серікұлы", Personal.NAME), ("Айгерім Қайратқызы", Personal.NAME), ("Nurlan Serikuly", Personal.NAME),
    ("Ivanov Ivan Ivanovich", Personal.NAME), ("Ivanov I.I.", Personal.NAME), ("Алиев Вагиф Али оглы", Personal.NAME),
    ("Иванов_Иван_Иванович.xlsx", Personal.NAME), ("Иван\u200bов Иван Ивано\u00adвич", Personal.NAME),
    ("Иванов Иван Иванович, КазНУ им. аль-Фараби", Personal.NAME),
]  # fmt: skip


@pytest.mark.parametrize(("word", "kind"), SURE)
def test_one_word_by_itself(word: str, kind: Personal) -> None:
    assert looks_personal(word) is kind
    assert masked(word) == MASK


PLAIN = [
    "", " ", "Казахстан", "Washington D.C.", "U.S. Embassy", "M.A. Linguistics", "Назарбаев Университет", "Абай",
    "Университет имени М.В. Ломоносова", "Формулы Физики", "Верховна Рада", "Ұлы Дала", "2024-10-01 10:30",
    "2024/25", "87 012 345 678", "0.87012345678", "6B06101", "Нижний Новгород", "123456789", "@", "a@b",
    "123 456 789 012", "Tel Aviv 2023/24", "1 234 567 890", "202401-202412", "Телекоммуникации 12345", "7 345 678 901",
    "Степной проспект, 8", "Саратов", "Иванов Иван", "12.03.2001", "Каникулы Весной", "I.R. Iran",
]  # fmt: skip


@pytest.mark.parametrize("word", PLAIN)
def test_a_word_that_may_be_shown(word: str) -> None:
    assert looks_personal(word) is None
    assert masked(word) == word


def test_the_mask_hides_what_is_written_as_a_passport_and_shows_itself() -> None:
    assert masked("N12345678") == MASK
    assert looks_personal("N12345678") is None
    assert masked(MASK) == MASK


@pytest.mark.parametrize(
    "word",
    ["980228499923", "Китай 980228499923", "990140001154", "1234567890123", "980228 499923", "9802 тел. 377-33-30",
     "Исп. отдел, тел. 377-33-30", "tel: 377 33 30", "Тел./факс (727) 377-33-30", "377-33-30", "7011234567",
     "моб. 701 123 45 67", "ұялы тел.: 3773330", "факс 3773330", "８７０１-1234567"],
)  # fmt: skip
def test_a_mistyped_number_and_what_is_like_a_telephone_number_is_not_shown(word: str) -> None:
    assert masked(word) == MASK


@given(st.text(max_size=30), iins() | st.emails(), st.text(max_size=30))
def test_what_is_put_into_a_text_is_never_shown(before: str, secret: str, after: str) -> None:
    assert secret not in masked(before + secret + after)


@pytest.mark.parametrize("word", ["Каримов Азиз", "Ахметова Айгерим", "Wang Wei"])
def test_a_name_and_a_family_name_may_be_a_person(word: str) -> None:
    assert looks_like_a_name(word)
    assert not any(map(looks_like_a_name, ["Киргистан", "Южная Корея", "Ю. Корея", "очники", "Саудовская Аравия"]))


@given(st.text(alphabet="0123456789 .,-", max_size=20), iins(), st.text(alphabet="0123456789 .,-", max_size=20))
def test_a_number_among_numbers_is_never_shown(before: str, secret: str, after: str) -> None:
    assert secret not in masked(before + secret + after)


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=20))
def test_any_text_has_an_answer(text: str, words: list[str]) -> None:
    assert by_header(text) in {None, *Personal}
    assert by_content([*words, text]) in {None, *Personal}
    assert masked(text) in {text, MASK}


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == set(Personal)


SLOW = {
    "names": [f"Иванов{'а' * (n % 5)} Иван Иванович" for n in range(300)],
    "institutions": (INSTITUTIONS * 3)[:300],
    "identity": ["980228499922", "010203599918"] * 150,
    "dates": [f"{date(2000, 1, 1) + timedelta(days=n)}" for n in range(300)],
}


@pytest.mark.parametrize("column", SLOW)
def test_three_hundred_words_take_no_time(column: str) -> None:
    took = []
    for _ in range(20):
        start = time.process_time()
        by_content(SLOW[column])
        took.append(time.process_time() - start)
    # 2 to 3 ms on a desk; a busy machine gets more.
    assert min(took) < 0.010


@pytest.mark.parametrize(
    "part", ["A", "Аб ", "И. ", "1", "1 ", "+", "a@", "a.", "(at)", "Иванов ", "8 7", "1 (", "оглы "]
)
def test_a_long_text_is_answered_at_once(part: str) -> None:
    start = time.process_time()
    masked(part * 5000)
    by_content([part * 5000])
    by_header(part * 5000, bare=True)
    assert time.process_time() - start < 2
