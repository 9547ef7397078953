"""The notifications service's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_notifications.jobs.forget_contacts import forget_contacts
from liaison_notifications.jobs.forget_counts import forget_counts
from liaison_notifications.jobs.forget_explanations import forget_explanations
from liaison_notifications.jobs.forget_letters import forget_letters
from liaison_notifications.jobs.forget_opt_ins import forget_opt_ins
from liaison_notifications.jobs.forget_receipts import forget_receipts
from liaison_notifications.jobs.forget_sealing_keys import forget_sealing_keys
from liaison_notifications.jobs.forget_subscribers import forget_subscribers
from liaison_notifications.jobs.plan_news import plan_news
from liaison_notifications.jobs.poll_receipts import poll_receipts
from liaison_notifications.jobs.read_bounces import read_bounces
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.jobs.reseal_contacts import reseal_contacts
from liaison_notifications.jobs.send_messages import send_messages
from liaison_notifications.jobs.send_urgent_messages import send_urgent_messages
from liaison_notifications.jobs.settle_receipts import settle_receipts
from liaison_notifications.jobs.settle_unknown import settle_unknown
from liaison_notifications.jobs.tell_subscriptions import tell_subscriptions
from liaison_notifications.jobs.thank_participants import thank_participants
from liaison_notifications.reactions.on_appointment_booked import on_appointment_booked
from liaison_notifications.reactions.on_appointment_cancelled import on_appointment_cancelled
from liaison_notifications.reactions.on_appointment_contact import on_appointment_contact
from liaison_notifications.reactions.on_appointment_moved import on_appointment_moved
from liaison_notifications.reactions.on_event_moved import on_event_moved
from liaison_notifications.reactions.on_event_rescheduled import on_event_rescheduled
from liaison_notifications.reactions.on_event_scheduled import on_event_scheduled
from liaison_notifications.reactions.on_event_state import on_event_state
from liaison_notifications.reactions.on_office_state import on_office_state
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
    take_bounce,
    take_receipts,
    try_template,
)
from liaison_notifications.use_cases.consent import (
    allow_messages,
    change_subscription,
    confirm_by_code,
    confirm_by_link,
    erase_subscriber,
    lift_suppression,
    look_up_address,
    stop_messages,
    subscribe,
    suppress_address,
    unsubscribe,
)
from liaison_notifications.views import (
    list_deliveries,
    list_sealing_keys,
    list_templates,
    show_explanation,
    show_message_figures,
    show_template,
    show_template_form,
    show_template_version,
)
from liaison_notifications.views.consent import (
    list_suppressions,
    show_confirmation,
    show_news,
    show_own_data,
    show_request,
    show_subscriptions,
    show_suppression,
    show_suppression_form,
    show_unsubscribing,
)

SERVICE = Service(
    name="notifications",
    migrations=Path(__file__).parents[2] / "migrations",
    settings=NotificationsSettings,
    slices=[
        list_deliveries.router,
        show_message_figures.router,
        explain_messages.router,
        show_explanation.router,
        send_again.router,
        list_suppressions.router,
        show_suppression_form.router,
        suppress_address.router,
        look_up_address.router,
        show_suppression.router,
        lift_suppression.router,
        show_news.router,
        subscribe.router,
        show_request.router,
        confirm_by_code.router,
        show_confirmation.router,
        confirm_by_link.router,
        show_subscriptions.router,
        change_subscription.router,
        show_own_data.router,
        show_unsubscribing.router,
        unsubscribe.router,
        stop_messages.router,
        allow_messages.router,
        erase_subscriber.router,
        list_templates.router,
        show_template.router,
        show_template_form.router,
        show_template_version.router,
        draft_template.router,
        remove_draft.router,
        publish_template.router,
        try_template.router,
    ],
    api_only=[list_sealing_keys.router, rotate_sealing_key.router, take_receipts.router, take_bounce.router],
    reactions=[
        on_event_state,
        on_event_rescheduled,
        on_event_moved,
        on_sign_up_confirmed,
        on_sign_up_waitlisted,
        on_place_offered,
        on_sign_up_cancelled,
        on_participant_contact,
        on_appointment_booked,
        on_appointment_moved,
        on_appointment_cancelled,
        on_appointment_contact,
        on_staff_link_made,
        on_office_state,
        on_event_scheduled,
    ],
    jobs=[
        send_messages,
        send_urgent_messages,
        settle_unknown,
        settle_receipts,
        poll_receipts,
        read_bounces,
        remind_participants,
        thank_participants,
        forget_contacts,
        forget_counts,
        forget_letters,
        forget_explanations,
        plan_news,
        forget_opt_ins,
        forget_subscribers,
        tell_subscriptions,
        forget_receipts,
        reseal_contacts,
        forget_sealing_keys,
    ],
    pages=pages("liaison_notifications"),
    on_migrate=announce_sealing_key,
)
