"""A rate limit as a bucket of tokens: what is taken flows back at the rate, and a part is kept for what is urgent."""

KEPT_FOR_URGENT = 0.2


class TokenBucket:
    """`rate` tokens a second, and as many at once as flow in within a second. Times as in `weights.py`."""

    def __init__(self, rate: float, now: float) -> None:
        self.rate, self.size = rate, max(rate, 1.0)
        self._left, self._at = self.size, now

    def wait(self, tokens: float, now: float, urgent: bool = False) -> float:
        """Seconds until as many can be taken; 0 takes them."""
        self._left = min(self.size, self._left + max(now - self._at, 0.0) * self.rate)
        self._at = max(now, self._at)
        kept = 0.0 if urgent else self.size * KEPT_FOR_URGENT
        # What is larger than the bucket may pass when it is full, and is owed.
        needed = min(tokens + kept, self.size)
        if self._left < needed:
            return (needed - self._left) / self.rate
        self._left -= tokens
        return 0.0
