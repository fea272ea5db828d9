"""What Stripe's lists bring along on request, at no call: taken out of the objects that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from reporting import reader
from reporting.objects import MIRRORED
from reporting.spec import Included, Mirrored

Data = dict[str, Any]


def root_of(spec: Mirrored) -> Mirrored:
    """The object whose list brings this one."""
    return root_of(MIRRORED[spec.within]) if spec.within else spec


def wanted_of(spec: Mirrored, wanted: Collection[Mirrored]) -> list[Included]:
    """What of this object's inclusions is wanted, or brings what is."""
    return [each for each in spec.includes if _leads_to(MIRRORED[each.name], wanted)]


def _leads_to(spec: Mirrored, wanted: Collection[Mirrored]) -> bool:
    return spec in wanted or bool(wanted_of(spec, wanted))


def expansions(spec: Mirrored, wanted: Collection[Mirrored]) -> list[str]:
    """`expand` of a list, without its leading `data.`."""
    found = [*spec.expand] if spec in wanted else []
    for each in wanted_of(spec, wanted):
        inner = expansions(MIRRORED[each.name], wanted)
        found += [
            each.path,
            *(f"{each.path}.data.{path}" if each.many else f"{each.path}.{path}" for path in inner),
        ]
    return found


def taken_out(
    spec: Mirrored, data: Data, wanted: Collection[Mirrored], before: Callable[[str], None]
) -> Iterator[tuple[Mirrored, Data]]:
    """The object itself, and whatever it brings along, each with its lists whole."""
    if spec in wanted:
        yield spec, reader.complete(data, before=before)
    for each in wanted_of(spec, wanted):
        inner = MIRRORED[each.name]
        for entry in _entries(each, data, expansions(inner, wanted), before):
            yield from taken_out(inner, entry, wanted, before)


def _entries(each: Included, data: Data, expand: list[str], before: Callable[[str], None]) -> list[Data]:
    found = data.get(each.path)
    if not isinstance(found, dict):
        return []
    if not each.many:
        return [found]
    if not found.get("has_more"):
        return found["data"]
    url = urlsplit(found["url"])
    params: dict[str, Any] = dict(parse_qsl(url.query))
    if expand:
        params["expand"] = [f"data.{path}" for path in expand]
    pages = reader.list_pages(url.path, before=before, **params)
    return [row for page in pages for row in page.data["data"]]
