"""A center on disk that journeys start, kill outright, and start again."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cli.journey.center import Center, awaited


@dataclass
class House:
    """The ready file of a center; with a folder, its processes are ours."""

    ready_file: Path
    folder: Path | None
    process: "subprocess.Popen[bytes] | None" = None

    @classmethod
    def on_disk(cls, folder: Path) -> "House":
        """With its data in the folder."""
        return cls(folder / "ready.json", folder)

    def start(self) -> Center:
        """Bring it up."""
        command = [sys.executable, "-m", "cli.main", "up", "--ports", "auto", "--state-dir", str(self.folder)]
        with (self.folder / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        return awaited(self.ready_file, self.process, self.folder / "up.log")

    def kill(self) -> None:
        """Every process at once, without a word."""
        for pid in (self.process.pid, *Center.read(self.ready_file).pids.values()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.ready_file.unlink()

    def end(self) -> None:
        """As Ctrl-C does."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
