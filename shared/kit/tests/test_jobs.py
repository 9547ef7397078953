"""Jobs of one process share what they keep open."""

from liaison_kit.jobs import Kept


class Held:
    """Says when it was closed."""

    def __init__(self) -> None:
        self.closed = 0

    async def close(self) -> None:
        self.closed += 1


async def test_what_is_kept_is_made_once_for_all_jobs_and_closed_with_the_process() -> None:
    async with Kept() as kept:
        held = kept.one(Held, Held)
        assert kept.one(Held, Held) is held
        assert held.closed == 0
    assert held.closed == 1
