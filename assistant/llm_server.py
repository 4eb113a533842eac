"""The embedded language model: llama.cpp's OpenAI-compatible server (xllamacpp) in a child process.

A child, because a crash of native code must not take the assistant along, and generation must not hold its threads.
The child listens on loopback at a free port, wants a key that is new at each start, and dies with its parent: it ends
when its standard input does or when it gets another parent. (PR_SET_PDEATHSIG would fire when the *thread* that
started the child ends, so it is not used.) Options and key go through standard input, where ``ps`` cannot see them.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from vectorstore.errors import ModelError

log = logging.getLogger("news_assistant")

READY_WITHIN = 180.0
CONTEXT = 4096
TAIL = 400


@dataclass(frozen=True, slots=True)
class Options:
    """What a child is started with. ``threads`` None: the cores this process may use; ``context`` in tokens."""

    weights: str
    threads: int | None = None
    cache: bool = True
    context: int = CONTEXT


class EmbeddedServer:
    """One child per Options, started at the first need, and again when it is found dead."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._address, self._key = "", ""
        self.starts = 0

    def address(self) -> tuple[str, str]:
        """Base URL and key of a living child; starts one if need be, which takes seconds.

        Raises ModelError when the weights cannot be loaded or the child does not become ready.
        """
        with self._lock:
            if self._child is None or self._child.poll() is not None:
                if self._child is not None:
                    log.warning("the embedded language model ended (%s); starting it again", self._child.returncode)
                    _close_pipes(self._child)
                self._start()
            return self._address, self._key

    @property
    def pid(self) -> int | None:
        """Process id of the child, while there is one."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def close(self) -> None:
        """End the child, also one that is still starting."""
        starting = self._child
        if starting is not None:
            starting.kill()
        with self._lock:
            if self._child is not None:
                self._child.kill()
                self._child.wait()
                _close_pipes(self._child)
                self._child = None

    def _start(self) -> None:
        self.starts += 1
        self._key = secrets.token_urlsafe(24)
        with tempfile.TemporaryFile() as errors:
            child = subprocess.Popen(
                [sys.executable, "-m", "assistant.llm_server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=_child_env(),
                start_new_session=True,  # Ctrl-C in the terminal is for the assistant; it decides what ends
            )
            self._child = child
            told = {**asdict(self.options), "key": self._key, "parent": os.getpid()}
            try:
                self._address = _ready(child, json.dumps(told))
            except ModelError as error:
                child.kill()
                child.wait()
                _close_pipes(child)
                self._child = None
                raise ModelError(f"{error}{_tail(errors)}") from None


def server(options: Options) -> EmbeddedServer:
    """The process-wide server of these options; started by its first use, ended with this process."""
    with _registry_lock:
        if options not in _registry:
            _registry[options] = EmbeddedServer(options)
        return _registry[options]


_registry: dict[Options, EmbeddedServer] = {}
_registry_lock = threading.Lock()


@atexit.register
def close_all() -> None:
    """End every child."""
    with _registry_lock:
        for running in _registry.values():
            running.close()
        _registry.clear()


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # options that a dead child never read
                pipe.close()


def _child_env() -> dict[str, str]:
    """The child's environment: this program is importable, and threads that wait for each other sleep.

    OpenMP's threads spin by default, which is far slower where the cores are shared with anything else.
    """
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"OMP_WAIT_POLICY": "passive", **os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _ready(child: subprocess.Popen[bytes], options: str) -> str:
    """Hand the options over and wait for the address."""
    said: list[bytes] = []
    stdin, stdout = child.stdin, child.stdout
    if stdin is None or stdout is None:
        raise ModelError("the embedded language model was started without pipes")
    reader = threading.Thread(target=lambda: said.append(stdout.readline()), daemon=True)
    reader.start()
    try:
        stdin.write(options.encode() + b"\n")
        stdin.flush()
    except BrokenPipeError:
        log.debug("the embedded language model ended before it read its options")
    reader.join(READY_WITHIN)
    if not said:
        raise ModelError(f"the embedded language model did not start within {READY_WITHIN:.0f} seconds")
    try:
        return str(json.loads(said[0])["address"])
    except (ValueError, KeyError):
        raise ModelError("the embedded language model did not start: damaged weights, or too little memory") from None


def _tail(errors: IO[bytes]) -> str:
    """The end of what the child complained of, on one line."""
    errors.seek(0)
    text = " ".join(errors.read().decode("utf-8", "replace").split())
    return f" ({text[-TAIL:]})" if text else ""


def cores(sysfs: Path = Path("/sys")) -> int | None:
    """Physical cores this process may run on, where Linux tells; None leaves the choice to llama.cpp."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    allowed = os.sched_getaffinity(0)
    siblings = (sysfs / f"devices/system/cpu/cpu{cpu}/topology/thread_siblings_list" for cpu in allowed)
    try:
        physical = len({file.read_text(encoding="ascii") for file in siblings})
    except OSError:
        physical = len(allowed)
    return min(physical, _quota(sysfs) or physical)


def _quota(sysfs: Path) -> int | None:
    """Whole cores that the control group grants (cgroup v2 ``cpu.max``), None when it does not limit them."""
    try:
        quota, period = (sysfs / "fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return None


def main() -> None:
    """The child: read options from standard input, serve, end with the parent."""
    options = json.loads(sys.stdin.buffer.readline())
    answer = os.dup(1)
    os.dup2(2, 1)  # whatever native code prints must not be taken for our answer
    threading.Thread(target=_end_with_input, daemon=True).start()
    serving = _serve(options)
    os.write(answer, json.dumps({"address": serving.listening_address}).encode() + b"\n")
    while os.getppid() == options["parent"]:
        time.sleep(1)
    os._exit(0)


def _end_with_input() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(0)


def _serve(options: dict[str, Any]) -> Any:  # noqa: ANN401 (xllamacpp has no types)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = options["weights"]
    params.n_ctx = options["context"]
    params.n_parallel = 1
    params.cache_prompt = options["cache"]
    params.cache_ram_mib = 256 if options["cache"] else 0
    threads = options["threads"] or cores()
    if threads:
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
    params.hostnames = ["127.0.0.1"]
    params.api_keys = [options["key"]]
    params.ui = False
    params.verbosity = 1
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
