"""Signs in as an attacker would, at a web server that runs, and prints what came of it, for sign_in.py."""

from __future__ import annotations

import http.client
import json
import random
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django

AT_ONCE = 50
CSRF = "c" * 32
KNOWN, UNKNOWN = "known@example.org", "other@example.org"  # of the same length


def main(port: int, rounds: int, pairs: int) -> None:
    django.setup()
    from members.models import User
    from members.services import roles

    roles.grant(email=KNOWN, role="superuser", by="the bench")
    user, _ = User.objects.get_or_create(email=KNOWN)
    print(json.dumps(single_use(port, user, rounds) | enumeration(port, pairs)))


def post(port: int, path: str, body: dict[str, str]) -> tuple[int, dict[str, str], bytes, float]:
    """Status, headers, body and seconds of one request over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Content-Type": "application/json", "Cookie": f"csrf={CSRF}", "X-CSRFToken": CSRF}
    connection.connect()
    began = perf_counter()
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    data = answer.read()
    taken = perf_counter() - began
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, data, taken


def single_use(port: int, user: Any, rounds: int) -> dict[str, int]:
    """One link, fifty uses let loose at the same moment, again and again."""
    from members.sign_in import links, sessions

    not_one = broken = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(rounds):
            user.refresh_from_db()
            sessions.end_all(user)
            token = parse_qs(urlsplit(links.to(user)).fragment)["token"][0]
            gate = Barrier(AT_ONCE)

            def use(number: int, token: str = token, gate: Barrier = gate) -> int:
                gate.wait()
                return post(port, "/auth/token", {"token": token})[0]

            statuses = list(pool.map(use, range(AT_ONCE)))
            not_one += statuses.count(200) != 1 or sessions.of(user).count() != 1
            broken += sum(status not in (200, 400) for status in statuses)
    return {"rounds": rounds, "not_one": not_one, "broken": broken}


def enumeration(port: int, pairs: int) -> dict[str, Any]:
    """A known and an unknown address, one after the other, in an order that chance decides."""
    times: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    seen: dict[str, set[tuple]] = {KNOWN: set(), UNKNOWN: set()}
    ask: Callable[[str], Any] = lambda email: post(port, "/auth/sign-in", {"email": email})  # noqa: E731
    for _ in range(20):  # so that every thread has its connections
        ask(UNKNOWN)
    for _ in range(pairs):
        for email in random.sample((KNOWN, UNKNOWN), 2):
            status, headers, body, seconds = ask(email)
            times[email].append(seconds * 1000)
            seen[email].add((status, shape(headers), body))
    return {
        "pairs": pairs,
        "differ": len(seen[KNOWN] ^ seen[UNKNOWN]),
        "known_ms": median(times[KNOWN]),
        "unknown_ms": median(times[UNKNOWN]),
    }


def shape(headers: dict[str, str]) -> tuple:
    """The headers, but for the time and for what is random in the cookie, of which the length is kept."""
    cookie = headers.get("set-cookie", "")
    length, attributes = len(cookie.partition(";")[0]), cookie.partition(";")[2]
    kept = {name: value for name, value in headers.items() if name not in ("date", "set-cookie")}
    without_time = [part for part in attributes.split(";") if "expires" not in part]
    return (*sorted(kept.items()), length, *without_time)


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:4]))
