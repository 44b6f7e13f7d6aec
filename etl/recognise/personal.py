"""Personal data in registrars' files: known by a column's header or its words, and kept out of what is shown."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from etl.errors import MASK, N_

__all__ = ["MASK", "WORDS", "Personal", "by_content", "by_header", "looks_like_a_name", "looks_personal", "masked"]


class Personal(StrEnum):
    """A kind of personal data."""

    NAME = "name"
    IDENTITY_NUMBER = "identity_number"
    DOCUMENT = "document"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"


WORDS: dict[Personal, str] = {
    Personal.NAME: N_("names of persons"),
    Personal.IDENTITY_NUMBER: N_("individual identification numbers (IIN)"),
    Personal.DOCUMENT: N_("numbers of passports or identity cards"),
    Personal.EMAIL: N_("e-mail addresses"),
    Personal.PHONE: N_("telephone numbers"),
    Personal.BIRTH_DATE: N_("dates of birth"),
    Personal.ADDRESS: N_("postal addresses"),
}

# Headers: spaces for all punctuation, small letters, ё as е.
_WHOSE = r"(?:студент|обучающ|абитуриент|выпускник|магистрант|докторант|аспирант|участник|преподават|сотрудник)\w*"
_WHO = r"(?:students?|applicants?|graduates?|learners?|participants?|persons?|teachers?)"
_BESIDE = (
    rf"(?:{_WHOSE}|{_WHO}|полн\w+|толық|қатысушы\w*|білім|алушы\w*|оқушы\w*|of|the|in|as|на|по|в|англ\w*|english|latin"
)
_BESIDE += r"|латин\w*|кирил\w*|рус\w*|каз\w*|қаз\w*|орыс\w*|ағылшын\w*|язык\w*|тілі\w*|паспорт\w*|passport)"

# Alone in a header these say who the rows are; with other words ("Number of students", "ID студента") they may not.
_ALONE = (
    r"(?:студент(?:ка)?|обучающ(?:ийся|аяся)|учащ(?:ийся|аяся)|слушатель|абитуриент|выпускник"
    r"|білім алушы|оқушы|тыңдаушы|талапкер|түлек|student|learner|applicant|pupil|person|name)"
)

_ALWAYS, _NOT_OF_ORGANISATIONS, _NOT_OF_PLACES = range(3)
_HEADERS = [
    (Personal.EMAIL, _ALWAYS, r"\b[eе] ?mail|\bmail\b|\b[еи]?мейл|\bэл\w* (?:почт|адрес)|^почта\b|пошта(?:сы)?\b"),
    (Personal.PHONE, _ALWAYS, r"телефон|\bтел\b|^моб$|\bмоб(?:ильный)? (?:тел|ном)|\bсотов|ұялы|\b(?:tele)?phones?\b"
     r"|\bphone ?n|\btel\b|\b(?:cell|contact|mobile) (?:no|num)|^mobile$|whats ?app|байланыс (?:нөмір|дерек)"
     r"|контактн\w* (?:ном|данн)|^(?:контакты|contacts?|байланыс)$"),
    (Personal.IDENTITY_NUMBER, _ALWAYS, r"\b(?:иин|жсн|iin|инн|zhsn)\b|снилс|индивидуальн\w* идентиф"
     r"|жеке сәйкестендіру|individual identif|\bnational id\b|\bidentity num|\bpersonal (?:id|code)\b"),
    (Personal.NAME, _ALWAYS, r"\b(?:фио|fio|ф и о|f i o|ажт|таә|т а [әж])\b|\bфамили|\bотчеств|^жөні\b"
     r"|\bаты (?:және )?(?:жөні|тегі)\b|(?<!шығу )\bтегі\b|\bәкесі\w* аты|\bsur ?name|\bforename|\bpatronym"
     r"|\b(?:first|last|middle|given|family|maiden) ?names?\b|контактное лицо|\bcontact person|байланыс тұлға"),
    (Personal.NAME, _NOT_OF_ORGANISATIONS, rf"^(?:{_BESIDE} )*(?:имя|аты|есімі|full ?name)(?: {_BESIDE})*$"
     rf"|\b{_WHO} (?:s )?(?:full )?names?\b|\bnames? of (?:the )?{_WHO}\b"),
    (Personal.ADDRESS, _NOT_OF_ORGANISATIONS, r"\bадрес(?:а|у|ом)?\b|\bмекен|\baddress|\bпрописк|тұрғылықты"
     r"|мест\w* (?:жительства|проживания)"),
    (Personal.DOCUMENT, _NOT_OF_PLACES, r"паспорт|passport|удостоверени|\bуд лич|жеке куәлі|төлқұжат|\bидентиф\w* карт"
     r"|\bidentity (?:card|doc)|\bid card|(?:номер|серия|\bno?) документа|\bdocument (?:no|num|id)|\bresidence permit"
     r"|құжат\w* (?:нөмір|no)|вид на жительство|куәлік нөмірі"),
    (Personal.BIRTH_DATE, _NOT_OF_PLACES, r"\b(?:дата)?рожден|\bрожд\b|туған|туылған|\bbirth ?(?:date|day|year)"
     r"|\b(?:date|day|year) ?of ?birth|^birth$|^born|^д р\b|^др$|\bd ?o ?b\b"),
]  # fmt: skip
_BARE = re.compile(rf"{_ALONE}(?: {_ALONE})*")
_PATTERNS = [(kind, barred, re.compile(pattern)) for kind, barred, pattern in _HEADERS]
_ORGANISATION = re.compile(
    r"\b(?:вуз|универс|институт|организац|факульт|кафедр|програм|специальн|файл|партнер|договор|соглашен|проект|сайт|курс"
    r"|школ|колледж|компани|учрежд|юридич|интернет|бағдарлама|мамандық|ұйым|серіктес|жоо|келісім|мектеп|univers|institut"
    r"|organi[sz]at|facult|department|program|file|partner|agreement|project|school|college|compan|web|site|url|ip\b|host)"
)
_PLACE = re.compile(r"\b(?:стран|мест|город|гражд|жер|ел(?:і|дің)?\b|мемлекет|азамат|place|countr|city|citiz|nation)")
_DAY = re.compile(r"дат|год|день|күн|жыл|date|day|year|dob")


def by_header(header: str, *, bare: bool = False) -> Personal | None:
    """What a column holds by the words of its header in Kazakh, Russian or English.

    bare: a "Student", "Студент" or "Name" alone is taken for names too, as it has to be where words are shown. Whether
    rows are persons it does not tell: a column of counts may be headed so. "Students" never tells anything.
    """
    words = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", _plain(header)).casefold().replace("ё", "е")
    words = " ".join(re.sub(r"[\W_]", " ", words).split())
    organisation, place = _ORGANISATION.search(words), _PLACE.search(words) and not _DAY.search(words)
    bars = (None, organisation, organisation or place)
    for kind, barred, pattern in _PATTERNS:
        if pattern.search(words) and not bars[barred]:
            return kind
    return Personal.NAME if bare and _BARE.fullmatch(words) else None


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]{2}|\S ?\((?:at|собака)\) ?\S+\.\S{2}")
_IDENTITY = re.compile(r"(?<!\d)(?<!\d\.)(?:\d{9,12}|\d{6}[ -]\d{6}|\d{3}(?: \d{3}){3})(?!\d)")
_TWELVE = re.compile(r"\d{12}")
_IN_GROUPS = re.compile(r"(?<!\d)(?:\d{6}[ -]\d{6}|\d{3}(?: \d{3}){3})(?!\d)")
_SURE_PHONE = re.compile(r"\+ ?\d(?:[ ().-]{0,2}\d){10,}|(?<![\d.,])8[ -]?\(?7\d\d\)?(?:[ -]?\d){7}(?!\d)")
# Without plus: Kazakh or Russian numbers, mobile ones without their 8, mobile ones of China, India, Turkey, neighbours.
_PHONE = re.compile(
    r"(?:\+ ?|00)[1-9](?:[ ().-]{0,2}\d){9,14}|(?:[78][ -]?\(?[3-9]\d\d|\(?7(?:0[0-8]|47|5[01]|6[0-4]|7[15-8]))\)?"
    r"(?:[ -]?\d){7}|(?:86 ?)?1[3-9]\d{9}|(?:91 ?[6-9]|90 ?5|99[2368])\d{9}"
)
# What is written like a telephone number, or stands behind the word for one: too little to tell what a column holds.
_LIKE_PHONE = re.compile(
    rf"(?<![\d.,])(?:{_PHONE.pattern})(?![\d])|(?<![\d-])\d{{3}}-\d\d-\d\d(?![\d-])"
    r"|\b(?:тел(?:ефон\w*)?|tel(?:ephone)?|phone|факс|fax|моб(?:ильный)?|сот(?:овый)?|ұялы|whats ?app)\b"
    r"[\s.:;/()+№-]{0,6}(?:\d[ ().-]{0,2}){5}", re.IGNORECASE,
)  # fmt: skip
_PASSPORT = re.compile(r"[A-ZА-ЯІ]{1,3}(?: ?-? ?(?:No\.? ?)?)\d{7,9}", re.IGNORECASE)
_DOCUMENT = re.compile(rf"{_PASSPORT.pattern}|No\.? ?\d{{7,9}}|0\d{{8}}|\d{{2}} ?\d{{2}} \d{{6}}", re.I)
_DATE = re.compile(
    r"(?:(\d{4})[-./](\d\d?)[-./](\d\d?)|(\d\d?)[-./](\d\d?)[-./](\d{4}))(?:[T ]\d[\d:.]+)?(?: ?[гж]\.?)?"
)
_UPPER = "(?=[A-ZА-ЯЁӘІҢҒҮҰҚӨҺÀ-ÖØ-ÞĞİŞČŠŽ])"
_LETTER = r"[^\W\d_]"
_CAPITAL = rf"\b{_UPPER}{_LETTER}{{2,}}(?:[-'’]{_LETTER}+)*"
_INITIAL = rf"\b{_UPPER}{_LETTER}\."
_INITIALS = rf"{_INITIAL}(?: ?{_INITIAL})?"
_FATHER = (
    rf"\b{_UPPER}(?i:{_LETTER}*(?:(?:[оеё]вич|ильич|кузьмич|лукич|фомич|никитич)(?:[ауе]|ем)?|(?:[оеё]вн|(?:ильин|никит"
    rf"|кузьмин|фомин)ичн)(?:[аыеу]|ой)|[oe]vich|[oe]vna)|{_LETTER}{{3,}}(?:[ұу]лы|[қкғг]ызы|оглы|uly|[kq]yzy|ogly))\b"
)
_CHILD = r"(?:оглы|оглу|[қкг]ызы|[ұу]лы|уулу|ogly|oglu|[kqg]yzy|[kq]izi|uly|uulu|o['’‘]?g['’‘]?li)\b"
_WITH_FATHER = re.compile(rf"{_CAPITAL},? (?:{_FATHER}|{_CAPITAL},? {_CHILD})|{_FATHER},? {_CAPITAL}")
_WITH_INITIALS = re.compile(rf"({_CAPITAL}),? ({_INITIALS})(?! ?{_LETTER}\.)|({_INITIALS}) ?({_CAPITAL})")
# Endings of family names and patronymics; and, for those without, some frequent names.
_FAMILY = re.compile(
    r"\w{2}(?:[оеё]ва?|[цс]кий|[цс]кая|вич|вна|[ұу]лы|[қкг]ызы|уулу|огл[ыу]|тегі|енко|швили|дзе|[oe]va?|sk(?:y|iy|ii|aya)"
    r"|vich|vna|uly|uulu|[kq]yzy|o[gğ]l[uyı]|tegi|enko|shvili)(?:а|ым)?\b|\w{3}(?:ина?|ina?)\b|\b(?:wang|zhang|liu|chen|zhao"
    r"|huang|singh|kumar|khan|sharma|patel|ahma?[ae]d|m[ou]hamm[ae]d|ali|hassan|yilmaz|mehmet|kim|park|nguyen|nurlan|john"
    r"|maria|ван|чжан|лю|чэнь|ким|хан|мухаммад|ахмад|али|анна|мария|иван|айгер[іи]м|нұрлан|динара|мадина|серік|асель|арман)\b"
)
_NO_NAME = re.compile(
    r"\b(?:универ|институт|академ|колледж|школ|факультет|кафедр|центр|республик|федерац|королевств|област|облыс|район|город"
    r"|аравия|остров|язык|наук|права?\b|дело\b|мектеб|орталы|тоо\b|ао\b|формул|капсул|молекул|гранул|каникул|уровн|деревн"
    r"|верховн|церковн|основн|духовн|древн|ұлттық|мемлекет|бағдарлама|әдебиет|тілі?\b|univ|institut|academ|college|school"
    r"|facult|department|cent(?:er|re)\b|republic|federation|kingdom|region|province|state\b|city\b|islands?\b|stud(?:y|ies)\b"
    r"|science|engineering|language|unruly|unduly|united|saint|new\b|south|north)"
    r"|(?:логия|графия|номика|тика|ция|тура|ность|ание|ение|logy|graphy|nomics|tion)\b"
)
_ABBREVIATION = re.compile("us|uk|un|eu|dc|pr|dr|ir|ro|ny|la|ba|ma|bs|ms|md|sc|kz|рк|рф|рб|кр|қр|ир")
# Institutions, streets and prizes bear names of persons that everybody may read.
_WHOM = rf"(?:{_INITIAL} ?){{0,3}}(?:{_CAPITAL} ?){{1,3}}"
_IN_HONOUR_OF = re.compile(rf"\b(?:имени|им\.|им|named after) ?{_WHOM}|{_WHOM}(?=атындағы|атын)")


def by_content(words: Sequence[str], today: date | None = None) -> Personal | None:
    """What a column holds by its different words: a kind that three of them at least, and 60 %, look like."""
    day, found = today or date.today(), Counter[Personal]()
    plain = [stripped for word in words if (stripped := _plain(word).strip())]
    for word in plain:
        looks_like, quarters = _kind(word, day)
        if looks_like:
            found[looks_like] += quarters
    kind, quarters = next(iter(found.most_common(1)), (None, 0))
    days = [(born.month, born.day) for word in plain if kind is Personal.BIRTH_DATE and (born := _date(word))]
    # Terms begin on few days of the year, birthdays lie all over it.
    of_terms = len(set(days)) < min(20, len(days) / 2)
    return kind if quarters >= max(12, 2.4 * len(plain)) and not of_terms else None


def looks_personal(word: str) -> Personal | None:
    """What one word or text surely holds: an IIN with its check digit, an e-mail address, a telephone number with its
    prefix, a name with a patronymic or with initials."""
    text, today = _plain(word), date.today()
    if _EMAIL.search(text):
        return Personal.EMAIL
    if any(_identity(number, today) == 4 for number in _IDENTITY.findall(text)):
        return Personal.IDENTITY_NUMBER
    if _SURE_PHONE.search(text):
        return Personal.PHONE
    return Personal.NAME if _named(text) else None


def masked(word: str) -> str:
    """What a message may show of a word: itself, or MASK where anything about it looks personal. Stricter than
    `looks_personal`: hides any twelve digits, for an IIN may be mistyped, whatever is written as a telephone number,
    and as a passport's number."""
    text = _plain(word)
    hidden = looks_personal(word) or _PASSPORT.fullmatch(text.strip()) or _TWELVE.search(text)
    return MASK if hidden or _LIKE_PHONE.search(text) or _in_groups(text) else word


def _in_groups(text: str) -> bool:
    """Whether twelve digits in groups may be an IIN: they begin with a birth date."""
    return any(_identity(number, date.today()) for number in _IN_GROUPS.findall(text))


def looks_like_a_name(word: str) -> bool:
    """Whether two or three words may be a name and a family name. So may those of a place: look there first."""
    return "." not in word and _person(_plain(word).strip())


def _plain(text: str) -> str:
    """Without what only looks different: wide digits, invisible signs, other spaces."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", " ", text)


def _kind(word: str, today: date) -> tuple[Personal | None, int]:
    """What a word of a column looks like, and how surely, in quarters."""
    if ("@" in word or "(" in word) and _EMAIL.search(word):
        return Personal.EMAIL, 4
    if not re.search(r"\d", word):
        return (Personal.NAME if _person(word) else None), 4
    word = word.removesuffix(".0")  # a number cell of a spreadsheet
    if _IDENTITY.fullmatch(word) and (quarters := _identity(word, today)):
        return Personal.IDENTITY_NUMBER, quarters
    if _PHONE.fullmatch(word) or _SURE_PHONE.search(word):
        return Personal.PHONE, 4
    if _DOCUMENT.fullmatch(word):
        return Personal.DOCUMENT, 4
    born = _date(word)
    return (Personal.BIRTH_DATE if born and 14 <= today.year - born.year <= 80 else None), 4


def _identity(word: str, today: date) -> int:
    """How surely this is an IIN, in quarters: 4 with its check digit, 3 with a plausible birth date alone, else 0."""
    digits = re.sub("[ -]", "", word)
    full = [int(digit) for digit in digits.zfill(12)]  # a number cell loses the zeros of those born in 2000 to 2009
    year = 1800 + (full[6] - 1) // 2 * 100 + full[0] * 10 + full[1]
    born = _day(year, full[2] * 10 + full[3], full[4] * 10 + full[5])
    if not 1 <= full[6] <= 6 or born is None or born > today:
        return 0
    check = sum(weight * digit for weight, digit in enumerate(full[:11], 1)) % 11
    if check == 10:
        check = sum(weight * digit for weight, digit in zip((*range(3, 12), 1, 2), full, strict=False)) % 11
    plausible = len(digits) > 10 and 14 <= today.year - year <= 100
    return 4 if check == full[11] else 3 if plausible else 0


def _date(word: str) -> date | None:
    match = _DATE.fullmatch(word)
    year, *others = (int(match[n] or match[7 - n]) for n in (1, 2, 3)) if match else (0, 0, 0)
    return _day(year, *others) or _day(year, *reversed(others))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named(text: str) -> bool:
    """Whether a name with a patronymic or with initials stands in the text, other than in honour of somebody."""
    text = _IN_HONOUR_OF.sub("", (text.title() if text.islower() and text.count(" ") < 3 else text).replace("_", " "))
    if any(not _NO_NAME.search(match[0].casefold()) for match in _WITH_FATHER.finditer(text)):
        return True
    if _NO_NAME.search(text.casefold()):
        return False
    for family_first, after, before, family_last in _WITH_INITIALS.findall(text):
        initials = re.sub("[ .]", "", after or before).casefold()
        sure = len(initials) == 2 or _FAMILY.search((family_first or family_last).casefold())
        if sure and not _ABBREVIATION.fullmatch(initials):
            return True
    return False


def _person(word: str) -> bool:
    """Whether a word of a column looks like a person's name among others."""
    parts = word.replace(",", " ").replace(".", ". ").split()
    if len(parts) > 2 and re.fullmatch(_CHILD, parts[-1]):
        parts.pop()
    initials = [part for part in parts if len(part) == 2 and part[1] == "."]
    names = [part for part in parts if part not in initials]
    shaped = 2 <= len(parts) <= 3 and all(part[0].isupper() for part in parts) and all(n[-1].isalpha() for n in names)
    small = word.casefold()
    return bool(names and shaped and not _NO_NAME.search(small) and (initials or _FAMILY.search(small)))
