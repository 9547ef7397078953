"""What messages say, in versions."""

from fastapi import APIRouter

from liaison_notifications.use_cases import draft_template, publish_template, remove_draft, try_template
from liaison_notifications.views import (
    list_templates,
    show_mail,
    show_template,
    show_template_form,
    show_template_version,
)

SLICES: list[APIRouter] = [
    list_templates.router,
    show_template.router,
    show_template_form.router,
    show_template_version.router,
    show_mail.router,
    draft_template.router,
    remove_draft.router,
    publish_template.router,
    try_template.router,
]
