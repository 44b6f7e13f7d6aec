"""UTF-8 is what Python says it is, wherever a text is cut in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from etl.read.encoding import Decoder

NEARLY = st.lists(
    st.one_of(
        st.text(max_size=4).map(lambda text: text.encode(errors="surrogatepass")),
        st.sampled_from(
            [b"\xd0", b"\xe2\x82", b"\xf0\x9f\x98", b"\x80", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff"]
        ),
        st.binary(max_size=3),
    ),
    max_size=6,
).map(b"".join)
"""Bytes that are mostly UTF-8: characters cut, too long, beyond the last one, halves of pairs."""


@given(NEARLY, st.lists(st.integers(0, 24), max_size=3))
def test_pieces_give_what_the_whole_gives(raw: bytes, cuts: list[int]) -> None:
    try:
        good = len(raw.decode().encode())
    except UnicodeDecodeError as error:
        good = error.start
    ends = [*sorted({min(cut, len(raw)) for cut in cuts}), len(raw)]
    decoder, read, begins = Decoder("utf-8"), b"", 0
    decoder.feed("ж".encode(), False)  # a text that was UTF-8 so far: it is no other
    for end in ends:
        if not decoder.broken:
            read += decoder.feed(raw[begins:end], end == len(raw))
        begins = end
    assert read == raw[:good]
    assert decoder.broken == (good < len(raw))
