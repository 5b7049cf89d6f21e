"""What every contestant in Python tells of itself."""

from __future__ import annotations


def peak_bytes() -> int | None:
    """The greatest resident set of this process; None where the system does not say."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return None
