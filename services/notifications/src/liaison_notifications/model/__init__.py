"""The tables of the notifications service and their rules."""

from liaison_notifications.model.bulletins.bulletin import Bulletin
from liaison_notifications.model.copies import ContactPoint, EventCopy, SealedLetter, SignUpCopy
from liaison_notifications.model.explanations.explanations import Explanation
from liaison_notifications.model.requests.request import MessageRequest
from liaison_notifications.model.requests.systems import RequestingSystem
from liaison_notifications.model.sealing_key import SealingKey
from liaison_notifications.model.sending.caps import RecipientCount
from liaison_notifications.model.sending.delivery import Delivery
from liaison_notifications.model.sending.receipts import Receipt
from liaison_notifications.model.tables import Base
from liaison_notifications.model.templates.template import MessageTemplate, TemplatePublication, TemplateVersion

__all__ = [
    "Base",
    "Bulletin",
    "ContactPoint",
    "Delivery",
    "EventCopy",
    "Explanation",
    "MessageRequest",
    "MessageTemplate",
    "Receipt",
    "RecipientCount",
    "RequestingSystem",
    "SealedLetter",
    "SealingKey",
    "SignUpCopy",
    "TemplatePublication",
    "TemplateVersion",
]
