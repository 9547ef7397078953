"""What somebody types for a bulletin: words for each channel in two languages, whom it is for, and when."""

from typing import Annotated, Any

from liaison_kit.errors import FieldError, Refusal
from liaison_kit.formats.written import LeftEmpty, Moment
from pydantic import Field, StringConstraints

from liaison_notifications.model.consent.choices import Choices

MOST_SMS = 600

Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]


class NoWords(Refusal):
    """Write an email, an SMS, or both: without words there is nothing to send."""

    field = "text"


class OneLanguageMissing(Refusal):
    """Write in English all that there is in Ukrainian, or nothing: then everybody is written to in Ukrainian."""


class Writing(Choices):
    """`title` is the subject of the email, and what staff call it. What is empty in English is sent in Ukrainian."""

    title: Annotated[Line, StringConstraints(min_length=1)] = Field(max_length=150)
    title_en: Line = Field("", max_length=150)
    text: Text = Field("", max_length=10_000, description="Of the email; empty: no email is sent.")
    text_en: Text = Field("", max_length=10_000)
    sms: Text = Field("", max_length=MOST_SMS, description="Of the SMS; empty: no SMS is sent.")
    sms_en: Text = Field("", max_length=MOST_SMS)
    send_at: Annotated[Moment | None, LeftEmpty] = Field(
        None, description="Not before then; without it as soon as it is approved."
    )

    def must_be_whole(self) -> None:
        """NoWords, OneLanguageMissing."""
        if not self.text and not self.sms:
            raise NoWords
        if not (self.title_en or self.text_en or self.sms_en):
            return
        pairs = {"title_en": (self.title, self.title_en), "text_en": (self.text, self.text_en)}
        for field, (one, other) in (pairs | {"sms_en": (self.sms, self.sms_en)}).items():
            if bool(one) != bool(other):
                raise OneLanguageMissing(errors=[FieldError(field, (OneLanguageMissing.__doc__ or "").strip())])

    def columns(self) -> dict[str, Any]:
        """As it is kept, with ends of lines as everywhere."""
        texts = {name: getattr(self, name).replace("\r\n", "\n") for name in ("text", "text_en")}
        lines = {name: " ".join(getattr(self, name).split()) for name in ("title", "title_en", "sms", "sms_en")}
        return {**super().columns(), **texts, **lines, "send_at": self.send_at}
