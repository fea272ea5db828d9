"""Objects in memory: the newest as they are, the others as compressed JSON.

An event holds its whole object as it was, so a club of thousands is mostly repetition: each object is packed
against the first of its kind (of its type, if it is an event), which takes a tenth of the room. They are
saved as they are packed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, MutableMapping
from itertools import islice
from typing import Any

import orjson

Object = dict[str, Any]
HOT, STEP = 20_000, 2_000
LEVEL, RAW, MEMORY = 3, -15, 6


class Vault(MutableMapping[str, Object]):
    def __init__(self, hot: int = HOT) -> None:
        self.limit = hot
        self.hot: dict[str, Object] = {}
        self.cold: dict[str, bytes] = {}
        self.samples: list[bytes] = []
        self.kinds: list[str] = []
        self.sample_of: dict[str, int] = {}

    def __getitem__(self, id: str) -> Object:
        found = self.hot.get(id)
        return self.unpack(self.cold[id]) if found is None else found

    def get(self, id: str, default: Any = None) -> Any:
        found = self.hot.get(id)
        if found is not None:
            return found
        packed = self.cold.get(id)
        return default if packed is None else self.unpack(packed)

    def __setitem__(self, id: str, obj: Object) -> None:
        self.cold.pop(id, None)
        self.hot[id] = obj
        if len(self.hot) > self.limit + STEP:
            for old in list(islice(self.hot, STEP)):
                kept = self.hot.pop(old)
                self.cold[old] = self.pack(sample_key(kept), orjson.dumps(kept))

    def packed(self, id: str) -> bytes:
        """An object as it is kept and saved."""
        found = self.cold.get(id)
        return self.pack(sample_key(self.hot[id]), orjson.dumps(self.hot[id])) if found is None else found

    def __delitem__(self, id: str) -> None:
        if id in self.hot:
            del self.hot[id]
        else:
            del self.cold[id]

    def __contains__(self, id: object) -> bool:
        return id in self.hot or id in self.cold

    def __iter__(self) -> Iterator[str]:
        yield from self.cold
        yield from self.hot

    def __len__(self) -> int:
        return len(self.hot) + len(self.cold)

    def pack(self, key: str, text: bytes) -> bytes:
        number = self.sample_of.get(key)
        if number is None:
            number = self.add_sample(key, text)
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW, MEMORY, zdict=self.samples[number])
        return number.to_bytes(2, "big") + packer.compress(text) + packer.flush()

    def add_sample(self, key: str, text: bytes) -> int:
        """The first of its kind, against which the others are packed."""
        self.sample_of[key] = len(self.samples)
        self.samples.append(text)
        self.kinds.append(str(orjson.loads(text)["object"]))
        return self.sample_of[key]

    def unpack(self, packed: bytes) -> Object:
        sample = self.samples[int.from_bytes(packed[:2], "big")]
        text = zlib.decompressobj(RAW, zdict=sample).decompress(packed[2:])
        obj: Object = orjson.loads(text)
        return obj


def sample_key(obj: Object) -> str:
    return str(obj["type"]) if obj["object"] == "event" else str(obj["object"])
