"""No label is cut, no two boxes meet, no link runs through a box, and crossings become fewer."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from assess.report.lineage.draw import picture
from assess.report.lineage.layout import layered
from assess.report.lineage.measure import broken, width_of
from assess.report.lineage.order import crossings, ranks_of, reduced
from assess.report.lineage.shapes import HEAD, PAD_X, Box, Link, Placed, named
from assess.report.tokens import SEMIBOLD

LONG = "dwd_trade_member_order_wide_with_every_attribute_of_the_store_and_of_the_campaign_df"


def boxes_and_links(seed: int, count: int = 40) -> tuple[list[Box], list[Link]]:
    """A made-up graph with long links, some of them in circles."""
    rng = random.Random(seed)
    boxes = [Box(f"t{n}", named(f"db.{'订单明细_' * (n % 4)}table_{n}_{'x' * (n % 30)}", 120.0)) for n in range(count)]
    links = {(rng.randrange(count), rng.randrange(count)) for _ in range(count * 2)}
    ends = [(a, b) for a, b in sorted(links) if a < b or rng.random() < 0.05]
    return boxes, [Link(f"t{a}", f"t{b}") for a, b in ends]


def frames(placed: Placed) -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for name, (x, y) in placed.corners.items():
        wide, high = placed.size(name)
        found[name] = (x, y, x + wide, y + high)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_two_boxes_meet_and_all_lie_in_the_picture(seed: int) -> None:
    placed = layered(*boxes_and_links(seed))
    for a, b in combinations(frames(placed).values(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert all(x >= 0 and y >= 0 and r <= placed.width and b <= placed.height for x, y, r, b in frames(placed).values())


@pytest.mark.parametrize("seed", range(6))
def test_a_link_passes_columns_level_and_through_no_box(seed: int) -> None:
    placed = layered(*boxes_and_links(seed))
    rooms = frames(placed)
    for link in placed.links:
        points = placed.routes[link.id]
        for (x1, y1), (x2, y2) in zip(points[1:-1:2], points[2:-1:2], strict=True):
            if x1 == x2:
                continue
            assert y1 == y2
            for name, (left, top, right, bottom) in rooms.items():
                if name not in (link.source, link.target):
                    assert right <= min(x1, x2) or max(x1, x2) <= left or not top < y1 < bottom


@pytest.mark.parametrize("text", [LONG, "订单宽表" * 30, "a" * 200, "dw.dwd.orders", "x"])
@pytest.mark.parametrize("most", [60.0, 130.0])
def test_a_name_of_any_length_stands_whole_and_within_its_box(text: str, most: float) -> None:
    lines = broken(text, most, HEAD, SEMIBOLD)
    assert "".join(lines) == text
    assert all(width_of(line, HEAD, SEMIBOLD) <= most for line in lines)
    assert Box("t", lines).width >= max(width_of(line, HEAD, SEMIBOLD) for line in lines) + 2 * PAD_X


def test_widths_are_those_of_the_font_and_not_guessed() -> None:
    assert width_of("表", 10) == pytest.approx(10)
    assert width_of("W", 10) > 1.5 * width_of("i", 10)
    assert width_of("orders", 10, SEMIBOLD) > width_of("orders", 10)


@pytest.mark.parametrize("seed", range(6))
def test_sorting_by_barycentres_never_adds_crossings_and_mostly_removes_them(seed: int) -> None:
    rng = random.Random(seed)
    columns = [[f"{c}.{n}" for n in range(12)] for c in range(4)]
    pairs = [(f"{c}.{rng.randrange(12)}", f"{c + 1}.{rng.randrange(12)}") for c in range(3) for _ in range(18)]
    after: dict[str, list[str]] = {}
    for a, b in dict.fromkeys(pairs):
        after.setdefault(a, []).append(b)
    better = reduced(columns, list(dict.fromkeys(pairs)))
    assert [sorted(column) for column in better] == [sorted(column) for column in columns]
    assert crossings(better, after) < crossings(columns, after)


def test_crossings_are_counted_one_by_one() -> None:
    assert crossings([["a", "b"], ["x", "y"]], {"a": ["y"], "b": ["x"]}) == 1
    assert crossings([["a", "b"], ["x", "y"]], {"a": ["x", "y"], "b": ["x", "y"]}) == 1
    assert crossings([["a", "b"], ["x", "y"]], {"a": ["x"], "b": ["y"]}) == 0


def test_a_source_stands_beside_what_reads_it_and_a_circle_ends() -> None:
    import networkx as nx

    ranks = ranks_of(nx.DiGraph([("a", "b"), ("b", "c"), ("late", "c"), ("c", "b")]))
    assert (ranks["a"], ranks["late"]) == (0, 1)
    assert ranks["b"] < ranks["c"]


def test_the_drawing_escapes_names_and_says_its_title() -> None:
    placed = layered([Box("<a>", ("<a> & b",)), Box("c", ("c",))], [Link("<a>", "c")])
    still, live = str(picture(placed, "p", 'A "title" <b>', "told")), str(picture(placed, "p", "title", live=True))
    assert "<a>" not in still + live
    assert '<title id="p-title">A &#34;title&#34; &lt;b&gt;</title><desc id="p-desc">told</desc>' in still
    assert "tabindex" not in still
    assert live.count('role="button"') == 2
    assert 'data-from="&lt;a&gt;" data-to="c"' in live


def test_the_same_graph_is_the_same_drawing() -> None:
    first, second = (str(picture(layered(*boxes_and_links(3)), "p", "t")) for _ in range(2))
    assert first == second
