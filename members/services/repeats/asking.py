from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from members.services import writing


@dataclass(frozen=True)
class Asked:
    """A writing request; `key` is the caller's own, if there is one, `body` a digest."""

    by: str
    method: str
    path: str
    body: str
    key: str = ""

    @classmethod
    def of(cls, *, by: str, method: str, path: str, data: Any, key: str) -> Asked:
        return cls(by=by, method=method, path=path, body=writing.digest(_plain(data)), key=key)

    @property
    def name(self) -> str:
        """The same for the same person and key (without one: body) at the same address."""
        return writing.digest("request", self.by, self.method, self.path, self.key or [self.body])


def _plain(data: Any) -> Any:
    """A form's files by what is in them, the rest as it is."""
    if not hasattr(data, "lists"):
        return data
    return {name: [_of_file(value) for value in values] for name, values in data.lists()}


def _of_file(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
