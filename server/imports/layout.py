"""Where the headings of a grid stand, what its columns are, and whether it is a chronology at all.

Found by shape and by the headings' words together: in any row, over two rows, below a title block, or not
there at all. Every guess can be overruled by a person's `Choice`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .cells import Grid, Line
from .context import heading_day
from .headings import BOTH, ROLES, plain_heading, promises
from .reading import Choice, Columns
from .shapes import Shape, is_dateish, shape_of

SEARCHED = 80
LONGEST_LABEL = 80
STRONG = 6.0
# Headings of the tables about a document itself, which have dates and words but no events.
NOT_ABOUT_EVENTS = (
    "version",
    "amended by",
    "issue no",
    "approved by",
    "change made",
    "glossary",
    "abbreviation",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one grid is to be read. `header` are the lines of the headings; `roles` one role a column."""

    header: tuple[Line, ...]
    headings: tuple[str, ...]
    roles: tuple[str, ...]
    shapes: tuple[Shape, ...]
    chronology: bool

    def column(self, role: str) -> int | None:
        """Give the column of a role, from 0, or None; a column of both serves as date and as what happened."""
        if role in ("date", "what") and role not in self.roles:
            role = BOTH
        return self.roles.index(role) if role in self.roles else None

    @property
    def joined(self) -> bool:
        """Whether the date stands in front of the words in one cell."""
        return BOTH in self.roles

    @property
    def first_row(self) -> int:
        """The first row that is below the headings."""
        return self.header[-1].row + 1 if self.header else 0


def lay_out(grid: Grid, choice: Choice | None = None, before: Layout | None = None) -> Layout:
    """Guess how a grid is laid out. `before` is the chronology above it in the same file, if any."""
    chosen = choice.header if choice else None
    header = _chosen(grid, chosen) if chosen is not None else find_header(grid)
    body = [line for line in grid.lines if not header or line.row > header[-1].row]
    shapes = tuple(shape_of(_of_many_cells(body), column) for column in range(grid.width))
    if chosen is None and not header and before and _continues(grid, shapes, before):
        layout = replace(before, header=(), shapes=shapes)
    else:
        headings = _headings(header, grid.width)
        roles = assign(headings, shapes)
        chronology = _is_chronology(headings, roles, shapes) or _is_dated_by_headings(body, roles)
        layout = Layout(header, headings, roles, shapes, chronology)
    return _corrected(layout, choice)


def _corrected(layout: Layout, choice: Choice | None) -> Layout:
    if choice is None:
        return layout
    roles = layout.roles
    if choice.roles:
        roles = tuple(role if role in ROLES else "other" for role in choice.roles[: len(roles)])
        roles += ("other",) * (len(layout.roles) - len(roles))
    chronology = layout.chronology or ("date" in roles and "what" in roles) or BOTH in roles
    return replace(
        layout, roles=roles, chronology=chronology if choice.chronology is None else choice.chronology
    )


def as_columns(layout: Layout, hidden: frozenset[int]) -> Columns:
    """Give the layout as a person sees and corrects it."""
    width = len(layout.roles)
    return Columns(
        layout.headings,
        layout.roles,
        tuple(_sureness(layout, column) for column in range(width)),
        tuple(shape.sample for shape in layout.shapes),
        tuple(column in hidden for column in range(width)),
        tuple(line.row for line in layout.header),
        layout.chronology,
    )


def _sureness(layout: Layout, column: int) -> str:
    if layout.shapes[column].filled < 0.1 and layout.roles[column] in ("other", "views"):
        return "empty"
    promised = promises(layout.headings[column]).get(layout.roles[column], 0.0)
    return "sure" if promised >= 10 else "likely" if promised >= STRONG else "check"


def find_header(grid: Grid) -> tuple[Line, ...]:
    """Find the one or two lines that hold the headings; none when no line looks like them.

    The first line of headings with dated words below it wins, then the one that promises most.
    """
    lines = [line for line in grid.lines if line.filled][:SEARCHED]
    scores = [_label_score(line) for line in lines]
    likely = [index for index, score in enumerate(scores) if score >= 2]
    if not likely:
        return _header_by_shape(lines)
    supported = [index for index in likely if _has_dated_words(lines[index], lines[index + 1 : index + 5])]
    best = supported[0] if supported else max(likely, key=lambda index: (scores[index], -index))
    return _widened(lines, best)


def _has_dated_words(header: Line, below: Sequence[Line]) -> bool:
    """Tell whether a line below has a date under the heading that promises one, and words beside it."""
    dates = [column for column in header.filled if _best(header.cells[column].text) in ("date", BOTH)]
    return any(_dated_words(line, column, header.filled) for line in below for column in dates)


def _dated_words(line: Line, column: int, columns: Sequence[int]) -> bool:
    beside = (len(line.cell(other).text) for other in columns if other != column)
    return is_dateish(line.cell(column)) and max(beside, default=0) >= 8


def is_header(line: Line) -> bool:
    """Tell whether a line holds headings, clearly enough to begin a table of its own."""
    return len(line.filled) >= 3 and _label_score(line) >= 3


def _label_score(line: Line) -> float:
    """Count the different roles that a line's cells promise; a line with a date in it holds no headings."""
    if len(line.filled) < 2 or any(len(line.cells[column].text) > LONGEST_LABEL for column in line.filled):
        return 0.0
    roles = {_best(line.cells[column].text) for column in line.filled} - {""}
    if not roles & {"date", "time", "what", BOTH} or any(
        is_dateish(line.cells[column]) for column in line.filled
    ):
        return 0.0
    return len(roles) + (0.5 if "date" in roles else 0.0) + (1.0 if line.heads else 0.0)


def _best(text: str) -> str:
    """The role that a label promises most, if it promises one strongly."""
    promised = promises(text)
    role = max(promised, key=lambda name: promised[name], default="")
    return role if role and promised[role] >= STRONG else ""


def _widened(lines: Sequence[Line], at: int) -> tuple[Line, ...]:
    """Add the line above or below that belongs to the same headings."""
    header = [lines[at]]
    if at > 0 and lines[at - 1].row == lines[at].row - 1 and _is_upper(lines[at - 1]):
        header.insert(0, lines[at - 1])
    if at + 1 < len(lines) and lines[at + 1].row == lines[at].row + 1 and _is_lower(lines[at + 1], lines[at]):
        header.append(lines[at + 1])
    return tuple(header)


def _is_upper(line: Line) -> bool:
    cells = [line.cells[column] for column in line.filled]
    if len(cells) < 2 or any(len(cell.text) > 40 or ":" in cell.text or is_dateish(cell) for cell in cells):
        return False
    return any(cell.across > 1 for cell in cells) or sum(bool(promises(cell.text)) for cell in cells) >= 2


def _is_lower(line: Line, above: Line) -> bool:
    """A second line of headings promises something itself, or only explains: "(dd/mm/yy)", "24 hr"."""
    cells = [line.cells[column] for column in line.filled]
    if not cells or any(len(cell.text) > 60 or is_dateish(cell) for cell in cells):
        return False
    if all(cell.text.strip()[0] in "([" for cell in cells):
        return True
    below_merged = any(cell.across > 1 for cell in above.cells) and len(cells) > 1
    if below_merged and all(promises(cell.text) for cell in cells):
        return True
    return len({_best(cell.text) for cell in cells} - {""}) >= 2


def _header_by_shape(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Without known words: the line of short labels right above the first dated line."""
    for index, line in enumerate(lines):
        if len(line.filled) >= 2 and any(is_dateish(line.cells[column]) for column in line.filled):
            above = lines[index - 1] if index else None
            return (above,) if above and _is_plain_label_line(above, line) else ()
    return ()


def _is_plain_label_line(line: Line, below: Line) -> bool:
    cells = [line.cells[column] for column in line.filled]
    short = all(len(cell.text) <= 40 and not is_dateish(cell) and cell.value is None for cell in cells)
    return short and len(cells) >= 2 and len(cells) >= len(below.filled) - 1


def _chosen(grid: Grid, rows: Sequence[int]) -> tuple[Line, ...]:
    return tuple(line for line in grid.lines if line.row in rows)


def _headings(header: Sequence[Line], width: int) -> tuple[str, ...]:
    """Join the words of all heading lines a column; a cell that covers several columns lends its words."""
    parts: list[list[str]] = [[] for _ in range(width)]
    for line in header:
        for column, cell in enumerate(line.cells):
            for covered in range(column, min(column + cell.across, width)):
                if cell.text and (covered == column or line is not header[-1]):
                    parts[covered].append(" ".join(cell.text.split()))
    return tuple(_joined(words) for words in parts)


def _joined(words: Sequence[str]) -> str:
    """Of two lines of headings, take the lower alone when it says more than both together."""
    whole = " ".join(words)
    if len(words) < 2:
        return whole
    best = max(promises(whole).values(), default=0), max(promises(words[-1]).values(), default=0)
    return words[-1] if best[1] > best[0] else whole


def _of_many_cells(lines: Sequence[Line]) -> list[Line]:
    """The lines that can be events; a lone cell is a heading or a footer and would blur a column's shape."""
    many = [line for line in lines if len(line.filled) > 1]
    return many or [line for line in lines if line.filled]


def _continues(grid: Grid, shapes: tuple[Shape, ...], before: Layout) -> bool:
    """A table without headings goes on where the one before stopped, if its dates stand in the same column."""
    column = before.column("date")
    same_width = abs(grid.width - len(before.roles)) <= 1 and before.chronology
    return same_width and column is not None and column < grid.width and shapes[column].dates >= 0.5


def assign(headings: Sequence[str], shapes: Sequence[Shape]) -> tuple[str, ...]:
    """Give each column its role: the best promises first, each role once; then what only shape can tell."""
    width = len(shapes)
    claims = sorted(
        (
            (_claim(role, promises(headings[column]), shapes[column]), -column, role)
            for column in range(width)
            for role in ROLES
            if role != BOTH
        ),
        reverse=True,
    )
    roles = ["other"] * width
    taken: set[str] = set()
    settled: set[int] = set()
    for score, column, role in claims:
        if score >= 3 and role not in taken and -column not in settled:
            settled.add(-column)
            roles[-column] = role
            taken.update({role} - {"other"})
    _ensure_date(roles, shapes)
    _ensure_what(roles, headings, shapes)
    if "date" not in roles:
        _join_date_and_words(roles, shapes)
    return tuple(roles)


def _ensure_date(roles: list[str], shapes: Sequence[Shape]) -> None:
    """A column that says "created on" is better than no date at all."""
    column = max(range(len(roles)), key=lambda index: shapes[index].dates, default=0)
    if "date" not in roles and roles and shapes[column].dates > 0.6 and shapes[column].count >= 2:
        roles[column] = "date"


def _join_date_and_words(roles: list[str], shapes: Sequence[Shape]) -> None:
    """Without a column of dates, one whose cells begin with a date holds both: "12/03/24 - Home visit"."""
    column = max(range(len(roles)), key=lambda index: shapes[index].leading, default=0)
    if roles and shapes[column].leading >= 0.5 > shapes[column].dates and shapes[column].count >= 2:
        roles[:] = ["other" if role == "what" else role for role in roles]
        roles[column] = BOTH


def _claim(role: str, promised: dict[str, float], shape: Shape) -> float:
    """How well a column fits a role: what its heading promises, and what its shape says to that."""
    said = promised.get(role, 0.0)
    if role == "date":
        empty_words = shape.count >= 4 and shape.dates < 0.15
        return (
            0.0
            if "other" in promised or empty_words
            else said + (9 * shape.dates if shape.dates > 0.4 else 0)
        )
    if role == "time":
        return said + 4 * shape.times if said or (shape.times > 0.6 and shape.dates < 0.5) else 0.0
    if not said or (shape.dates > 0.6 and role not in ("end date", "other")):
        return 0.0
    return said + _shape_says(role, shape)


def _shape_says(role: str, shape: Shape) -> float:
    if role == "what":
        return min(shape.length, 120) / 20 - (3 if shape.codes > 0.6 else 0)
    if role in ("worker", "agency"):
        return 1.0 if shape.length < 30 else -5.0 if shape.length > 90 else 0.0
    if role == "ref":
        return 2 * shape.codes - (8 if shape.length > 30 else 0)
    if role == "source":
        return 1.5 if shape.length < 45 else -2.0 if shape.length > 150 else 0.0
    if role == "end date":
        return 4.0 if shape.dates > 0.5 else -10.0
    return 0.0


def _ensure_what(roles: list[str], headings: Sequence[str], shapes: Sequence[Shape]) -> None:
    """Without a column for what happened, the longest words are taken for it."""
    if "what" in roles:
        return
    keep = ("date", "end date", "time", "end time", "ref")
    free = [column for column, role in enumerate(roles) if role not in keep and shapes[column].dates < 0.5]
    best = max(free, key=lambda column: _what_score(headings[column], shapes[column]), default=None)
    if best is not None and (shapes[best].length >= 8 or promises(headings[best]).get("what")):
        roles[best] = "what"


def _what_score(heading: str, shape: Shape) -> float:
    return shape.length * max(shape.filled, 0.2) + 10 * promises(heading).get("what", 0.0)


def _is_dated_by_headings(body: Sequence[Line], roles: Sequence[str]) -> bool:
    """Without a column of dates, headings between the rows may give the day of what stands below them."""
    if "date" in roles or "what" not in roles:
        return False
    lone = [line.cells[line.filled[0]].text for line in body[:SEARCHED] if len(line.filled) == 1]
    days = sum(heading_day(text) is not None for text in lone)
    return days >= 2 and len(body) > 2 * days


def _is_chronology(headings: Sequence[str], roles: Sequence[str], shapes: Sequence[Shape]) -> bool:
    if BOTH in roles:
        return True
    if "date" not in roles or "what" not in roles:
        return False
    if any(word in plain_heading(heading) for heading in headings for word in NOT_ABOUT_EVENTS):
        return False
    date_column, what_column = roles.index("date"), roles.index("what")
    named = promises(headings[date_column]).get("date", 0.0) >= STRONG
    dated = shapes[date_column].dates * shapes[date_column].count
    if named and promises(headings[what_column]).get("what", 0.0) >= 3:
        return True
    return dated >= (1 if named else 2) and shapes[what_column].length >= 10
