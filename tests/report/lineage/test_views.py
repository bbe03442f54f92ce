"""What a picture shows and what it only counts: together they are everything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assess.report.lineage.atlas import Atlas
from assess.report.lineage.chain import chain_of
from assess.report.lineage.company import company_map, flows_of
from assess.report.lineage.near import MOST
from assess.report.lineage.speak import Speaker
from assess.report.lineage.views import around, hanging, of_department, twins

Made = Callable[..., Atlas]
Speak = Callable[[Atlas], Speaker]


def test_around_a_table_all_neighbours_within_two_hops_are_shown_or_counted(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from("a.root>a.x", "a.x>b.y", "b.y>b.z", "b.z>c.end", "c.other>c.end")
    view = around(found, "a.x", speak(found))
    assert set(view.tables) == {"a.root", "a.x", "b.y", "b.z"}
    assert view.members == {"more\tdown\tfurther": ("c.end",)}
    assert view.left_out == 1
    assert [link.source for link in view.placed.links if link.target == "more\tdown\tfurther"] == ["b.z"]


@pytest.mark.parametrize("most", [20, 60, 5000])
def test_of_a_thousand_readers_those_with_most_links_are_kept_and_the_rest_is_one_box(
    most: int, drawn_from: Made, speak: Speak
) -> None:
    found = drawn_from(*(f"a.hub>b.t{n:04d}" for n in range(1000)), *(f"b.t0999>c.u{n}" for n in range(5)))
    view = around(found, "a.hub", speak(found), most)
    assert "b.t0999" in view.tables
    assert len(view.placed.boxes) <= min(most, MOST)
    assert len(set(view.tables)) - 1 + view.left_out == 1005
    assert {name for some in view.members.values() for name in some}.isdisjoint(view.tables)


def test_what_hangs_on_a_point_alone_is_outlined_and_nothing_else(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from("a.src>a.point", "a.point>b.only", "a.point>b.two", "a.other>b.two", "b.only>c.below")
    view = hanging(found, "a.point", speak(found))
    looks = {name: box.look for name, box in view.placed.boxes.items()}
    assert looks == {"a.point": "centre", "b.only": "stops", "b.two": "table", "c.below": "stops"}


def test_a_department_is_shown_with_every_dependency_it_has(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from("a.one>b.x", "a.two>b.x", "b.x>b.y", "b.y>c.out", "c.back>b.y", "a.one>c.out")
    view = of_department(found, "b", speak(found))
    assert set(view.tables) == {"b.x", "b.y"}
    assert view.members == {"from\ta": ("a.one", "a.two"), "from\tc": ("c.back",), "to\tc": ("c.out",)}
    ends = {(link.source, link.target) for link in view.placed.links}
    assert ends == {("from\ta", "b.x"), ("from\tc", "b.y"), ("b.x", "b.y"), ("b.y", "to\tc")}


def test_of_a_large_department_the_rest_is_a_box_a_layer(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from(*(f"b.r{n:03d}>b.e{n:03d}" for n in range(200)))
    view = of_department(found, "b", speak(found), 100)
    assert len(view.tables) + sum(map(len, view.members.values())) == 400
    assert view.left_out == 400 - len(view.tables)
    assert set(view.members) == {"more\traw", "more\tapplication"}


def test_tables_made_in_parallel_end_in_one_column_and_their_ways_are_in_step(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from(
        "s.orders>a.dwd", "a.dwd>a.dws", "a.dws>a.ads", "s.orders>b.clean", "b.clean>b.sum", "b.sum>b.board",
        "b.own>b.sum", "x.before>s.orders",
    )  # fmt: skip
    view = twins(found, ["a.ads", "b.board"], speak(found), "3 of 4")
    left = {name: corner[0] for name, corner in view.placed.corners.items()}
    for one, other in (("a.dwd", "b.clean"), ("a.dws", "b.sum"), ("a.ads", "b.board")):
        assert left[one] == left[other]
    assert left["s.orders"] < left["a.dwd"]
    assert view.members == {"more\tup": ("x.before",)}
    assert [word.text for word in view.placed.words] == ["3 of 4"]


def test_the_chain_numbers_each_table_and_counts_the_middle_of_a_long_one(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from(*(f"a.t{n:02d}>a.t{n + 1:02d}" for n in range(30)))
    view = chain_of(found, speak(found), 10)
    assert len(view.tables) == 10
    assert view.left_out == 21
    assert [word.text for word in view.placed.words if word.align == "end"] == [
        *map(str, [*range(1, 6), *range(27, 32)])
    ]


def test_the_company_adds_up(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from("a.r>a.m", "a.m>b.x", "a.r>b.y", "c.r>c.m", "c.m>c.n", "c.n>a.e", "lone>a.e")
    flows = flows_of(found)
    assert sum(flows.links.values()) + flows.inside == found.graph.number_of_edges()
    assert sum(flows.cells.values()) == len(found.facts)
    assert (dict(flows.gives), dict(flows.takes), found.crossing) == ({"a": 2, "c": 1}, {"b": 2, "a": 1}, 3)
    assert flows.first == "a"
    members = company_map(found, speak(found)).members
    assert sorted(name for some in members.values() for name in some) == sorted(found.facts)


def test_beyond_thirty_departments_the_smallest_share_a_lane(drawn_from: Made, speak: Speak) -> None:
    found = drawn_from(*(f"d{n:02d}.a>d{n:02d}.b" for n in range(50)), "d00.a>d01.b")
    view = company_map(found, speak(found))
    assert len(view.placed.boxes) <= MOST
    assert sum(map(len, view.members.values())) == 100
    assert any("20 more departments" in word.text for word in view.placed.words) or any(
        "20 more" in box.spoken for box in view.placed.boxes.values()
    )
