"""Small tables and sparklines for notebooks."""

from xml.etree import ElementTree as ET

from inactivity._html import grid, sparkline, table

SVG = "{http://www.w3.org/2000/svg}"


def parsed(written: str) -> ET.Element:
    return ET.fromstring(written)  # noqa: S314 - our own writing, not somebody's file


def test_everything_in_a_table_is_escaped() -> None:
    written = table({"a<b": "c & d"}, heading="<h>", notes=["<script>"])

    assert "<tr><th>a&lt;b</th><td>c &amp; d</td></tr>" in written
    assert "<caption>&lt;h&gt;</caption>" in written
    assert "<li>&lt;script&gt;</li>" in written
    assert parsed(f"<div>{written}</div>").tag == "div"


def test_everything_in_a_grid_is_escaped() -> None:
    written = grid(["a<b", "n"], [["<i>", "1"], ["x", "2"]], notes=["&"])

    assert written.count("<tr>") == 3
    assert "<th>a&lt;b</th><th>n</th>" in written
    assert "<td>&lt;i&gt;</td>" in written
    assert "<li>&amp;</li>" in written


def test_sparkline_has_its_line_its_band_and_zero() -> None:
    drawn = parsed(sparkline([0.0, -10.0, -5.0], [0.0, -20.0, -9.0], [0.0, -2.0, 0.0], title='"x" < y'))

    line = drawn.find(f"{SVG}polyline")
    band = drawn.find(f"{SVG}polygon")
    zero = drawn.find(f"{SVG}line")
    assert line is not None
    assert band is not None
    assert zero is not None
    assert drawn.get("aria-label") == '"x" < y'
    assert line.get("points") == "3.0,3.0 110.0,24.0 217.0,13.5"
    assert len((band.get("points") or "").split()) == 6
    assert zero.get("y1") == zero.get("y2") == "3.0"


def test_sparkline_places_days_as_far_apart_as_they_are() -> None:
    drawn = parsed(sparkline([0.0, 1.0, 2.0], places=[0.0, 1.0, 10.0]))

    line = drawn.find(f"{SVG}polyline")
    assert line is not None
    assert [point.split(",")[0] for point in (line.get("points") or "").split()] == ["3.0", "24.4", "217.0"]
    assert drawn.find(f"{SVG}polygon") is None


def test_sparkline_of_one_value_stands_in_the_middle() -> None:
    assert 'points="110.0,24.0"' in sparkline([0.0])
