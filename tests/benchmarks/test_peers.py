"""How `benchmarks.peers` counts."""

from benchmarks.peers.__main__ import Count, Item, count

GOLD = [Item((0, 20), [(30, 36)], "direct"), Item((40, 60), [], "direct"), Item((70, 90), [(92, 95)], "mixed")]


def test_half_in_common_is_right() -> None:
    """A span that shares half of what either covers is right; its source, if it touches or both have none."""
    found = [Item((10, 20), [(34, 40)], "direct"), Item((40, 49), [], "direct"), Item((41, 60), [(1, 2)], "direct")]

    assert count(GOLD, found, direct=True) == Count(gold=2, found=3, right=2, sources=1)


def test_every_gold_span_is_matched_once() -> None:
    """The likeliest of two spans takes the gold one; the other is wrong."""
    found = [Item((0, 12), [], "direct"), Item((0, 20), [(30, 36)], "direct")]

    assert count(GOLD, found, direct=True) == Count(gold=2, found=2, right=1, sources=1)


def test_quoted_words_of_mixed_contents_are_left_out() -> None:
    """Among direct quotations a found one inside a mixed gold content is neither right nor wrong."""
    found = [Item((75, 85), [(92, 95)], "direct")]

    assert count(GOLD, found, direct=True) == Count(gold=2, found=0, right=0, sources=0)
    assert count(GOLD, found, direct=False) == Count(gold=3, found=1, right=1, sources=1)
