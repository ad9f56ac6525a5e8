"""The center's processes: started, watched, started again when one dies, and ended with all they started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 6.0
FIRST_DELAY_SECONDS = 0.1
LONGEST_DELAY_SECONDS = 10.0
HEALTHY_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process; `is_up` asks whether it answers."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    is_up: Callable[[], bool]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    delay_seconds: float = FIRST_DELAY_SECONDS
    restart_at: float | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C in the terminal reaches only the supervisor."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        self.started_at = time.monotonic()
        self.restart_at = None

    @property
    def pid(self) -> int:
        """Its process id; 0 when it is not running."""
        return self.process.pid if self.process and self.process.poll() is None else 0

    def await_up(self, seconds: float) -> None:
        """Wait until it answers. Raises ChildFailed with the end of its log when it does not."""
        end = time.monotonic() + seconds
        while not self.is_up():
            if not self.pid or time.monotonic() > end:
                raise ChildFailed(self)
            time.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        """Signal it and everything it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class ChildFailed(Exception):
    """A process did not come up."""

    def __init__(self, child: Child) -> None:
        tail = child.log.read_text(errors="replace")[-3000:] if child.log.exists() else ""
        super().__init__(f"The {child.name} did not come up. The end of {child.log}:\n{tail}")


@dataclass
class Supervisor:
    """Watches the children; `on_restart` hears of each one that came back."""

    children: list[Child] = field(default_factory=list)
    on_restart: Callable[[Child], None] | None = None

    @contextlib.contextmanager
    def failing_fast(self) -> Iterator[None]:
        """While the center comes up: a child that dies raises ChildFailed at once, whatever is being done.
        For the main thread, which hears of it by a signal."""

        def look(*_: object) -> None:
            for child in self.children:
                if child.process and child.process.poll() is not None:
                    raise ChildFailed(child)

        before = signal.signal(signal.SIGCHLD, look)
        try:
            yield
            look()
        finally:
            signal.signal(signal.SIGCHLD, before)

    def watch(self) -> None:
        """One look at every child; called a few times a second."""
        now = time.monotonic()
        for child in self.children:
            if child.pid:
                if now - child.started_at > HEALTHY_SECONDS:
                    child.delay_seconds = FIRST_DELAY_SECONDS
            elif child.restart_at is None:
                # What the dead process had started must not hold its ports.
                child.signal(signal.SIGKILL)
                child.restart_at = now + child.delay_seconds
                child.delay_seconds = min(child.delay_seconds * 3, LONGEST_DELAY_SECONDS)
            elif now >= child.restart_at:
                child.start()
                if self.on_restart:
                    self.on_restart(child)

    def stop(self) -> None:
        """End the children, last started first; whoever does not go in time is killed with all it started."""
        for child in reversed(self.children):
            if child.pid and child.process:
                child.process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(GRACE_SECONDS)
            child.signal(signal.SIGKILL)
            if child.process:
                child.process.wait()


def _die_with_parent() -> None:
    # A supervisor that is killed outright cannot end its children; the kernel does it (Linux only).
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
