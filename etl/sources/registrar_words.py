"""Words of registrars in Kazakh, Russian and English: headers of columns, directions and types of mobility."""

from collections.abc import Mapping, Sequence

from etl.declare import N_

HEADERS: Mapping[str, Mapping[str, str]] = {
    "academic_year": {"en": "Academic year", "ru": "Учебный год", "kk": "Оқу жылы"},
    "student_id": {"en": "Student ID", "ru": "ID студента", "kk": "Студент ID"},
    "faculty": {"en": "Faculty", "ru": "Факультет", "kk": "Факультет"},
    "department": {"en": "Department", "ru": "Кафедра", "kk": "Кафедра"},
    "level": {"en": "Level of study", "ru": "Уровень обучения", "kk": "Оқу деңгейі"},
    "field": {"en": "Educational programme", "ru": "Образовательная программа", "kk": "Білім беру бағдарламасы"},
    "country": {"en": "Country", "ru": "Страна", "kk": "Елі"},
    "host_country": {"en": "Country of study", "ru": "Страна обучения", "kk": "Оқитын елі"},
    "direction": {"en": "Direction", "ru": "Направление мобильности", "kk": "Ұтқырлық бағыты"},
    "mobility_type": {"en": "Mobility type", "ru": "Вид мобильности", "kk": "Ұтқырлық түрі"},
    "headcount": {"en": "Students", "ru": "Количество обучающихся", "kk": "Білім алушылар саны"},
}
HOSTS = (
    "Страна обучения", "Страна назначения", "Принимающая страна", "Host country", "Country of study", "Destination",
    "Destination country", "Қабылдаушы ел", "Қабылдаушы елі", "Оқитын елі", "Баратын елі",
)  # fmt: skip
"""A country that is the only one of a table, or stands beside citizenship."""
NAMES: Mapping[str, Sequence[str]] = {
    "academic_year": (
        "Year", "Study year", "Academic session", "Год", "Учебный г.", "Уч. год", "Год обучения", "Период", "Жыл",
        "Жылы",
        "Оқу ж.",
    ),
    "student_id": (
        "ID", "Student number", "Student No", "Matriculation number", "Person ID", "ИИН", "ЖСН", "IIN", "ИИН студента",
        "Номер студента", "№ студенческого билета", "Номер студенческого билета", "Студенческий билет",
        "ID обучающегося",
        "Код студента", "Табельный номер", "Номер зачетной книжки", "№ зачетной книжки", "Студент нөмірі",
        "Студенттік билет нөмірі", "Білім алушы ID", "Студенттің ID", "Студенттің ЖСН",
    ),
    "faculty": (
        "School", "College", "Институт", "Высшая школа", "Школа", "Название факультета", "Наименование факультета",
        "Факультет атауы", "Факультеттің атауы", "Институты", "Жоғары мектеп", "Подразделение", "Бөлімше", "Unit",
        "Faculty code", "Код факультета", "Факультет коды", "Факультет (институт)",
    ),
    "department": (
        "Chair", "Кафедра атауы", "Название кафедры", "Наименование кафедры", "Кафедраның атауы", "Department code",
        "Код кафедры",
    ),
    "level": (
        "Level", "Degree", "Degree level", "ISCED level", "Степень", "Академическая степень", "Уровень", "Ступень",
        "Уровень образования", "Ступень обучения", "Уровень подготовки", "Уровень высшего образования", "Деңгей",
        "Деңгейі", "Дәреже", "Дәрежесі", "Академиялық дәреже", "Білім деңгейі", "Оқу сатысы", "Форма подготовки",
    ),
    "field": (
        "Programme", "Program", "Study programme", "Field of study", "Major", "Speciality", "Specialty",
        "Специальность",
        "Программа", "ОП", "Направление подготовки", "Группа образовательных программ", "ГОП", "Мамандық", "Мамандығы",
        "Бағдарлама", "БББ", "Дайындық бағыты", "Код и название ОП", "Название ОП", "Наименование ОП",
        "Наименование образовательной программы", "Білім беру бағдарламасының атауы",
    ),
    "country": (
        "Citizenship", "Nationality", "Country of citizenship", "Country of origin", "Home country", "Country name",
        "Country code", "Гражданство", "Страна гражданства", "Страна происхождения", "Подданство", "Название страны",
        "Наименование страны", "Государство", "Страны", "Страна прибытия", "Откуда прибыл", "Азаматтығы", "Азаматтық",
        "Ел", "Мемлекет", "Мемлекеті", "Елдің атауы", "Шыққан елі", "Азаматтық елі", *HOSTS,
    ),
    "host_country": HOSTS[1:],
    "direction": (
        "Inbound/outbound", "In/out", "Направление", "Входящая/исходящая", "Бағыт", "Бағыты", "Мобильность",
    ),
    "mobility_type": (
        "Type", "Type of mobility", "Тип мобильности", "Форма обучения за рубежом", "Тип", "Вид", "Түрі",
        "Ұтқырлық типі",
    ),
    "headcount": (
        "Headcount", "Number", "Count", "Number of students", "Total students", "Количество", "Кол-во", "Численность",
        "Число", "Контингент", "Всего", "Итого", "Человек", "Чел.", "Кол-во студентов", "Количество студентов",
        "Кол-во обучающихся", "Численность обучающихся", "Число обучающихся", "Контингент обучающихся", "Студенты",
        "Обучающиеся", "Количество человек", "Кол-во человек", "Білім алушылар", "Студенттер", "Контингент студентов",
        "Число студентов", "Численность студентов", "Количество иностранных студентов", "Саны", "Студенттер саны",
        "Барлығы", "Контингенті", "Адам саны",
    ),
}  # fmt: skip
IGNORED: Sequence[str] = (
    "№", "N", "No", "№ п/п", "п/п", "№ п.п.", "#", "р/с", "Р/с №", "Примечание", "Примечания", "Ескерту", "Note",
    "Notes",
    "Remarks", "Комментарий",
)  # fmt: skip
DIRECTIONS: Mapping[str, str] = {
    **dict.fromkeys((
        "inbound", "incoming", "in", "входящая", "входящая мобильность", "входящий", "прибытие", "въезд", "въездная",
        "приезд", "кіріс", "кіру", "келу", "келген", "кіретін", "кіріс ұтқырлығы",
    ), "inbound"),
    **dict.fromkeys((
        "outbound", "outgoing", "out", "исходящая", "исходящая мобильность", "исходящий", "выезд", "выездная",
        "отъезд",
        "шығыс", "шығу", "кету", "кеткен", "шығатын", "шығыс ұтқырлығы",
    ), "outbound"),
}  # fmt: skip
TYPES: Mapping[str, str] = {
    **dict.fromkeys((
        "degree", "full degree", "degree programme", "полная программа", "обучение на полной программе", "диплом",
        "полный курс", "полное обучение", "на степень", "толық бағдарлама", "толық оқу", "дәреже", "степень",
    ), "degree"),
    **dict.fromkeys((
        "credit", "exchange", "credit mobility", "академическая мобильность", "кредитная", "кредитная мобильность",
        "обмен",
        "программа обмена", "по обмену", "семестр", "академиялық ұтқырлық", "алмасу", "кредиттік",
        "кредиттік ұтқырлық",
        "алмасу бағдарламасы",
    ), "credit"),
}  # fmt: skip
EXPLAINS: Mapping[str, str] = {
    "academic_year": N_("The year in which the academic year begins, 2024, or 2024/25. It may stand above the table."),
    "student_id": N_(
        "A number that tells one student from another. It is used to count each person once and is never stored."
    ),
    "faculty": N_("Code or name of the faculty, as in the list of faculties."),
    "department": N_("Code or name of the department; it belongs to the faculty beside it. May be left out."),
    "level": N_("Bachelor, master, doctoral or preparatory; words, ISCED levels and codes of programmes are known."),
    "field": N_("Name of the educational programme. May be left out."),
    "country": N_(
        "Citizenship; for students who go abroad the country where they study. Names and ISO codes are known."
    ),
    "host_country": N_(
        "For students who go abroad: the country where they study, if the other column holds their citizenship."
    ),
    "direction": N_("Inbound for those who come, outbound for those who go. Left out, all come."),
    "mobility_type": N_("Degree for a whole programme, credit for an exchange. Left out, all study for a degree."),
    "headcount": N_("How many students the row stands for. A sign such as *, <5, .. or - is understood as explained."),
}
CHOICES: Mapping[str, str] = {
    "academic_year": "academic_year", "faculty": "faculty", "department": "department", "level": "level",
    "country": "country", "host_country": "country", "direction": "direction", "mobility_type": "mobility_type",
}  # fmt: skip
