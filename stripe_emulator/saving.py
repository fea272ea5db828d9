"""The state written through to a SQLite file, so that it survives a restart and a kill.

Every request is one transaction, committed before the answer is sent. Objects are saved packed as the vault
keeps them, each in the row of its place in the order, with the values of its indexes beside it: loading
unpacks only those that something falls due for.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .idempotency import Saved
from .state import Settings

if TYPE_CHECKING:
    from .emulator import Emulator
    from .store import Row
    from .vault import Vault

SCHEMA = """
create table if not exists samples (number integer primary key, key text not null, body blob not null);
create table if not exists packed (seq integer primary key, id text not null, created integer not null,
                                   indexed text not null, body blob not null, due integer not null);
create table if not exists idempotency (key text primary key, path text, fingerprint text, status integer,
                                        body blob, request_id text);
create table if not exists deliveries (id text primary key, body text not null);
create table if not exists settings (name text primary key, value text not null);
"""
KEEP_DELIVERY = "insert into deliveries values (?, ?) on conflict (id) do update set body = excluded.body"
FORGET_DELIVERED = """
delete from deliveries where json_extract(body, '$.status') <> 'pending'
   and rowid <= (select max(rowid) from deliveries) - 2000
"""
EMPTY = ("delete from samples", "delete from packed", "delete from idempotency", "delete from deliveries",
         "delete from settings where name <> 'indexes'")  # fmt: skip


class Saving:
    """Does nothing without a file."""

    def __init__(self, path: Path | None) -> None:
        self.db: sqlite3.Connection | None = None
        self.samples = 0
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, isolation_level=None)
            self.db.execute("pragma journal_mode=wal")
            self.db.execute("pragma synchronous=normal")
            self.db.executescript(SCHEMA)

    def load(self, emulator: Emulator) -> None:
        if not self.db:
            return
        gc.disable()  # it would look through millions of young objects, again and again
        try:
            self._load_objects(self.db, emulator)
            gc.freeze()
        finally:
            gc.enable()
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

    def _load_objects(self, db: sqlite3.Connection, emulator: Emulator) -> None:
        store = emulator.state.store
        for key, body in db.execute("select key, body from samples order by number"):
            store.objects.add_sample(key, body)
        self.samples = len(store.objects.samples)
        saved = db.execute("select value from settings where name = 'indexes'").fetchone()
        indexes = {kind: list(fields) for kind, fields in store.indexes.items()}
        same = bool(saved) and json.loads(saved[0]) == indexes
        waiting: list[str] = []
        store.load(_rows(db, waiting), same)
        if not same:
            rows = ((store.values_of(store.objects[id]), key[1]) for id, key in store.keys.items())
            with self._transaction(db):
                db.executemany("update packed set indexed = ? where seq = ?", rows)
                self.save_setting("indexes", indexes)
        for id in waiting:
            emulator.engine.watch(id, store.objects[id])
        if db.execute("select 1 from sqlite_master where name = 'objects'").fetchone():
            self._take_over(db, emulator)

    def _take_over(self, db: sqlite3.Connection, emulator: Emulator) -> None:
        """The objects of a file that an earlier version wrote."""
        for (body,) in db.execute("select body from objects order by seq"):
            emulator.state.store.put(json.loads(body))
        self.write(emulator)
        db.execute("drop table objects")

    def write(self, emulator: Emulator) -> None:
        """Keep what changed since the last time."""
        store = emulator.state.store
        if not self.db:
            store.drop_journal()
            emulator.idempotency.take_changed()
            emulator.deliveries.take_changed()
            return
        answers, deliveries = emulator.idempotency.take_changed(), emulator.deliveries.take_changed()
        if not (store.journal or answers or deliveries):
            return
        with self._transaction(self.db) as db:
            for seq, row in store.take_journal():
                if row is None:
                    db.execute("delete from packed where seq = ?", (seq,))
                else:
                    values = (*row, emulator.engine.concerns(row[1]))
                    db.execute("insert or replace into packed values (?, ?, ?, ?, ?, ?)", values)
            self._save_samples(db, store.objects)
            for key, saved in answers:
                answer = (key, saved.path, saved.fingerprint, saved.status, saved.body, saved.request_id)
                db.execute("insert or replace into idempotency values (?, ?, ?, ?, ?, ?)", answer)
            for delivery in deliveries:
                db.execute(KEEP_DELIVERY, (delivery.id, json.dumps(delivery.saved())))

    def _save_samples(self, db: sqlite3.Connection, vault: Vault) -> None:
        for key, number in vault.sample_of.items():
            if number >= self.samples:
                db.execute("insert into samples values (?, ?, ?)", (number, key, vault.samples[number]))
        self.samples = len(vault.samples)

    @contextmanager
    def _transaction(self, db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        db.execute("begin")
        with db:
            yield db

    def save_setting(self, name: str, value: Any) -> None:
        if self.db:
            self.db.execute("insert or replace into settings values (?, ?)", (name, json.dumps(value)))

    def clear(self) -> None:
        """Empty it, as the store was emptied."""
        self.samples = 0
        if self.db:
            with self._transaction(self.db) as db:
                for statement in EMPTY:
                    db.execute(statement)

    def close(self) -> None:
        if self.db:
            self.db.close()
            self.db = None


def _rows(db: sqlite3.Connection, waiting: list[str]) -> Iterator[Row]:
    """All that is saved, in its order; notes the ids of what something falls due for."""
    for *row, due in db.execute("select seq, id, created, indexed, body, due from packed order by seq"):
        if due:
            waiting.append(row[1])
        yield tuple(row)
