"""What every contestant in Python finds out about itself."""

from __future__ import annotations

import time
from typing import Callable


def peak_bytes() -> int | None:
    """The greatest resident set of this process; None where the system does not say."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return None


def fastest(candidates: list[int], run: Callable[[int], None]) -> tuple[int, str]:
    """Tries thread counts in turns and keeps the fastest, with what was seen.

    Another process that takes a core for a moment hurts the many threads most, so the first count stays
    unless another is faster in the best of three turns by a twentieth.
    """
    seconds = {count: float("inf") for count in candidates}
    first, left = candidates[0], list(candidates)
    for turn in range(4):
        for count in list(left):
            start = time.perf_counter()
            run(count)
            spent = time.perf_counter() - start
            if turn > 0:
                seconds[count] = min(seconds[count], spent)
                if count != first and seconds[count] > 1.4 * seconds[first]:
                    left.remove(count)
        if left == [first]:
            break
    best = min(candidates, key=lambda count: seconds[count] * (1 if count == first else 1.05))
    tried = ", ".join(f"{count}: {seconds[count]:.2f} s" for count in candidates)
    return best, f"{best} threads" + (f" (a batch with {tried})" if len(candidates) > 1 else "")
