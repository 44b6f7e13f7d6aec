"""One key for a word in Cyrillic and in Latin letters, and abbreviations of two words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import letters
from dashboard.spelt import plain


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Щучинск", "Shchuchinsk"), ("Хабаровск", "Khabarovsk"), ("Хабаровск", "Habarovsk"),
        ("Цюрупинск", "Tsyurupinsk"),
        ("Жезказган", "Zhezkazgan"), ("Жезқазған", "Jezqazğan"), ("Казань", "Kazan"), ("Объект", "Obekt"),
        ("Йошкар", "Ioshkar"), ("Йошкар", "Yoshkar"), ("Йошкар", "Joshkar"), ("Яссы", "Iasi"), ("Яссы", "Yassy"),
        ("Маңғыстау", "Mangystau"), ("Маңғыстау", "Mangistau"), ("Өскемен", "Oskemen"), ("Үлбі", "Ulbi"),
        ("Ұлытау", "Ulytau"), ("Шымкент", "Shymkent"), ("Шымкент", "Schimkent"), ("Гейдельберг", "Heidelberg"),
        ("Чехия", "Chekhiya"), ("Таджикистан", "Tajikistan"), ("Әлем", "Alem"),
    ],
)  # fmt: skip
def test_a_word_is_the_same_in_both_alphabets(cyrillic: str, latin: str):
    assert letters.is_same(plain(cyrillic), plain(latin))
    assert letters.is_same(plain(latin), plain(cyrillic))


@pytest.mark.parametrize(
    ("cyrillic", "latin"), [("Иран", "Irak"), ("Юрта", "Zhurta"), ("Австрия", "Australia"), ("Словакия", "Slovenia")]
)
def test_other_words_are_not_the_same(cyrillic: str, latin: str):
    assert not letters.is_same(plain(cyrillic), plain(latin))


def test_words_of_one_alphabet_are_compared_elsewhere():
    assert not letters.is_same("kitai", "kitay")
    assert not letters.is_beginning("kita", "kitay")


def test_a_beginning_has_four_letters():
    assert letters.is_beginning("леип", "leipzig")
    assert not letters.is_beginning("леи", "leipzig")


def test_an_abbreviation_is_of_two_cyrillic_words():
    assert letters.is_abbreviation("юрфак", ("юридическии", "факультет"))
    assert letters.is_abbreviation("матмех", ("механико", "математическии"))
    assert not letters.is_abbreviation("юрфак", ("журналистики", "факультет"))
    assert not letters.is_abbreviation("юрфак", ("journalism", "факультет"))
    assert not letters.is_abbreviation("факфак", ("факультет",))


@given(st.text(max_size=100))
def test_whatever_is_typed_the_keys_are_few(text: str):
    for word in plain(text).split():
        assert len(letters.keys(word)) <= letters.MOST_KEYS
