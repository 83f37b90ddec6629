"""Line breaking for Latin and Chinese: the fewest lines first, then the most even ones.

Breaks fall at spaces and beside Han characters, never before closing or after opening punctuation (JIS X 4051's
*kinsoku*, GB/T 15834), never inside a Latin word, never at a no-break space.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from math import inf
from typing import NamedTuple

from rich.cells import get_character_cell_size as cell_size
from rich.text import Text

from dlquiz.terminal.cells import char_width

NBSP = "\N{NO-BREAK SPACE}"
NO_START = frozenset("，。！？；：、）】》〉」』”’…·,.!?;:)]}%‰℃°～〜ー々" + NBSP)
NO_END = frozenset("（【《〈「『“‘([{" + NBSP)
PHRASE_END = frozenset("，。！？；：,.!?;:")
ORPHAN = 0.2
"""A last line under this part of the measure is avoided."""
SPLIT = 0.25
"""What it costs to part a word, where lines are balanced: in squares of the measure."""


def wrap(text: Text, width: int, balanced: bool = False) -> list[Text]:
    """Lines of at most `width` cells, without the spaces at their ends; at least one line.

    Line breaks in the text stay. A word longer than the line is folded. A paragraph's last line may be short, but is
    no orphan; `balanced` lines (of a question) count the last one too, and like to end where a phrase ends.
    """
    if "\n" in text.plain:
        return [line for part in text.split("\n", allow_blank=True) for line in wrap(part, width, balanced)]
    sizes = [char_width(character) for character in text.plain]
    if sum(sizes) <= width:
        return [_trimmed(text)]
    breaks = _breaks(_places(text.plain, sizes, width, balanced), width, balanced)
    return [_trimmed(line) for line in text.divide(breaks)]


def _trimmed(line: Text) -> Text:
    """Without the spaces at its end; a glued space is text and stays."""
    return line[: len(line.plain.rstrip(" "))]


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if after == " " or after in NO_START or before in NO_END or not cell_size(after):
        return False
    return before == " " or cell_size(before) == 2 or cell_size(after) == 2


class _Places(NamedTuple):
    """Where lines may begin and end, the text's own ends included.

    A line from place i to place j takes ``end[j] - start[i]`` cells: the spaces at its end do not count.
    `weight[j]`: how much it matters that a line which ends there is not full; `price[j]`: what ending there costs.
    """

    spots: list[int]
    start: list[int]
    end: list[int]
    weight: list[float]
    price: list[float]


def _places(plain: str, sizes: list[int], width: int, balanced: bool) -> _Places:
    reach = [0, *accumulate(sizes)]
    spots = [0]
    for spot in [*(i for i in range(1, len(plain)) if may_break(plain[i - 1], plain[i])), len(plain)]:
        last = _visible_end(plain, spot)
        if reach[last] - reach[spots[-1]] > width:
            spots += _folds(sizes, spots[-1], last, width)
        spots.append(spot)
    ends = [_visible_end(plain, spot) for spot in spots]
    weight = [0.25 if balanced and _ends_phrase(plain, end) else 1.0 for end in ends]
    weight[-1] = float(balanced)
    price = [0.0] * len(spots)
    if balanced:
        inner = zip(spots[1:-1], ends[1:-1], strict=True)
        price[1:-1] = [SPLIT * width**2 * _splits(plain[end - 1], plain[spot]) for spot, end in inner]
    return _Places(spots, [reach[spot] for spot in spots], [reach[end] for end in ends], weight, price)


def _ends_phrase(plain: str, end: int) -> bool:
    """Whether a phrase ends here: a comma in brackets, or between the numbers of a list, ends none."""
    if not end or plain[end - 1] not in PHRASE_END:
        return False
    in_brackets = plain.rfind("(", 0, end) > plain.rfind(")", 0, end)
    return plain[end - 1] != "," or not (in_brackets or plain[end:].lstrip(" -−")[:1].isdigit())


def _splits(before: str, after: str) -> bool:
    """Whether a break between these two may part a word of Han characters, or a number from what it counts."""
    return _is_han(after) and (_is_han(before) or before.isdigit())


def _is_han(character: str) -> bool:
    return character.isalpha() and cell_size(character) == 2


def _visible_end(plain: str, spot: int) -> int:
    while spot and plain[spot - 1] == " ":
        spot -= 1
    return spot


def _folds(sizes: list[int], first: int, last: int, width: int) -> list[int]:
    """Where a word that is wider than the line is cut; what takes no cell stays with the character before it."""
    folds: list[int] = []
    filled = 0
    for i in range(first, last):
        if filled and filled + sizes[i] > width:
            folds.append(i)
            filled = 0
        filled += sizes[i]
    return folds


def _breaks(places: _Places, width: int, balanced: bool) -> list[int]:
    """The offsets where lines after the first begin."""
    latest, earliest = _windows(places, width)
    if not balanced:
        no_orphan = places.end[-1] - ORPHAN * width
        fuller = [i for i in range(earliest[-2], latest[-2] + 1) if places.start[i] <= no_orphan]
        latest[-2] = max(fuller, default=latest[-2])
    cost = {0: 0.0}
    came_from: list[dict[int, int]] = []
    for first, last in zip(earliest[1:], latest[1:], strict=True):
        reached = {j: _cheapest(places, cost, j, width) for j in range(first, last + 1)}
        cost = {j: total for j, (total, _) in reached.items()}
        came_from.append({j: i for j, (_, i) in reached.items()})
    at = len(places.spots) - 1
    breaks = []
    for way in reversed(came_from):
        at = way[at]
        breaks.append(places.spots[at])
    return breaks[-2::-1]


def _windows(places: _Places, width: int) -> tuple[list[int], list[int]]:
    """For each line of the fewest possible, the last and the first place where it can end."""
    start, end = places.start, places.end
    latest = [0]
    while latest[-1] < len(end) - 1:
        i = latest[-1]
        latest.append(max(i + 1, bisect_right(end, start[i] + width) - 1))
    earliest = [len(end) - 1]
    for _ in latest[1:]:
        j = earliest[-1]
        earliest.append(min(j - 1, bisect_left(start, end[j] - width)))
    return latest, [0, *earliest[-2::-1]]


def _cheapest(places: _Places, cost: dict[int, float], j: int, width: int) -> tuple[float, int]:
    """The least total raggedness of lines that end at place j, and where the last of them begins."""
    start, room, weight = places.start, width - places.end[j], places.weight[j]
    best, best_from = inf, j - 1
    for i, so_far in cost.items():
        slack = room + start[i]
        if i < j and (slack >= 0 or i == j - 1):
            total = so_far + weight * slack * slack + places.price[j]
            if total < best:
                best, best_from = total, i
    return best, best_from
