"""Many askers at once against a running ``news-assistant serve``: errors, mixed answers, and how long they waited.

    news-assistant serve --llm none &
    python benchmarks/load.py http://127.0.0.1:7860/ --askers 20 --rounds 5

Each asker puts its own questions, one after another, through the API as a browser does: into the queue, then the
stream of its own session. Every reply must carry exactly the question that was put, and be an answer of the schema.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field

import httpx

SUBJECTS = ("the ferry", "the tunnel", "the election", "the strike", "the museum", "the outbreak", "the storm",
            "the minister", "the court case", "the Rovers")  # fmt: skip
WORDINGS = ("What happened to {} (asked by {})?", "Who spoke about {} (asked by {})?",
            "When was {} in the news (asked by {})?")  # fmt: skip


@dataclass
class Tally:
    """What the askers saw. ``seconds`` from putting a question to its whole answer."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def ask(http: httpx.Client, question: str) -> dict[str, object]:
    """The answer to one question. Raises RuntimeError for a reply that is none."""
    joined = http.post("gradio_api/call/v2/ask", json={"question": question})
    joined.raise_for_status()
    with http.stream("GET", f"gradio_api/call/v2/ask/{joined.json()['event_id']}") as reply:
        event = ""
        for line in reply.iter_lines():
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: ") and event == "complete":
                answer: dict[str, object] = json.loads(line.removeprefix("data: "))[0]
                return answer
            elif line.startswith("data: ") and event == "error":
                raise RuntimeError(line)
    raise RuntimeError("the stream ended without an answer")


def asker(address: str, name: str, rounds: int, begin: threading.Barrier, tally: Tally) -> None:
    """One reader who asks ``rounds`` questions that name the reader, one after another."""
    with httpx.Client(base_url=address, timeout=600) as http:
        begin.wait()
        for turn in range(rounds):
            place = hash((name, turn)) % (len(SUBJECTS) * len(WORDINGS))
            question = WORDINGS[place % len(WORDINGS)].format(SUBJECTS[place // len(WORDINGS)], f"{name}-{turn}")
            started = time.perf_counter()
            try:
                answer = ask(http, question)
            except (httpx.HTTPError, RuntimeError, ValueError) as error:
                with tally.lock:
                    tally.errors.append(f"{type(error).__name__}: {error}")
                continue
            with tally.lock:
                tally.seconds.append(time.perf_counter() - started)
                status = str(answer.get("status"))
                tally.statuses[status] = tally.statuses.get(status, 0) + 1
                if answer.get("question") != question:
                    tally.mixed.append(f"{question!r} got {answer.get('question')!r}")


def main() -> None:
    """Prints the figures; exits 1 if there was an error or a mixed answer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="of the running server, such as http://127.0.0.1:7860/")
    parser.add_argument("--askers", type=int, default=20, help="who ask at the same time (20)")
    parser.add_argument("--rounds", type=int, default=5, help="questions that each asks, one after another (5)")
    given = parser.parse_args()
    tally, begin = Tally(), threading.Barrier(given.askers)
    threads = [
        threading.Thread(target=asker, args=(given.address, uuid.uuid4().hex[:8], given.rounds, begin, tally))
        for _ in range(given.askers)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - started
    print(f"{given.askers} askers, {given.rounds} questions each: {len(tally.seconds)} answers in {spent:.1f} s")
    print(f"errors {len(tally.errors)}, mixed answers {len(tally.mixed)}, statuses {tally.statuses}")
    if len(tally.seconds) > 1:
        cuts = statistics.quantiles(tally.seconds, n=20, method="inclusive")
        print(f"p50 {statistics.median(tally.seconds):.2f} s, p95 {cuts[18]:.2f} s, max {max(tally.seconds):.2f} s")
    for problem in (tally.errors + tally.mixed)[:10]:
        print(problem)
    sys.exit(1 if tally.errors or tally.mixed or not tally.seconds else 0)


if __name__ == "__main__":
    main()
