"""The table of contents of notifications: its areas, each with its list of slices beside this file."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_notifications.at_check import CHECKS
from liaison_notifications.at_migration import prepare
from liaison_notifications.at_restore import settle_doubts
from liaison_notifications.jobs.bulletins.end_bulletins import end_bulletins
from liaison_notifications.jobs.bulletins.plan_bulletins import plan_bulletins
from liaison_notifications.jobs.consent.forget_digests import forget_digests
from liaison_notifications.jobs.consent.forget_opt_ins import forget_opt_ins
from liaison_notifications.jobs.consent.forget_subscribers import forget_subscribers
from liaison_notifications.jobs.consent.forget_suppressions import forget_suppressions
from liaison_notifications.jobs.consent.heed_answers import heed_answers
from liaison_notifications.jobs.consent.heed_wishes import heed_wishes
from liaison_notifications.jobs.consent.plan_digests import plan_digests
from liaison_notifications.jobs.consent.plan_news import plan_news
from liaison_notifications.jobs.consent.tell_subscriptions import tell_subscriptions
from liaison_notifications.jobs.forget_contacts import forget_contacts
from liaison_notifications.jobs.forget_explanations import forget_explanations
from liaison_notifications.jobs.forget_sealing_keys import forget_sealing_keys
from liaison_notifications.jobs.remind_participants import remind_participants
from liaison_notifications.jobs.requests.forget_requests import forget_requests
from liaison_notifications.jobs.requests.settle_requests import settle_requests
from liaison_notifications.jobs.requests.take_requests import take_requests
from liaison_notifications.jobs.reseal_contacts import reseal_contacts
from liaison_notifications.jobs.sending.count_deliveries import count_deliveries
from liaison_notifications.jobs.sending.forget_counts import forget_counts
from liaison_notifications.jobs.sending.forget_letters import forget_letters
from liaison_notifications.jobs.sending.forget_receipts import forget_receipts
from liaison_notifications.jobs.sending.poll_receipts import poll_receipts
from liaison_notifications.jobs.sending.read_bounces import read_bounces
from liaison_notifications.jobs.sending.send_messages import send_messages
from liaison_notifications.jobs.sending.send_urgent_messages import send_urgent_messages
from liaison_notifications.jobs.sending.settle_receipts import settle_receipts
from liaison_notifications.jobs.sending.settle_unknown import settle_unknown
from liaison_notifications.jobs.thank_participants import thank_participants
from liaison_notifications.model.sending.measures import waiting
from liaison_notifications.reactions.on_appointment_booked import on_appointment_booked
from liaison_notifications.reactions.on_appointment_cancelled import on_appointment_cancelled
from liaison_notifications.reactions.on_appointment_contact import on_appointment_contact
from liaison_notifications.reactions.on_appointment_moved import on_appointment_moved
from liaison_notifications.reactions.on_event_moved import on_event_moved
from liaison_notifications.reactions.on_event_rescheduled import on_event_rescheduled
from liaison_notifications.reactions.on_event_scheduled import on_event_scheduled
from liaison_notifications.reactions.on_event_state import on_event_state
from liaison_notifications.reactions.on_notification_requested import on_notification_requested
from liaison_notifications.reactions.on_office_state import on_office_state
from liaison_notifications.reactions.on_participant_contact import on_participant_contact
from liaison_notifications.reactions.on_place_offered import on_place_offered
from liaison_notifications.reactions.on_sign_up_cancelled import on_sign_up_cancelled
from liaison_notifications.reactions.on_sign_up_confirmed import on_sign_up_confirmed
from liaison_notifications.reactions.on_sign_up_waitlisted import on_sign_up_waitlisted
from liaison_notifications.reactions.on_staff_link_made import on_staff_link_made
from liaison_notifications.service import bulletins, consent, deliveries, requests, templates
from liaison_notifications.settings import NotificationsSettings
from liaison_notifications.use_cases import rotate_sealing_key
from liaison_notifications.views import list_sealing_keys

SERVICE = Service(
    name="notifications",
    migrations=Path(__file__).parents[3] / "migrations",
    settings=NotificationsSettings,
    slices=[
        *deliveries.SLICES,
        *bulletins.SLICES,
        *consent.SLICES,
        *templates.SLICES,
        *requests.SLICES,
    ],
    api_only=[*deliveries.API_ONLY, *consent.API_ONLY, list_sealing_keys.router, rotate_sealing_key.router],
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
        on_notification_requested,
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
        heed_answers,
        heed_wishes,
        plan_news,
        plan_digests,
        forget_digests,
        plan_bulletins,
        end_bulletins,
        forget_opt_ins,
        forget_subscribers,
        forget_suppressions,
        tell_subscriptions,
        count_deliveries,
        forget_receipts,
        take_requests,
        settle_requests,
        forget_requests,
        reseal_contacts,
        forget_sealing_keys,
    ],
    measures=[waiting],
    pages=pages("liaison_notifications"),
    on_migrate=prepare,
    on_restored=settle_doubts,
    checks=CHECKS,
)
