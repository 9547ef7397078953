"""What others asked for is forgotten after a week."""

from liaison_notifications.jobs.requests.forget_requests import forget_requests

from services.notifications.tests.requesting import Asking


async def test_to_whom_and_what_goes_after_a_week_and_that_it_was_asked_for_stays(asking: Asking) -> None:
    await asking.register()
    await asking.ask()
    await asking.work()
    asking.story.later(days=7, seconds=-1)
    await asking.story.run(forget_requests)
    assert [bool(one.sealed) for one in await asking.kept()] == [True]
    asking.story.later(seconds=1)
    await asking.story.run(forget_requests)
    assert [(one.sealed, one.parts) for one in await asking.kept()] == [(None, 2)]
