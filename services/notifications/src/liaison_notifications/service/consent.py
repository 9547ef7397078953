"""Who wants news, and who must not be written to."""

from fastapi import APIRouter

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
    take_inbound_sms,
    unsubscribe,
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

SLICES: list[APIRouter] = [
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
]
API_ONLY: list[APIRouter] = [take_inbound_sms.router]
