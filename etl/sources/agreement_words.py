"""Words of registers of agreements in Kazakh, Russian and English: headers, types, statuses, renewal."""

from collections.abc import Mapping, Sequence

from db.vocabulary import AgreementStatus, AgreementType, Renewal
from etl.declare import N_

Words = Mapping[str, Mapping[str, Sequence[str]]]
"""Words for each code by language; the first is the one that a template offers."""

TYPES: Words = {
    AgreementType.MOU: {
        "en": ("Memorandum of understanding", "Memorandum", "MoU", "Memorandum of cooperation"),
        "ru": ("Меморандум о взаимопонимании", "Меморандум", "Меморандум о сотрудничестве"),
        "kk": ("Өзара түсіністік туралы меморандум", "Ынтымақтастық туралы меморандум"),
    },
    AgreementType.COOPERATION: {
        "en": ("Cooperation agreement", "Agreement on cooperation", "Agreement", "Framework agreement", "Contract"),
        "ru": (
            "Соглашение о сотрудничестве", "Договор о сотрудничестве", "Соглашение", "Договор", "Рамочное соглашение",
        ),
        "kk": ("Ынтымақтастық туралы келісім", "Ынтымақтастық туралы шарт", "Келісім", "Шарт", "Келісімшарт"),
    },
    AgreementType.EXCHANGE: {
        "en": (
            "Student exchange", "Exchange agreement", "Academic mobility", "Exchange", "Inter-institutional agreement",
            "Erasmus+", "Erasmus",
        ),
        "ru": (
            "Академическая мобильность", "Соглашение об академической мобильности",
            "Договор об академической мобильности",
            "Обмен студентами", "Обмен", "Соглашение об обмене", "Соглашение об обмене студентами",
        ),
        "kk": (
            "Академиялық ұтқырлық", "Академиялық ұтқырлық туралы келісім", "Академиялық ұтқырлық туралы шарт",
            "Студенттермен алмасу", "Алмасу", "Алмасу туралы келісім", "Студенттермен алмасу туралы келісім",
        ),
    },
    AgreementType.DOUBLE_DEGREE: {
        "en": ("Double degree", "Dual degree", "Double diploma", "Double degree programme"),
        "ru": (
            "Двудипломное образование", "Двойной диплом", "Двудипломная программа",
            "Двудипломная образовательная программа",
            "Программа двойного диплома",
        ),
        "kk": ("Қос диплом", "Қос дипломды білім беру", "Қос дипломдық білім беру", "Қос дипломды бағдарлама",
               "Екі дипломды білім беру"),
    },
    AgreementType.JOINT_PROGRAMME: {
        "en": ("Joint programme", "Joint program", "Joint educational programme", "Joint degree"),
        "ru": ("Совместная образовательная программа", "Совместная программа", "СОП"),
        "kk": ("Бірлескен білім беру бағдарламасы", "Бірлескен бағдарлама"),
    },
    AgreementType.RESEARCH: {
        "en": ("Research cooperation", "Joint research", "Research"),
        "ru": ("Научное сотрудничество", "Совместные научные исследования", "Научные исследования"),
        "kk": ("Ғылыми ынтымақтастық", "Бірлескен ғылыми зерттеулер", "Ғылыми зерттеулер"),
    },
    AgreementType.RESEARCH_CENTRE: {
        "en": ("Joint research centre", "Research centre", "Joint laboratory"),
        "ru": ("Совместный научный центр", "Научный центр", "Совместная лаборатория"),
        "kk": ("Бірлескен ғылыми орталық", "Ғылыми орталық", "Бірлескен зертхана"),
    },
    AgreementType.LETTER_OF_INTENT: {
        "en": ("Letter of intent",), "ru": ("Письмо о намерениях", "Протокол о намерениях"),
        "kk": ("Ниет хаты", "Ниет туралы хат", "Ниет хаттамасы"),
    },
    AgreementType.NETWORK_MEMBERSHIP: {
        "en": ("Membership of a network", "Network membership", "Membership"),
        "ru": ("Членство в сети", "Членство в ассоциации", "Членство"),
        "kk": ("Желіге мүшелік", "Қауымдастыққа мүшелік", "Мүшелік"),
    },
    AgreementType.BRANCH_ABROAD: {
        "en": ("Branch abroad",), "ru": ("Филиал за рубежом", "Зарубежный филиал"), "kk": ("Шетелдегі филиал",),
    },
    AgreementType.BRANCH_HOSTED: {
        "en": ("Branch of the partner here", "Hosted branch"), "ru": ("Филиал зарубежного вуза",),
        "kk": ("Шетелдік жоғары оқу орнының филиалы", "Шетелдік ЖОО филиалы"),
    },
    AgreementType.CONFUCIUS_INSTITUTE: {
        "en": ("Confucius Institute",), "ru": ("Институт Конфуция",), "kk": ("Конфуций институты",),
    },
    AgreementType.EVENT_COORGANISER: {
        "en": ("Event organised together",), "ru": ("Совместная организация мероприятия",),
        "kk": ("Іс-шараны бірлесіп ұйымдастыру",),
    },
    AgreementType.EVENT_HOST: {
        "en": ("Event hosted",), "ru": ("Проведение мероприятия",), "kk": ("Іс-шараны өткізу",),
    },
}  # fmt: skip
STATUSES: Words = {
    AgreementStatus.ACTIVE: {
        "en": ("Active", "In force", "Valid"), "ru": ("Действует", "Действующий", "Действующее", "Действующая"),
        "kk": ("Қолданыста", "Әрекет етуде", "Жарамды", "Күшінде"),
    },
    AgreementStatus.SIGNED: {
        "en": ("Signed",), "ru": ("Подписано", "Подписан", "Заключено", "Заключён"), "kk": ("Қол қойылды", "Жасалды"),
    },
    AgreementStatus.PLANNED: {
        "en": ("Planned", "In preparation"),
        "ru": ("Планируется", "Готовится", "На согласовании", "В стадии подписания"),
        "kk": ("Жоспарлануда", "Дайындалуда", "Келісілуде"),
    },
    AgreementStatus.FROZEN: {
        "en": ("Suspended", "Frozen"), "ru": ("Приостановлено", "Приостановлен", "Заморожено", "Заморожен"),
        "kk": ("Тоқтатыла тұрды", "Тоқтатыла тұрған"),
    },
    AgreementStatus.ENDED: {
        "en": ("Ended", "Expired", "Terminated"),
        "ru": ("Завершено", "Завершён", "Истекло", "Истёк", "Срок истёк", "Расторгнуто", "Расторгнут", "Прекращено",
               "Не действует"),
        "kk": ("Аяқталды", "Мерзімі өтті", "Бұзылды", "Қолданыста емес"),
    },
    AgreementStatus.UNKNOWN: {"en": ("Not known",), "ru": ("Неизвестно",), "kk": ("Белгісіз",)},
}  # fmt: skip
RENEWALS: Words = {
    Renewal.AUTOMATIC: {
        "en": ("Automatic", "Automatically", "Renewed automatically"),
        "ru": ("Автоматически", "Автоматическое", "Автоматическая пролонгация", "Пролонгируется автоматически",
               "Автоматическое продление"),
        "kk": ("Автоматты түрде", "Автоматты", "Автоматты түрде ұзартылады"),
    },
    Renewal.BY_AGREEMENT: {
        "en": ("By agreement", "By mutual agreement", "By agreement of the parties"),
        "ru": ("По соглашению сторон", "По согласию сторон", "По взаимному согласию"),
        "kk": ("Тараптардың келісімі бойынша", "Келісім бойынша"),
    },
    Renewal.NONE: {
        "en": ("None", "Not renewed", "No renewal", "No"), "ru": ("Не продлевается", "Без продления", "Нет"),
        "kk": ("Ұзартылмайды", "Жоқ"),
    },
}  # fmt: skip
ENDLESS = ("Indefinite", "Unlimited", "Open-ended", "Бессрочно", "Бессрочный", "Бессрочное", "Мерзімсіз", "Шексіз")
"""In place of a last day."""

HEADERS: Mapping[str, Mapping[str, str]] = {
    "agreement": {"en": "Agreement code", "ru": "Номер соглашения", "kk": "Келісім нөмірі"},
    "academic_year": {"en": "Academic year", "ru": "Учебный год", "kk": "Оқу жылы"},
    "direction": {"en": "Direction", "ru": "Направление мобильности", "kk": "Ұтқырлық бағыты"},
    "type": {"en": "Type of agreement", "ru": "Вид соглашения", "kk": "Келісім түрі"},
    "status": {"en": "Status", "ru": "Статус", "kk": "Мәртебесі"},
    "partner": {"en": "Partner", "ru": "Вуз-партнёр", "kk": "Серіктес жоғары оқу орны"},
    "partner_country": {"en": "Country of the partner", "ru": "Страна партнёра", "kk": "Серіктестің елі"},
    "partner_city": {"en": "City of the partner", "ru": "Город партнёра", "kk": "Серіктестің қаласы"},
    "partner_ror": {"en": "ROR of the partner", "ru": "ROR партнёра", "kk": "Серіктестің ROR коды"},
    "partner_erasmus_code": {
        "en": "Erasmus code of the partner", "ru": "Код Erasmus партнёра", "kk": "Серіктестің Erasmus коды",
    },
    "partner_unit": {
        "en": "Unit of the partner", "ru": "Подразделение партнёра", "kk": "Серіктестің құрылымдық бөлімшесі",
    },
    "faculty": {"en": "Faculty", "ru": "Факультет", "kk": "Факультет"},
    "department": {"en": "Department", "ru": "Кафедра", "kk": "Кафедра"},
    "signed": {"en": "Signed on", "ru": "Дата подписания", "kk": "Қол қойылған күні"},
    "valid_from": {"en": "First day of validity", "ru": "Действует с", "kk": "Қолданылу басы"},
    "valid_to": {"en": "Last day of validity", "ru": "Действует по", "kk": "Қолданылу соңы"},
    "renewal": {"en": "Renewal", "ru": "Продление", "kk": "Ұзарту"},
    "programme": {"en": "Programme", "ru": "Программа", "kk": "Бағдарлама"},
    "study_field": {"en": "Study field", "ru": "Направление подготовки", "kk": "Дайындық бағыты"},
    "isced_f": {"en": "ISCED-F 2013", "ru": "Код МСКО-О 2013", "kk": "ISCED-F 2013 коды"},
    "level": {"en": "Level of study", "ru": "Уровень обучения", "kk": "Оқу деңгейі"},
    "places": {"en": "Places a year", "ru": "Количество мест в год", "kk": "Жылына орын саны"},
    "months": {"en": "Months in all", "ru": "Всего месяцев", "kk": "Барлық айлар саны"},
    "assigned": {"en": "Students assigned", "ru": "Направлено студентов", "kk": "Жіберілген студенттер саны"},
    "graduates": {
        "en": "Graduates with both degrees", "ru": "Выпускники с двумя дипломами", "kk": "Екі диплом алған түлектер",
    },
    "note": {"en": "Note", "ru": "Примечание", "kk": "Ескертпе"},
    "source_title": {"en": "Title of the document", "ru": "Название документа", "kk": "Құжаттың атауы"},
    "source_url": {"en": "Address of the document", "ru": "Адрес документа", "kk": "Құжаттың мекенжайы"},
    "source_date": {"en": "Date of the document", "ru": "Дата документа", "kk": "Құжат күні"},
}  # fmt: skip
NAMES: Mapping[str, Sequence[str]] = {
    "agreement": (
        "Agreement", "Agreement number", "Agreement No", "Номер договора", "№ соглашения", "№ договора",
        "Код соглашения", "Регистрационный номер", "Келісім коды", "Келісім №", "Шарт нөмірі", "Тіркеу нөмірі",
    ),
    "academic_year": ("Year", "Год", "Жыл", "Уч. год"),
    "direction": ("Mobility direction", "Направление", "Бағыты", "Входящая/исходящая"),
    "type": ("Type", "Agreement type", "Вид договора", "Тип соглашения", "Вид документа", "Вид", "Түрі", "Құжат түрі"),
    "status": ("Состояние", "Статус соглашения", "Күйі", "Мәртебе"),
    "partner": (
        "Partner institution", "Partner university", "Партнёр", "Партнер", "Вуз-партнер", "Университет-партнёр",
        "Зарубежный вуз", "Зарубежный партнёр", "Наименование вуза-партнёра", "Серіктес", "Серіктес университет",
        "Серіктес ЖОО", "Шетелдік серіктес",
    ),
    "partner_country": ("Country", "Partner country", "Страна", "Страна вуза-партнёра", "Ел", "Елі", "Серіктес елі"),
    "partner_city": ("City", "Partner city", "Город", "Қала", "Қаласы"),
    "partner_ror": ("ROR", "Partner ROR", "ROR ID"),
    "partner_erasmus_code": ("Erasmus code", "Код Erasmus", "Erasmus коды", "HEI Erasmus code"),
    "partner_unit": ("Partner unit", "Partner faculty", "Факультет партнёра", "Серіктес факультеті"),
    "faculty": ("Факультет (институт)", "Институт", "Подразделение", "Faculty code"),
    "department": ("Кафедра атауы",),
    "signed": ("Signed", "Date of signature", "Date signed", "Подписано", "Дата заключения", "Жасалған күні"),
    "valid_from": ("Valid from", "Start date", "Дата начала", "Начало действия", "Срок с", "Басталу күні"),
    "valid_to": (
        "Valid to", "Valid until", "End date", "Expiry date", "Дата окончания", "Действует до", "Окончание действия",
        "Срок по", "Аяқталу күні",
    ),
    "renewal": ("Пролонгация", "Пролонгирование", "Ұзартылуы"),
    "study_field": ("Field of study", "Специальность", "Образовательная программа", "Мамандық"),
    "isced_f": ("ISCED-F", "ISCED", "ISCED code", "МСКО-О", "МСКО"),
    "level": ("Level", "Уровень", "Деңгейі"),
    "places": ("Places", "Number of places", "Количество мест", "Кол-во мест", "Квота", "Орын саны"),
    "months": ("Months", "Total months", "Месяцев", "Айлар саны"),
    "assigned": ("Assigned", "Students", "Использовано мест", "Количество студентов", "Студенттер саны"),
    "graduates": ("Graduates", "Выпускники", "Түлектер"),
    "note": ("Notes", "Примечания", "Ескертулер"),
}  # fmt: skip
EXPLAINS: Mapping[str, str] = {
    "agreement": N_("A lasting code or number of your own. Rows with the same one are one agreement."),
    "academic_year": N_("2024/25, or the year it begins in: 2024. For several years write a row for each."),
    "direction": N_("Inbound for those who come from the partner, outbound for those who go there."),
    "type": N_("What was signed: a memorandum, an agreement on academic mobility, a double degree and so on."),
    "status": N_("As it stands on the date of the register; blank: not known."),
    "partner": N_("The partner's name, always written alike. Names and codes that are known are recognised."),
    "partner_country": N_("Country of the partner. Names and ISO codes are known."),
    "partner_ror": N_("The partner's identifier of ror.org, such as `052gg0110`. It tells best which one is meant."),
    "partner_erasmus_code": N_("The partner's Erasmus code, such as `E ZARAGOZ01`, if it has one."),
    "partner_unit": N_("Faculty or department of the partner, in its own words."),
    "faculty": N_("Code or name of your faculty; blank: the whole university. Of several faculties each has its row."),
    "department": N_("Code or name of the department; it belongs to the faculty beside it. May be left out."),
    "signed": N_("The day as far as known: 2024-09-01, 01.09.2024, 2024-09 or 2024."),
    "valid_from": N_("The first day on which it holds: 2024-09-01 or 01.09.2024."),
    "valid_to": N_(
        "The last day on which it still holds, as agreements say: 2029-08-31 or 31.08.2029. Blank or “indefinite”: no "
        "last day is told."
    ),
    "renewal": N_("What becomes of it on its last day; blank: not told."),
    "programme": N_("Programme it belongs to, such as Erasmus+. May be left out."),
    "study_field": N_("Field of study in your words. May be left out."),
    "isced_f": N_("Four digits of ISCED-F 2013, written as text: 0421 is law; blank: not told."),
    "level": N_("Bachelor, master, doctoral or preparatory; blank: not told."),
    "places": N_("How many students may go or come in the year. Blank: not known, which is not 0."),
    "months": N_("Months abroad of all places of the year together; may be left out."),
    "assigned": N_("How many students were given a place. Blank: not known, which is not 0."),
    "graduates": N_("How many students took the degrees of both universities in the year; may be left out."),
    "source_title": N_("Title of the document or page that tells of it, if there is one."),
    "source_url": N_("Its address, beginning with `https://`."),
    "source_date": N_("Its date as far as known."),
}
REGISTER_CHOICES: Mapping[str, str] = {
    "agreement": "text", "type": "agreement_type", "status": "agreement_status", "renewal": "renewal",
    "partner_country": "country", "faculty": "faculty", "department": "department",
}  # fmt: skip
PLACES_CHOICES: Mapping[str, str] = {
    "agreement": "text", "academic_year": "academic_year", "direction": "direction", "partner_country": "country",
    "faculty": "faculty", "isced_f": "text", "level": "level",
}  # fmt: skip
OFFERED: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    what: {code: {language: some[0] for language, some in by_language.items()} for code, by_language in words.items()}
    for what, words in (("agreement_type", TYPES), ("agreement_status", STATUSES), ("renewal", RENEWALS))
}
"""What a template offers."""
