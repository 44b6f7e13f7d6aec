"""Which encoding a text file is in, and its bytes as UTF-8."""

import codecs
import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

MARK = "\ufeff".encode()
MARKS = {MARK: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
ONE_BYTE = ("cp1251", "kz1048", "ptcp154", "mac_cyrillic", "cp1252", "mac_roman")
"""Encodings of one byte a character, the likelier first: where two read a text alike, it is called the first."""

SAMPLE = 1 << 20
SAMPLE_WORDS = 2000
LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8."""


def detect(head: bytes, whole: bool = False) -> str:
    """Name of the encoding of a text that begins with `head`; `whole`: it is all of it, not cut in a character."""
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return _two_byte(head) or "utf-8"
    return "utf-8" if _is_utf8(head, whole) else _one_byte(head)


def _two_byte(head: bytes) -> str:
    """UTF-16 without a mark: spaces, digits and delimiters have a NUL as their high byte, no character as its low."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    few, many = sorted((even, odd))
    if few > many / 100 or many < len(head) / 100:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head.decode(name, "replace")
    # A stray NUL in a text of one byte a character would give Chinese.
    return name if sum(c < "\u0600" for c in text) > len(text) / 2 else ""


def _is_utf8(text: bytes, whole: bool) -> bool:
    try:
        _valid(text, whole)
    except UnicodeDecodeError:
        # A few damaged characters do not make a UTF-8 text another one: they are told by their line.
        read = text.decode("utf-8", "replace")
        broken = read.count("\ufffd")
        return len(read) - len(read.encode("ascii", "ignore")) > 3 * broken
    return True


def _one_byte(head: bytes) -> str:
    """The one of ONE_BYTE in which the words look most like words."""
    words = re.findall(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*", head[:SAMPLE])
    sample = b" ".join(list(dict.fromkeys(words))[:SAMPLE_WORDS])
    return max(ONE_BYTE, key=lambda name: sum(_worths(sample.decode(name, "replace"))))


RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяі")
VOWELS = frozenset("аеёиоыэюяіїє")
KAZAKH_VOWELS = frozenset("әөұү")
WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüßœ")
SIGNS = frozenset("«»“”„‘’–—…№§°•®©™\xa0")
SIGNS_IN_WORDS = frozenset("’–—\xa0")


def _worths(text: str) -> Iterator[float]:
    """How well each character beyond ASCII fits its neighbours, from -1 to 1."""
    for before, char, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if char > "\x7f":
            yield _worth(before, char, after)


def _worth(before: str, char: str, after: str) -> float:
    lower, beside = char.lower(), before + after
    if char in SIGNS:
        return -1 if before.isalpha() and after.isalpha() and char not in SIGNS_IN_WORDS else 0
    if not char.isalpha() or (char.isupper() and before.islower()):
        return -1
    if lower in WESTERN:
        latin = sum(c.isascii() and c.isalpha() for c in beside)
        usual = 1 if lower not in "œõêç" or after in "aouéãt" else 0.5
        return usual if latin else 0.3 if not any(c.isalpha() for c in beside) else -0.5
    if any(c.isascii() and c.isalpha() for c in beside):
        return -1
    if lower in RUSSIAN:
        return 1
    return _worth_of_neighbours(before.lower(), lower, after.lower())


def _worth_of_neighbours(before: str, lower: str, after: str) -> float:
    """Letters where Kazakh and Ukrainian or Belarusian texts share bytes: a Kazakh vowel does not follow a vowel, the
    others' ї and ў do.
    """
    if lower in KAZAKH_VOWELS:
        return -1 if before in VOWELS else 0.9
    if lower in "қңһ":
        return 0.9
    if lower == "ғ":
        return 0.9 if after in VOWELS | KAZAKH_VOWELS else -0.5
    if lower == "ї":
        return 0.5 if before in VOWELS or not before.isalpha() else -1
    if lower == "ў":
        return 0.5 if before in VOWELS or before == "у" else -1 if before.isalpha() else -0.2
    return 0.5 if lower == "є" else -1


class Decoder:
    """Bytes of a text, given one after the other, as UTF-8 without byte order marks.

    broken: a character could not be read; what was given until then is the text before it.
    encoding: may change while all before was ASCII, which all of them share.
    """

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.broken = False
        self._begun = False
        self._ascii = True
        self._left = b""
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def feed(self, raw: bytes, final: bool) -> bytes:
        """The text in `raw` as UTF-8; `final`: it is the last."""
        read = self._utf8(raw, final) if self.encoding == "utf-8" else self._other(raw, final)
        while not self._begun and read.startswith(MARK):
            read = read[len(MARK) :]
        self._begun = self._begun or bool(read)
        return read

    def _utf8(self, raw: bytes, final: bool) -> bytes:
        raw = self._left + raw if self._left else raw
        if raw.isascii():
            self._left = b""
            return raw
        try:
            read = _valid(raw, final)
        except UnicodeDecodeError as error:
            if self._ascii and not _is_utf8(raw, final):
                self.encoding, self._left = _one_byte(raw[error.start :]), b""
                self._decoder = codecs.getincrementaldecoder(self.encoding)()
                return self._other(raw, final)
            self.broken = True
            return raw[: error.start]
        self._ascii, self._left = False, raw[read:]
        return raw[:read] if self._left else raw

    def _other(self, raw: bytes, final: bool) -> bytes:
        try:
            return self._decoder.decode(raw, final).encode()
        except UnicodeDecodeError as error:
            self.broken = True
            return str(error.object[: error.start], self.encoding).encode()


def _valid(raw: bytes, final: bool) -> int:
    """How many bytes are whole characters. Raises UnicodeDecodeError, with its place in `raw`."""
    whole = len(raw) if final else _whole_characters(raw)
    text = memoryview(raw)[:whole]
    if not _is_valid(text):
        codecs.utf_8_decode(text, "strict", True)
    return whole


def _is_valid(text: memoryview) -> bool:
    """Whether it is UTF-8, asked of Arrow, which is several times faster than decoding: as one long word."""
    ends = pa.py_buffer(np.array([0, len(text)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(text)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _whole_characters(raw: bytes) -> int:
    """Where the last character ends that is not cut."""
    for back in range(1, min(LONGEST_CHARACTER, len(raw)) + 1):
        byte = raw[-back]
        if byte >= 0xC0:  # the first of two to four
            return len(raw) - back if back < (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else len(raw)
        if byte < 0x80:
            break
    return len(raw)
