"""A mail server on this machine that does what a test wants, and keeps what it was given."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class MailServer(socketserver.ThreadingTCPServer):
    """`answers` replaces what is said to a command, such as `{"MAIL": "550 not you"}`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.answers = answers
        self.commands: list[str] = []
        self.mails: list[str] = []

    @property
    def port(self) -> int:
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say(self.server.answers.get("", "220 here"))
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            self.server.commands.append(verb)
            usual = {"EHLO": "250-here\r\n250 AUTH PLAIN LOGIN", "DATA": "354 go on", "AUTH": "235 welcome"}
            self.say(self.server.answers.get(verb, usual.get(verb, "250 yes")))
            if verb == "DATA":
                self.server.mails.append(self.read_mail())
                self.say("250 taken")
            if verb == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def read_mail(self) -> str:
        lines: list[str] = []
        while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
            lines.append(line)
        return "".join(lines)


@contextmanager
def mail_server(**answers: str) -> Iterator[MailServer]:
    server = MailServer(answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
