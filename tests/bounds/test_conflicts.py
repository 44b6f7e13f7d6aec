"""What cannot all be true is found exactly where it is, and as few statements as possible are named."""

from hypothesis import given, settings

from db.bounds import Said, conflicts
from tests.bounds.tables import COUNTRIES, box, claims, tables


def possible(said):
    return next(iter(tables(said, COUNTRIES[:2], most=4)), None) is not None


@settings(max_examples=100)
@given(claims(COUNTRIES[:2]))
def test_reported_if_and_only_if_there_is_one_and_minimal(said):
    found = conflicts(said)
    assert bool(found) == (not possible(said))
    for one in found:
        assert not possible(one.said)
        for left_out in one.said:
            assert possible([other for other in one.said if other is not left_out])
    assert len({frozenset(one.said) for one in found}) == len(found)


@settings(max_examples=60)
@given(claims(COUNTRIES[:2]))
def test_taking_one_of_each_set_out_makes_the_rest_possible(said):
    """All sets are found: whatever hits each of them leaves something that can be."""
    out = {id(one.said[0]) for one in conflicts(said, most=100)}
    assert possible([one for one in said if id(one) not in out])


def test_by_how_much():
    """401 Chinese of at most 155 in law and 200 elsewhere: 46 are too many."""
    said = [
        Said("all", box(["CHN"]), 401, 401),
        Said("law", box(["CHN"], ["law"]), 155, 155),
        Said("other", box(["CHN"], ["other"]), 0, 200),
        Said("beside", box(["IND"]), 7, 7),
    ]
    (found,) = conflicts(said)
    assert [one.code for one in found.said] == ["all", "law", "other"]
    assert found.by == 46


def test_two_sets_that_share_a_statement_are_both_named():
    whole = Said("whole", box(), 10, 10)
    said = [whole, Said("one", box(["CHN"]), 11, 11), Said("two", box(["IND"]), 12, None)]
    assert [[one.code for one in conflict.said] for conflict in conflicts(said)] == [["whole", "one"], ["whole", "two"]]


def test_half_persons_are_impossible():
    """Each two of three countries have 1 person together: sums allow halves."""
    said = [Said(one, box([c for c in COUNTRIES if c != one]), 1, 1) for one in COUNTRIES]
    (found,) = conflicts(said)
    assert (len(found.said), found.by) == (3, 1)
