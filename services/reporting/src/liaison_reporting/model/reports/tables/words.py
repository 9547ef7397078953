"""What values in facts are called in reports; a value that is not known yet is shown as it is."""

from collections.abc import Mapping

from liaison_reporting.model.reports.report import HIDDEN, Cell, Hidden, Label

EVENT_KIND_TEXTS = {
    "public_discussion": "Public discussion",
    "debate": "Debate",
    "consultation": "Public consultation",
    "working_group": "Working group",
    "forum": "Forum",
    "training": "Training",
    "project_competition": "Project competition",
    "exchange": "Exchange of experience",
    "lecture": "Lecture",
    "screening": "Screening",
}
TOOL_TEXTS = {
    "budget_of_public_initiatives": "Budget of public initiatives",
    "appeal": "Appeal",
    "petition": "Petition",
    "public_hearing": "Public hearing",
    "public_discussion": "Public discussion",
    "grant_competition": "Grant competition",
    "other": "Something else",
}
SEX_TEXTS = {"female": "women", "male": "men", "unknown": "sex not known"}
AGE_TEXTS = {
    "under_18": "under 18",
    "60_and_over": "60 and over",
    "unknown": "age not known",
}
AGES = AGE_TEXTS | {"18_34": "18–34", "35_59": "35–59"}
PURPOSE_TEXTS = {
    "confirmation": "Confirmation of a sign-up",
    "offer": "Offer of a free place",
    "change": "Another time or place",
    "cancellation": "The event is cancelled",
    "reminder": "Reminder",
    "thanks": "Thanks, and how it was",
    "invitation": "Invitation of a colleague",
    "reset": "New password for a colleague",
    "opt_in": "Question whether news are wanted",
    "news": "News of an event",
    "digest": "News of a week",
    "bulletin": "Bulletin",
    "trial": "Test message",
    "requested": "Asked for by another system",
}
CHANNEL_TEXTS = {"sms": "SMS", "email": "Email"}
DELIVERY_TEXTS = {
    "accepted": "Handed over",
    "delivered": "Arrived",
    "undelivered": "Did not arrive",
    "complained": "Called spam",
    "failed": "Could not be sent",
    "unknown": "Perhaps sent",
    "expired": "Too late to send",
    "suppressed": "Not sent on purpose",
    "cancelled": "Called off",
}
STATUS_TEXTS = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "stuck": "Stuck",
    "finished": "Finished",
    "incomplete": "Incomplete",
}
LEVEL_TEXTS = {
    "no_evidence": "No evidence available",
    "not_started": "Not started",
    "limited": "Limited",
    "substantial": "Substantial",
    "complete": "Complete",
    "worsened": "Worsened",
    "did_not_change": "Did not change",
    "marginal": "Marginal",
    "major": "Major",
    "outstanding": "Outstanding",
}
SPENDING_TEXTS = {
    "repair": "Repair",
    "equipment": "Equipment",
    "staff": "Staff",
    "other": "Other",
}


def said(texts: Mapping[str, str], value: str) -> Label | str:
    return Label(text=texts[value]) if value in texts else value


def or_hidden(number: int | None) -> int | Hidden:
    return HIDDEN if number is None else number


def sum_or_hidden(cells: list[Cell]) -> int | Hidden:
    """The sum of cells of people; hidden if one of them is."""
    numbers = [cell for cell in cells if isinstance(cell, int)]
    return sum(numbers) if len(numbers) == len(cells) else HIDDEN
