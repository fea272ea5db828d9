"""Everything the emulator knows, and the few verbs that change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import events
from .clock import Clock
from .errors import no_such
from .ids import new_id
from .registry import RESOURCES, indexes
from .store import Object, Store


@dataclass
class Settings:
    """What an account's owner chooses in Stripe's dashboard."""

    draft_seconds: int = 3600
    retry_days: tuple[int, ...] = (3, 5, 7)
    after_retries: str = "past_due"


@dataclass
class Request:
    """The API call that is being answered; events name it."""

    id: str | None = None
    idempotency_key: str | None = None


@dataclass
class State:
    clock: Clock = field(default_factory=Clock)
    settings: Settings = field(default_factory=Settings)
    request: Request = field(default_factory=Request)
    public_url: str = ""

    def __post_init__(self) -> None:
        self.store = Store(indexes())
        self.new_events: list[str] = []
        self.resent: list[tuple[str, str | None]] = []
        """Events to send again, each to one endpoint or to all."""
        self.moment: int | None = None
        self.backdating = False
        self.hurry = False
        """There is something for the billing engine to do at once."""
        self.account_id = "acct_1Emulator0000000"
        self.pending_webhooks: dict[str, int] = {}

    def now(self) -> int:
        """The one source of time: the billing engine sets `moment` while it works through the past."""
        return self.moment if self.moment is not None else self.clock.now()

    def told_at(self) -> int:
        """When an event happens: what is of a test clock's time, or of a made up past, is still told now.

        Whoever listens orders events by their time; Stripe's own are of real time too.
        """
        return self.clock.now() if self.backdating else self.now()

    def new_id(self, prefix: str, length: int = 24) -> str:
        return new_id(prefix, length)

    def get(self, kind: str, id: str, *, param: str = "id") -> Object:
        """The object, or `resource_missing` (404 in a URL, 400 in a parameter)."""
        found = self.store.get(id, kind)
        if found is None or found.get("deleted"):
            raise no_such(kind, id, param=param)
        return found

    def render(self, obj: Object) -> Object:
        """The object as it is answered; keys that begin with an underscore stay inside."""
        resource = RESOURCES.get(obj.get("object", ""))
        if resource and resource.render and not obj.get("deleted"):
            obj = resource.render(self, obj)
        return {key: value for key, value in obj.items() if key[0] != "_"}

    def absolute(self, path: str | None) -> str | None:
        """Pages are kept as paths and answered where the emulator is now."""
        return path and self.public_url + path

    def create(self, obj: Object, event: str | None = None) -> Object:
        self.store.put(obj)
        if event:
            self.emit(event, obj)
        return obj

    def change(self, obj: Object, changes: dict[str, Any], event: str | None = None) -> Object:
        """Put the object with its changes; tell about it if it is different now."""
        old = self.store.get(obj["id"]) or obj
        new = {**old, **changes}
        if new == old:
            return old
        before = self.render(old)
        self.store.put(new)
        if event:
            self.emit(event, new, previous=before)
        return new

    def forget(self) -> None:
        """Undo all that this request did: for previews."""
        self.new_events.clear()
        self.store.rollback()

    def emit(self, type: str, obj: Object, *, previous: Object | None = None) -> None:
        events.record(self, type, self.render(obj), previous)
