"""Reporting's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_reporting.jobs.copy_facts import copy_facts
from liaison_reporting.jobs.deliver_webhooks import deliver_webhooks
from liaison_reporting.jobs.empty_feed import empty_feed
from liaison_reporting.jobs.publish_datasets import publish_datasets
from liaison_reporting.jobs.tell_scorecard import tell_scorecard
from liaison_reporting.jobs.tend_webhooks import tend_webhooks
from liaison_reporting.model.projections import PROJECTIONS
from liaison_reporting.model.showing.on_pages import ON_PAGES
from liaison_reporting.reactions.activity.on_attendance_recorded import on_attendance_recorded
from liaison_reporting.reactions.activity.on_baseline_state import on_baseline_state
from liaison_reporting.reactions.activity.on_feedback_received import on_feedback_received
from liaison_reporting.reactions.activity.on_headcount_recorded import on_headcount_recorded
from liaison_reporting.reactions.activity.on_needs_study_published import on_needs_study_published
from liaison_reporting.reactions.activity.on_population_state import on_population_state
from liaison_reporting.reactions.activity.on_sign_up_cancelled import on_sign_up_cancelled
from liaison_reporting.reactions.activity.on_sign_up_confirmed import on_sign_up_confirmed
from liaison_reporting.reactions.commitment.on_completion_confirmed import on_completion_confirmed
from liaison_reporting.reactions.commitment.on_concept_adopted import on_concept_adopted
from liaison_reporting.reactions.commitment.on_milestone_changed import on_milestone_changed
from liaison_reporting.reactions.commitment.on_office_closed import on_office_closed
from liaison_reporting.reactions.commitment.on_office_opened import on_office_opened
from liaison_reporting.reactions.commitment.on_office_resumed import on_office_resumed
from liaison_reporting.reactions.commitment.on_office_site_chosen import on_office_site_chosen
from liaison_reporting.reactions.commitment.on_office_suspended import on_office_suspended
from liaison_reporting.reactions.commitment.on_programme_adopted import on_programme_adopted
from liaison_reporting.reactions.commitment.on_scorecard_changed import on_scorecard_changed
from liaison_reporting.reactions.commitment.on_staff_trained import on_staff_trained
from liaison_reporting.reactions.commitment.on_targets_changed import on_targets_changed
from liaison_reporting.reactions.on_consultation_corrected import on_consultation_corrected
from liaison_reporting.reactions.on_consultation_given import on_consultation_given
from liaison_reporting.reactions.on_consultation_taken_back import on_consultation_taken_back
from liaison_reporting.reactions.on_cso_registered import on_cso_registered
from liaison_reporting.reactions.on_csos_merged import on_csos_merged
from liaison_reporting.reactions.on_dataset_published import on_dataset_published
from liaison_reporting.reactions.on_district_state import on_district_state
from liaison_reporting.reactions.on_event_held import on_event_held
from liaison_reporting.reactions.on_event_report_corrected import on_event_report_corrected
from liaison_reporting.reactions.on_grant_award_state import on_grant_award_state
from liaison_reporting.reactions.on_office_state import on_office_state
from liaison_reporting.reactions.on_period_locked import on_period_locked
from liaison_reporting.reactions.on_programme_state import on_programme_state
from liaison_reporting.reactions.reach.on_deliveries_counted import on_deliveries_counted
from liaison_reporting.reactions.reach.on_subscriptions_changed import on_subscriptions_changed
from liaison_reporting.reactions.society.on_grant_annulled import on_grant_annulled
from liaison_reporting.reactions.society.on_grant_awarded import on_grant_awarded
from liaison_reporting.reactions.society.on_grant_transfer_taken_back import on_grant_transfer_taken_back
from liaison_reporting.reactions.society.on_grant_transferred import on_grant_transferred
from liaison_reporting.reactions.society.on_initiative_group_formed import on_initiative_group_formed
from liaison_reporting.reactions.society.on_memorandum_ended import on_memorandum_ended
from liaison_reporting.reactions.society.on_memorandum_signed import on_memorandum_signed
from liaison_reporting.settings import ReportingSettings
from liaison_reporting.use_cases import confirm_completion, lock_results, publish_open_data
from liaison_reporting.use_cases.webhooks import (
    add_webhook,
    change_webhook,
    redeliver_facts,
    remove_webhook,
    resume_webhook,
    rotate_secret,
    try_webhook,
)
from liaison_reporting.views import (
    list_district_results,
    list_facts,
    list_periods,
    list_reports,
    show_completion,
    show_data_archive,
    show_data_catalog,
    show_data_package,
    show_dataset,
    show_dataset_file,
    show_dataset_passport,
    show_dataset_structure,
    show_events_data,
    show_office_results,
    show_open_data,
    show_overview,
    show_period,
    show_report,
    show_report_file,
    show_scorecard,
)
from liaison_reporting.views.catalogue import (
    show_asyncapi,
    show_catalogue,
    show_changelog,
    show_fact,
    show_golden_facts,
    show_record_schema,
    show_schema,
)
from liaison_reporting.views.feed import list_published
from liaison_reporting.views.webhooks import list_webhooks, show_webhook

SIDE_BY_SIDE = 4
"""So many webhooks are delivered to at the same time by one process."""

SERVICE = Service(
    name="reporting",
    migrations=Path(__file__).parents[2] / "migrations",
    settings=ReportingSettings,
    slices=[
        show_scorecard.router,
        list_facts.router,
        show_completion.router,
        confirm_completion.router,
        list_district_results.router,
        show_office_results.router,
        show_events_data.router,
        list_reports.router,
        show_open_data.router,
        show_data_package.router,
        show_data_archive.router,
        show_data_catalog.router,
        show_dataset_file.router,
        show_dataset_passport.router,
        show_dataset_structure.router,
        show_dataset.router,
        publish_open_data.router,
        list_periods.router,
        show_overview.router,
        show_period.router,
        lock_results.router,
        show_report.router,
        show_report_file.router,
        show_catalogue.router,
        show_asyncapi.router,
        show_changelog.router,
        show_schema.router,
        show_record_schema.router,
        show_golden_facts.router,
        show_fact.router,
        list_webhooks.router,
        add_webhook.router,
        show_webhook.router,
        change_webhook.router,
        rotate_secret.router,
        try_webhook.router,
        redeliver_facts.router,
        resume_webhook.router,
        remove_webhook.router,
    ],
    reactions=[
        on_programme_state,
        on_district_state,
        on_office_state,
        on_cso_registered,
        on_csos_merged,
        on_event_held,
        on_event_report_corrected,
        on_consultation_given,
        on_consultation_corrected,
        on_consultation_taken_back,
        on_grant_award_state,
        on_concept_adopted,
        on_milestone_changed,
        on_office_closed,
        on_office_opened,
        on_office_resumed,
        on_office_site_chosen,
        on_office_suspended,
        on_programme_adopted,
        on_staff_trained,
        on_targets_changed,
        on_completion_confirmed,
        on_scorecard_changed,
        on_attendance_recorded,
        on_headcount_recorded,
        on_sign_up_confirmed,
        on_sign_up_cancelled,
        on_feedback_received,
        on_needs_study_published,
        on_baseline_state,
        on_population_state,
        on_grant_awarded,
        on_grant_annulled,
        on_grant_transferred,
        on_grant_transfer_taken_back,
        on_memorandum_signed,
        on_memorandum_ended,
        on_initiative_group_formed,
        on_deliveries_counted,
        on_subscriptions_changed,
        on_dataset_published,
        on_period_locked,
    ],
    jobs=[
        *(tell_scorecard, publish_datasets, copy_facts, empty_feed, tend_webhooks),
        *[deliver_webhooks] * SIDE_BY_SIDE,
    ],
    api_only=[list_published.router],
    projections=PROJECTIONS,
    pages=pages("liaison_reporting", **ON_PAGES),
)
