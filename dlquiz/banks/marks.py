"""Where things stand in a YAML text: a tree of nodes with libyaml's marks, made only when a place is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from dlquiz.banks.strict import events


@dataclass(slots=True)
class Node:
    """A scalar, list or mapping. start and end are offsets in characters; line and column count from 0.

    The end of a block list or mapping is that of its last entry: comments and blank lines below belong to nobody.
    """

    start: int
    end: int
    line: int
    column: int
    flow: bool = False
    value: str | None = None
    entries: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)


def tree(text: str) -> Node | None:
    """The nodes of a text that strict.parse has accepted; None where it is empty."""
    with events(text) as loader:
        loader.get_event()
        if type(loader.get_event()) is StreamEndEvent:
            return None
        return _node(loader, loader.get_event())


def _node(loader: Any, event: Any) -> Node:
    start, end = event.start_mark, event.end_mark
    node = Node(start.index, end.index, start.line, start.column)
    if isinstance(event, ScalarEvent | AliasEvent):
        node.value = event.value if isinstance(event, ScalarEvent) else ""
        return node
    node.flow = bool(event.flow_style)
    in_mapping = isinstance(event, MappingStartEvent)
    event = loader.get_event()
    while type(event) not in (MappingEndEvent, SequenceEndEvent):
        entry = _node(loader, event)
        if in_mapping:
            key, entry = entry, _node(loader, loader.get_event())
            node.entries.setdefault(key.value or "", (key, entry))
        else:
            node.items.append(entry)
        node.end = max(node.end, entry.end)
        event = loader.get_event()
    if node.flow:
        node.end = event.end_mark.index
    return node


def find(root: Node, path: Sequence[str | int], *, at_key: bool = False) -> Node:
    """The node at a path, or the deepest one on the way that exists. A string in a list means the entry of that id."""
    node = root
    for depth, step in enumerate(path):
        if step in node.entries and isinstance(step, str):
            key, value = node.entries[step]
            if at_key and depth == len(path) - 1:
                return key
            node = value
        elif isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        elif isinstance(step, str) and (named := by_id(node, step)):
            node = named
        else:
            break
    return node


def by_id(sequence: Node, name: str) -> Node | None:
    """The entry of a list whose id is `name`."""
    for item in sequence.items:
        if "id" in item.entries and item.entries["id"][1].value == name:
            return item
    return None
