"""What the columns of published figures are called in Kazakh, Russian and English, and what they mean."""

from collections.abc import Mapping

from etl.declare import N_

HEADERS: Mapping[str, Mapping[str, str]] = {
    "metric": {"en": "Metric", "ru": "Показатель", "kk": "Көрсеткіш"},
    "value": {"en": "Value", "ru": "Значение", "kk": "Мәні"},
    "qualifier": {"en": "Qualifier", "ru": "Уточнение", "kk": "Дәлдігі"},
    "margin": {"en": "Margin of about", "ru": "Отклонение для «около»", "kk": "«Шамамен» болғандағы ауытқуы"},
    "countries": {"en": "Countries", "ru": "Страны", "kk": "Елдер"},
    "faculty": {"en": "Faculty", "ru": "Факультет", "kk": "Факультет"},
    "department": {"en": "Department", "ru": "Кафедра", "kk": "Кафедра"},
    "level": {"en": "Level of study", "ru": "Уровень обучения", "kk": "Оқу деңгейі"},
    "except_level": {"en": "Level left out", "ru": "Неучтённый уровень", "kk": "Есепке алынбаған деңгей"},
    "covers": {"en": "Counts", "ru": "Учитывает", "kk": "Кімді есептейді"},
    "measure": {"en": "Measure", "ru": "Вид учёта", "kk": "Есепке алу түрі"},
    "academic_year": {"en": "Academic year", "ru": "Учебный год", "kk": "Оқу жылы"},
    "calendar_year": {"en": "Calendar year", "ru": "Календарный год", "kk": "Күнтізбелік жыл"},
    "as_of": {"en": "Day of the figure", "ru": "Дата показателя", "kk": "Көрсеткіш күні"},
    "definition": {"en": "Definition", "ru": "Определение", "kk": "Анықтама"},
    "scope_note": {"en": "Note on scope", "ru": "Примечание об охвате", "kk": "Қамту туралы ескертпе"},
    "note": {"en": "Note", "ru": "Примечание", "kk": "Ескертпе"},
    "source_title": {"en": "Title of the text", "ru": "Название текста", "kk": "Мәтіннің атауы"},
    "source_url": {"en": "Address of the text", "ru": "Адрес текста", "kk": "Мәтіннің мекенжайы"},
    "source_publisher": {"en": "Publisher", "ru": "Издатель", "kk": "Жариялаушы"},
    "source_date": {"en": "Date of the text", "ru": "Дата текста", "kk": "Мәтін күні"},
    "code": {"en": "Code", "ru": "Код", "kk": "Код"},
}
EXPLAINS: Mapping[str, str] = {
    "metric": N_("Code of the metric or its English name, such as `students_international`."),
    "qualifier": N_("`exactly`, `at_least`, `at_most` or `about`; blank is `exactly`."),
    "margin": N_("By how much `about` may be off; blank: half a unit of the last digit that is not zero."),
    "countries": N_("Codes or names parted by semicolons; blank: all foreign countries together."),
    "except_level": N_("A level that the number does not count, if the text says so."),
    "covers": N_("`whole`: all of the scope; `part`: only some; `other`: something else, not to be compared."),
    "measure": N_("`stock`: there on a day; `flow`: within a year; `cumulative`: over years. Blank: as is usual."),
    "academic_year": N_("2023/24, if the text names it; else it follows from the day."),
    "as_of": N_("The day the number is of, if the text tells: 2023-09-13, 2023-09 or 2023."),
    "source_date": N_("The day of the text, as far as known: 2023-09-13, 2023-09 or 2023."),
    "code": N_("A lasting code of your own; blank: one is made."),
}
