"""The state written through to a SQLite file, so that it survives a restart and a kill.

Every request is one transaction, committed before the answer is sent.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .idempotency import Saved
from .state import Settings

if TYPE_CHECKING:
    from .delivery import Delivery
    from .emulator import Emulator

SCHEMA = """
create table if not exists objects (id text primary key, seq integer not null, body text not null);
create table if not exists idempotency (key text primary key, path text, fingerprint text, status integer,
                                        body blob, request_id text);
create table if not exists deliveries (id text primary key, body text not null);
create table if not exists settings (name text primary key, value text not null);
"""
FORGET_DELIVERED = """
delete from deliveries where json_extract(body, '$.status') <> 'pending'
   and rowid <= (select max(rowid) from deliveries) - 2000
"""
EMPTY = "delete from objects; delete from idempotency; delete from deliveries; delete from settings;"


class Saving:
    """Does nothing without a file."""

    def __init__(self, path: Path | None) -> None:
        self.db: sqlite3.Connection | None = None
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, isolation_level=None)
            self.db.execute("pragma journal_mode=wal")
            self.db.execute("pragma synchronous=normal")
            self.db.executescript(SCHEMA)

    def load(self, emulator: Emulator) -> None:
        if not self.db:
            return
        for seq, body in self.db.execute("select seq, body from objects order by seq"):
            emulator.state.store.load(json.loads(body), seq, body)
        for key, *rest in self.db.execute(
            "select key, path, fingerprint, status, body, request_id from idempotency"
        ):
            emulator.idempotency.saved[key] = Saved(*rest)
        self.db.execute(FORGET_DELIVERED)
        for (body,) in self.db.execute("select body from deliveries order by rowid"):
            emulator.deliveries.restore(json.loads(body))
        kept = {
            name: json.loads(value) for name, value in self.db.execute("select name, value from settings")
        }
        emulator.state.clock.set(kept.get("clock"))
        if settings := kept.get("settings"):
            emulator.state.settings = Settings(**{**settings, "retry_days": tuple(settings["retry_days"])})

    def write(
        self,
        objects: list[tuple[str, int, dict[str, Any] | bytes | None]],
        answers: list[tuple[str, Saved]],
        deliveries: list[Delivery],
    ) -> None:
        if not self.db or not (objects or answers or deliveries):
            return
        self.db.execute("begin")
        for id, seq, obj in objects:
            if obj is None:
                self.db.execute("delete from objects where id = ?", (id,))
            else:
                body = obj.decode() if isinstance(obj, bytes) else json.dumps(obj)
                self.db.execute("insert or replace into objects values (?, ?, ?)", (id, seq, body))
        for key, saved in answers:
            row = (key, saved.path, saved.fingerprint, saved.status, saved.body, saved.request_id)
            self.db.execute("insert or replace into idempotency values (?, ?, ?, ?, ?, ?)", row)
        for delivery in deliveries:
            self.db.execute(
                "insert into deliveries values (?, ?) on conflict (id) do update set body = excluded.body",
                (delivery.id, json.dumps(delivery.saved())),
            )
        self.db.execute("commit")

    def save_setting(self, name: str, value: Any) -> None:
        if self.db:
            self.db.execute("insert or replace into settings values (?, ?)", (name, json.dumps(value)))

    def clear(self) -> None:
        if self.db:
            self.db.executescript(EMPTY)

    def close(self) -> None:
        if self.db:
            self.db.close()
            self.db = None
