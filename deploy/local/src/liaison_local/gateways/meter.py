"""How many messages came within the last second."""

from collections import deque


class Meter:
    """Admits `rate` a second, and no more."""

    def __init__(self, rate: float) -> None:
        self._most = max(int(rate), 1)
        self._admitted: deque[float] = deque()

    def admits(self, now: float) -> bool:
        while self._admitted and self._admitted[0] <= now - 1.0:
            self._admitted.popleft()
        if len(self._admitted) >= self._most:
            return False
        self._admitted.append(now)
        return True
