"""Objects in memory, by id and by index, newest first; each change is journaled until it is committed.

Objects are values: a change puts a new dict in place of the old one and never edits it. So an event can
hold the object as it was, and a refused request is rolled back by putting the old dicts back.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .vault import Vault

Object = dict[str, Any]
Key = tuple[int, int, str]
Row = tuple[int, str, int, str, bytes]
"""As it is saved: place in the order, id, `created`, values of its indexes, packed object."""
BETWEEN = "\x1f"


class Sequence:
    """Ids in order of `created`, then of arrival."""

    __slots__ = ("keys",)

    def __init__(self) -> None:
        self.keys: list[Key] = []

    def add(self, key: Key) -> None:
        if not self.keys or key > self.keys[-1]:
            self.keys.append(key)
        else:
            insort(self.keys, key)

    def remove(self, key: Key) -> None:
        place = bisect_left(self.keys, key)
        if place < len(self.keys) and self.keys[place] == key:
            del self.keys[place]

    def older_than(self, key: Key | None) -> Iterator[str]:
        start = len(self.keys) if key is None else bisect_left(self.keys, key)
        for place in range(start - 1, -1, -1):
            yield self.keys[place][2]

    def newer_than(self, key: Key) -> Iterator[str]:
        start = bisect_left(self.keys, key)
        if start < len(self.keys) and self.keys[start] == key:
            start += 1
        for place in range(start, len(self.keys)):
            yield self.keys[place][2]

    def __len__(self) -> int:
        return len(self.keys)


class Store:
    def __init__(self, indexes: dict[str, tuple[str, ...]]) -> None:
        self.indexes = indexes
        self.watchers: list[Callable[[str, Object | None], None]] = []
        self.watched: set[str] = set()
        self.clear()

    def clear(self) -> None:
        self.objects = Vault()
        self.keys: dict[str, Key] = {}
        self.kinds: dict[str, Sequence] = {}
        self.by_field: dict[tuple[str, str, Any], Sequence] = {}
        self.next_seq = 1
        self.journal: dict[str, Object | None] = {}
        self.indexed: dict[str, str] = {}
        """Values of the indexes of journaled objects that came packed."""

    def get(self, id: str | None, kind: str | None = None) -> Object | None:
        found = self.objects.get(id) if id else None
        return found if found and (kind is None or found["object"] == kind) else None

    def put(self, obj: Object) -> Object:
        old = self.objects.get(obj["id"])
        self.journal.setdefault(obj["id"], old)
        self._place(obj, old)
        return obj

    def remove(self, id: str) -> None:
        old = self.objects[id]
        self.journal.setdefault(id, old)
        self._place(None, old)

    def _place(self, obj: Object | None, old: Object | None) -> None:
        current: Object = obj or old  # type: ignore[assignment]
        self.indexed.pop(current["id"], None)
        id, kind = current["id"], current["object"]
        key = self.keys.get(id)
        if key is None:
            key = (current.get("created") or current.get("date") or 0, self.next_seq, id)
            self.next_seq += 1
            self.keys[id] = key
        if obj is None:
            self.objects.pop(id, None)
            self.kinds[kind].remove(key)
        else:
            self.objects[id] = obj
            if old is None:
                self.kinds.setdefault(kind, Sequence()).add(key)
        for field in self.indexes.get(kind, ()):
            before, after = old and field_of(old, field), obj and field_of(obj, field)
            if before != after:
                if before:
                    self.by_field[kind, field, before].remove(key)
                if after:
                    self.by_field.setdefault((kind, field, after), Sequence()).add(key)
        for watch in self.watchers:
            watch(id, obj)

    def put_packed(
        self, kind: str, id: str, created: int, key: str, text: bytes, fields: list[tuple[str, Any]]
    ) -> None:
        """A new object that is JSON already; `fields` are those of its indexes."""
        self.journal[id] = None
        place = (created, self.next_seq, id)
        self.next_seq += 1
        self.keys[id] = place
        self.objects.cold[id] = self.objects.pack(key, text)
        values = dict(fields)
        self.indexed[id] = BETWEEN.join(values.get(field) or "" for field in self.indexes.get(kind, ()))
        self.kinds.setdefault(kind, Sequence()).add(place)
        for field, value in fields:
            self.by_field.setdefault((kind, field, value), Sequence()).add(place)
        if kind in self.watched:
            for watch in self.watchers:
                watch(id, self.objects[id])

    def load(self, rows: Iterable[Row], same_indexes: bool) -> None:
        """Put back what was saved, packed as it is; its indexes are read anew unless they are the same."""
        kind_of = {number.to_bytes(2, "big"): kind for number, kind in enumerate(self.objects.kinds)}
        for seq, id, created, values, body in rows:
            key, kind = (created, seq, id), kind_of[body[:2]]
            self.keys[id] = key
            self.objects.cold[id] = body
            self.kinds.setdefault(kind, Sequence()).keys.append(key)
            if not same_indexes:
                values = self.values_of(self.objects[id])
            for field, value in zip(self.indexes.get(kind, ()), values.split(BETWEEN), strict=False):
                if value:
                    self.by_field.setdefault((kind, field, value), Sequence()).keys.append(key)
            self.next_seq = seq + 1
        for sequence in (*self.kinds.values(), *self.by_field.values()):
            sequence.keys.sort()

    def values_of(self, obj: Object) -> str:
        return BETWEEN.join(field_of(obj, field) or "" for field in self.indexes.get(obj["object"], ()))

    def sequence(self, kind: str, filters: dict[str, Any] | None = None) -> Sequence:
        """All ids of a kind, or the shortest index that one of the filters gives."""
        found = [
            self.by_field.get((kind, field, value), Sequence())
            for field, value in (filters or {}).items()
            if field in self.indexes.get(kind, ()) and isinstance(value, str)
        ]
        return min(found, key=len) if found else self.kinds.get(kind, Sequence())

    def all(self, kind: str, **filters: Any) -> list[Object]:
        """Newest first."""
        ids = self.sequence(kind, filters).older_than(None)
        rows = (self.objects[id] for id in ids)
        return [row for row in rows if all(field_of(row, f) == v for f, v in filters.items())]

    def rollback(self) -> None:
        for id, old in self.journal.items():
            now = self.objects.get(id)
            if now is not None or old is not None:
                self._place(old, now)
        self.drop_journal()

    def drop_journal(self) -> None:
        self.journal, self.indexed = {}, {}

    def take_journal(self) -> Iterator[tuple[int, Row | None]]:
        """What changed since the last commit, by its place; None if it was removed."""
        journal, indexed = self.journal, self.indexed
        self.drop_journal()
        for id in journal:
            created, seq, _ = self.keys[id]
            if id in self.objects:
                values = indexed.get(id)
                values = self.values_of(self.objects[id]) if values is None else values
                yield seq, (seq, id, created, values, self.objects.packed(id))
            else:
                yield seq, None


def field_of(obj: Object, path: str) -> Any:
    node: Any = obj
    for part in path.split("."):
        node = node.get(part) if isinstance(node, dict) else None
    return node
