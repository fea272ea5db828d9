"""How large and how fast the Stripe emulator is: `python bench/emulator.py --members 100000`.

Seeds that many members in a process of its own, says what memory they take, and times a page of 100 of each
kind at several places of the list. Add `--state FILE` to time saving and loading too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (
    "customers?limit=100",
    "customers?limit=100&expand[]=data.invoice_settings.default_payment_method",
    "subscriptions?limit=100&status=all",
    "invoices?limit=100",
    "invoices?limit=100&expand[]=data.payments",
    "charges?limit=100&expand[]=data.balance_transaction",
    "payment_methods?limit=100",
    "events?limit=100",
)


def start(state: str | None) -> tuple[subprocess.Popen[str], str, float]:
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0", *(["--state", state] if state else [])]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    url = process.stdout.readline().split()[-1]
    return process, url, time.perf_counter() - began


def cpu_seconds(pid: int) -> float:
    """What the process has used of a processor, in its own code and in the kernel's."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fetch(url: str, body: object = None) -> bytes:
    return send(url, None if body is None else json.dumps(body).encode())


def send(url: str, data: bytes | None) -> bytes:
    request = urllib.request.Request(url, data, {"Authorization": "Bearer sk_test_bench"})
    with urllib.request.urlopen(request, timeout=3600) as answer:
        body_of: bytes = answer.read()
        return body_of


def call(url: str, body: object = None) -> dict:
    found: dict = json.loads(fetch(url, body))
    return found


def memory_mb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def timed(url: str, path: str, tries: int) -> list[float]:
    """Milliseconds of one page after the other."""
    taken, after = [], ""
    for _ in range(tries):
        began = time.perf_counter()
        answer = fetch(f"{url}/v1/{path}{after}")
        taken.append((time.perf_counter() - began) * 1000)
        page = json.loads(answer)
        if not page["has_more"]:
            break
        after = f"&starting_after={page['data'][-1]['id']}"
    return taken


def written(url: str, tries: int) -> list[float]:
    """Milliseconds of one change after the other, each kept (and saved, with a state) before its answer."""
    ids = [row["id"] for row in json.loads(fetch(f"{url}/v1/customers?limit=100"))["data"]]
    taken = []
    for number in range(tries):
        began = time.perf_counter()
        body = f"metadata[bench]={number}".encode()
        send(f"{url}/v1/customers/{ids[number % len(ids)]}", body)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def say(taken: list[float], what: str) -> None:
    print(f"{statistics.median(taken):6.1f} ms median {max(taken):6.1f} ms longest  {what}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--state", help="keep it in this file, and load it again")
    options = parser.parse_args()
    process, url, _ = start(options.state)
    began, empty, idle = time.perf_counter(), memory_mb(process.pid), cpu_seconds(process.pid)
    call(f"{url}/_emulator/seed", {"members": options.members})
    used = memory_mb(process.pid) - empty
    print(f"{options.members} members: {time.perf_counter() - began:.1f} s, {used} MB,"
          f" {used * 1024 / options.members:.1f} kB each,"
          f" {cpu_seconds(process.pid) - idle:.1f} s of a processor", flush=True)  # fmt: skip
    for path in PAGES:
        taken = timed(url, path, options.pages)
        say(taken, path)
    say(written(url, 200), "changes of customers")
    process.terminate()
    process.wait()
    if options.state:
        process, url, seconds = start(options.state)
        held = call(f"{url}/_emulator/health")["objects"]
        size = Path(options.state).stat().st_size / options.members / 1000
        spent = cpu_seconds(process.pid)
        print(f"loaded in {seconds:.1f} s, {spent:.1f} s of a processor, from {size:.1f} kB a member:"
              f" {held['customer']} customers, {held['event']} events")  # fmt: skip
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
