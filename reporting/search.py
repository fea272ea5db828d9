"""Finding people by what is remembered of them: beginnings of names, of an address, a phone, a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchVectorField
from django.db import connections
from django.db.models import Func, Lookup, Model, QuerySet

PHONE = "#"  # stands before a phone's last digits, so that a member number does not find them
SHORTEST_PHONE = 5  # digits; fewer are taken for a number
M = TypeVar("M", bound=Model)


class Words(Func):
    """The words of a row and its phone, as `directory_words` of the migrations gives them; it never fails."""

    template = "array_to_tsvector(directory_words(%(expressions)s))"
    output_field = SearchVectorField()


@SearchVectorField.register_lookup
class Matches(Lookup):  # type: ignore[type-arg]  # it takes no argument when it runs
    """`search__matches="'smi':*"`, in PostgreSQL's own notation, taken as it is."""

    lookup_name = "matches"
    template = "{} @@ {}"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s::tsquery", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return self.template.format(lhs, rhs), (*lhs_params, *rhs_params)


class MatchesRow(Matches):
    """The same, row by row: PostgreSQL has no index for it, and does not guess that few are found."""

    template = "ts_match_vq({}, {})"


def found(queryset: QuerySet[M], asked: str) -> QuerySet[M]:
    """Those of the directory in whom each word is found; everyone if none was asked for.

    A word counts without its accents, from its beginning: "mull" finds Zoë Müller. A phone number is found
    from any of its digits on, however it is spaced, with 0 or +44 in front.
    """
    asked = asked.replace("\x00", "").strip()
    if not asked:
        return queryset
    if asked.startswith("cus_"):
        return queryset.filter(customer_id=asked)
    ways = [" & ".join(_either(word) for word in _words(asked)), _phone(asked)]
    wanted = " | ".join(f"({way})" for way in ways if way)
    if not wanted:
        return queryset.none()
    return queryset.filter(search__matches=wanted)


def settled(ordering: Sequence[str]) -> tuple[str, ...]:
    """With ties settled by id, in the direction of what comes before it, as the indexes have them."""
    ordering = ordering or ("name",)
    return (*ordering, "-customer_id" if ordering[-1].startswith("-") else "customer_id")


def _words(asked: str) -> list[str]:
    """Each once, without anything that means something to PostgreSQL: no quotes, no backslashes."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute("SELECT directory_words(%s, '')", [asked[:500]])
        [words] = cursor.fetchone()
    addresses = [word for word in words if "@" in word]
    once = dict.fromkeys(words)
    return [word for word in once if not any(at != word and at.endswith(word) for at in addresses)]


def _either(word: str) -> str:
    ours = f"'{word}':*"
    return f"({ours} | '{PHONE}{word}':*)" if word.isdigit() and len(word) >= SHORTEST_PHONE else ours


def _phone(asked: str) -> str:
    """As one number without what stands in front in one country or the other, if it may be one."""
    if not re.fullmatch(r"[-+()./\s0-9]+", asked):
        return ""
    digits = re.sub("[^0-9]", "", asked)[:30].lstrip("0").removeprefix("44").lstrip("0")
    return f"'{PHONE}{digits}':*" if len(digits) >= SHORTEST_PHONE else ""
