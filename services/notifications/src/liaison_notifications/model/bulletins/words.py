"""What a bulletin says to one person: its words in their language, and how to end such messages."""

from types import SimpleNamespace

from pydantic import BaseModel

from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.sending.delivery import Channel, Purpose
from liaison_notifications.model.templates.preview import ShownSms, shown_sms
from liaison_notifications.model.templates.rendering import LETTERS, one_line, rendered

EXAMPLE_TOKEN = "A" * 22
"""As long as the secret of a subscriber's link."""


class Said(BaseModel):
    """`subject` is empty for an SMS."""

    subject: str
    text: str


class BulletinPreview(Said):
    """One message as it will be read: in one language, by one channel, with an example of a subscriber's own link."""

    language: str
    channel: Channel
    sms: ShownSms | None


def said(bulletin: Bulletin, language: str, channel: Channel, link: str) -> Said:
    """In Ukrainian where there is no English."""
    english = language == "en" and bool(bulletin.title_en)
    title, text, sms = (
        (bulletin.title_en, bulletin.text_en, bulletin.sms_en)
        if english
        else (bulletin.title, bulletin.text, bulletin.sms)
    )
    values = {"bulletin": SimpleNamespace(title=title, text=text, sms=sms), "contact": SimpleNamespace(link=link)}
    if channel == Channel.SMS:
        return Said(subject="", text=one_line(rendered(Purpose.BULLETIN, language, "sms", values)))
    return Said(
        subject=one_line(rendered(Purpose.BULLETIN, language, "subject", values)),
        text=rendered(Purpose.BULLETIN, language, "email", values),
    )


def previews(bulletin: Bulletin, url: str, price: int) -> list[BulletinPreview]:
    """In each language and by each channel; `price` of a part in kopiykas, 0 if it is not known."""
    link, found = f"{url.rstrip('/')}/n/{EXAMPLE_TOKEN}", []
    for channel in bulletin.channels:
        for language in LETTERS:
            one = said(bulletin, language, channel, link)
            sms = shown_sms(one.text, price) if channel == Channel.SMS else None
            found.append(BulletinPreview(**one.model_dump(), language=language, channel=channel, sms=sms))
    return found


def cost(previewed: list[BulletinPreview], people: int) -> int | None:
    """At most so many kopiykas for so many SMS, if the price of a part is known: by the dearer language."""
    costs = [one.sms.cost for one in previewed if one.sms and one.sms.cost is not None]
    return max(costs) * people if costs else None
