"""The figure that would settle most."""

from hypothesis import given, settings

from db.bounds import Said, bounds, settling
from tests.bounds.tables import box, boxes, total, truths

CHINESE = Said("chinese", box(["CHN"]), 401, 401)
IN_LAW = Said("in law", box(["CHN", "TUR"], ["law"]), 155, 155)


def test_chinese_outside_law_are_settled_by_those_in_law():
    asked, said = box(["CHN"], ["other"]), [CHINESE, IN_LAW]
    found = settling(asked, bounds(asked, said), said)
    assert found.box == box(["CHN"], ["law"])
    assert (found.leaves, found.between.low.value, found.between.high.value) == (0, 0, 155)


def test_nothing_settles_what_is_settled_or_has_no_limit():
    assert settling(box(["CHN"]), bounds(box(["CHN"]), [CHINESE]), [CHINESE]) is None
    assert settling(box(["IND"]), bounds(box(["IND"]), [CHINESE]), [CHINESE]) is None


@settings(max_examples=60)
@given(truths(), boxes())
def test_with_the_figure_no_more_stays_open_than_promised(truth, asked):
    table, said = truth
    found = settling(asked, bounds(asked, said), said)
    if found is None:
        return
    value = total(table, found.box)
    assert found.between.low.value <= value <= found.between.high.value
    then = bounds(asked, [*said, Said("new", found.box, value, value)])
    assert then.high.value - then.low.value <= found.leaves
    before = bounds(asked, said)
    assert found.leaves < before.high.value - before.low.value
