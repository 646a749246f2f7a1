"""The order of reading of a page's lines."""

from bot.documents.columns import Box, lines_of, reading_order

LEFT, RIGHT, WHOLE = (60, 280), (300, 520), (60, 520)


def line(columns: tuple[int, int], row: int) -> Box:
    top = 700 - 14 * row
    return Box(columns[0], top - 10, columns[1], top)


def rows(count: int) -> list[Box]:
    return [line(side, row) for row in range(count) for side in (LEFT, RIGHT)]


def test_columns_written_by_rows_are_read_one_after_the_other():
    left, right = [area for area in reading_order(rows(8)) if area.top - area.bottom > 20]
    assert left.right <= right.left
    assert all(left.bottom <= line(LEFT, row).bottom for row in range(8))


def test_a_line_across_divides_the_columns_above_from_those_below():
    lines = [line(WHOLE, 0), *rows(16)[2:16], line(WHOLE, 8), *rows(16)[18:]]
    across = [area for area in reading_order(lines) if area.right - area.left > 400]
    assert [area.top for area in across] == [line(WHOLE, 0).top, line(WHOLE, 8).top]


def test_columns_written_one_after_the_other_stay_as_they_are():
    lines = [line(side, row) for side in (LEFT, RIGHT) for row in range(8)]
    assert reading_order(lines) == []


def test_a_table_is_read_by_rows():
    lines = [line(side, row) for row in range(9) for side in ((60, 90 + 10 * row), (300, 340))]
    assert reading_order(lines) == []


def test_vertical_lines_are_read_from_right_to_left_below_their_heading():
    columns = [Box(left, 500, left + 14, 700) for left in (100, 130, 160)]
    heading = Box(60, 720, 200, 734)
    assert reading_order([heading, *columns]) == [heading, *columns[::-1]]


def test_words_in_several_fonts_are_one_line():
    assert lines_of([Box(60, 690, 80, 700), Box(83, 690, 120, 701)]) == [Box(60, 690, 120, 701)]
    assert len(lines_of([line(LEFT, 0), line(RIGHT, 0)])) == 2
