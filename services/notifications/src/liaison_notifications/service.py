"""The notifications service's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_notifications.jobs.forget_contacts import forget_contacts
from liaison_notifications.jobs.forget_explanations import forget_explanations
from liaison_notifications.jobs.forget_letters import forget_letters
from liaison_notifications.jobs.forget_sealing_keys import forget_sealing_keys
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.jobs.reseal_contacts import reseal_contacts
from liaison_notifications.jobs.send_messages import send_messages
from liaison_notifications.jobs.send_urgent_messages import send_urgent_messages
from liaison_notifications.jobs.settle_unknown import settle_unknown
from liaison_notifications.reactions.on_event_moved import on_event_moved
from liaison_notifications.reactions.on_event_rescheduled import on_event_rescheduled
from liaison_notifications.reactions.on_event_state import on_event_state
from liaison_notifications.reactions.on_participant_contact import on_participant_contact
from liaison_notifications.reactions.on_place_offered import on_place_offered
from liaison_notifications.reactions.on_sign_up_cancelled import on_sign_up_cancelled
from liaison_notifications.reactions.on_sign_up_confirmed import on_sign_up_confirmed
from liaison_notifications.reactions.on_sign_up_waitlisted import on_sign_up_waitlisted
from liaison_notifications.reactions.on_staff_link_made import on_staff_link_made
from liaison_notifications.sealing_key import announce_sealing_key
from liaison_notifications.settings import NotificationsSettings
from liaison_notifications.use_cases import (
    draft_template,
    explain_messages,
    publish_template,
    remove_draft,
    rotate_sealing_key,
    send_again,
    try_template,
)
from liaison_notifications.views import (
    list_deliveries,
    list_sealing_keys,
    list_templates,
    show_explanation,
    show_template,
    show_template_form,
    show_template_version,
)

SERVICE = Service(
    name="notifications",
    migrations=Path(__file__).parents[2] / "migrations",
    settings=NotificationsSettings,
    slices=[
        list_deliveries.router,
        explain_messages.router,
        show_explanation.router,
        send_again.router,
        list_templates.router,
        show_template.router,
        show_template_form.router,
        show_template_version.router,
        draft_template.router,
        remove_draft.router,
        publish_template.router,
        try_template.router,
    ],
    api_only=[list_sealing_keys.router, rotate_sealing_key.router],
    reactions=[
        on_event_state,
        on_event_rescheduled,
        on_event_moved,
        on_sign_up_confirmed,
        on_sign_up_waitlisted,
        on_place_offered,
        on_sign_up_cancelled,
        on_participant_contact,
        on_staff_link_made,
    ],
    jobs=[
        send_messages,
        send_urgent_messages,
        settle_unknown,
        remind_participants,
        forget_contacts,
        forget_letters,
        forget_explanations,
        reseal_contacts,
        forget_sealing_keys,
    ],
    pages=pages("liaison_notifications"),
    on_migrate=announce_sealing_key,
)
