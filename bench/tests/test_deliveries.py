"""Deliveries as the benchmark makes them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.contenders import SECRET
from bench.deliveries import deliver
from reporting import signatures

EVENTS = [{"id": f"evt_{number}"} for number in range(20)]


@contextmanager
def endpoint(answer) -> Iterator[int]:
    """The port of an endpoint that looks at signatures and answers one event after the other."""
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            signatures.verify(body, self.headers["Stripe-Signature"], [SECRET])
            with one_at_a_time:
                self.send_response(answer(body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_what_is_refused_comes_again():
    seen = []

    def second_time(body: bytes) -> int:
        seen.append(body)
        return 200 if seen.count(body) > 1 else 503

    with endpoint(second_time) as port:
        found = deliver(EVENTS, port, "/")
    assert (len(found.waits), found.refused) == (20, 20)
    assert len(seen) == 40


def test_one_that_is_held_up_by_others_waits_since_it_was_due():
    def slowly(body: bytes) -> int:
        time.sleep(0.01)
        return 200

    with endpoint(slowly) as port:
        found = deliver(EVENTS, port, "/", a_second=1000)
    assert len(found.waits) == 20
    assert max(found.waits) > 150  # of 200 ms that all take together, less 20 until the last is due
