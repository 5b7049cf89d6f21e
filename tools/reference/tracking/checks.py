"""What the checks against real programs have in common: comparing, and programs of their own to start and stop."""

import os
import signal
import socket
import subprocess


class Checks:
    """Compares and counts."""

    def __init__(self):
        self.done = 0
        self.wrong = 0

    def same(self, what: str, came, expected):
        self.done += 1
        if came == expected:
            return
        self.wrong += 1
        print(f"WRONG  {what}\n  came     {shortened(came)}\n  expected {shortened(expected)}")

    def end(self) -> int:
        """Says how it went; the exit code."""
        print(f"{self.done - self.wrong} of {self.done} as expected")
        return 0 if self.done > 0 and self.wrong == 0 else 1


def shortened(value) -> str:
    text = repr(value)
    return text if len(text) < 400 else f"{text[:400]} ..."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stop(process: subprocess.Popen):
    """Ends a program that was started in a session of its own, and what it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
