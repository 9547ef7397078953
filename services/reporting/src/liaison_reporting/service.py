"""Reporting's table of contents."""

from pathlib import Path

from liaison_kit.service import Service
from liaison_pages.render import pages

from liaison_reporting.jobs.publish_datasets import publish_datasets
from liaison_reporting.model.projections import PROJECTIONS
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
from liaison_reporting.settings import ReportingSettings
from liaison_reporting.use_cases import lock_results, publish_open_data
from liaison_reporting.views import (
    list_district_results,
    list_periods,
    show_catalogue,
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
    show_period,
    show_report,
    show_report_file,
    show_schema,
    show_scorecard,
)

SERVICE = Service(
    name="reporting",
    migrations=Path(__file__).parents[2] / "migrations",
    settings=ReportingSettings,
    slices=[
        show_scorecard.router,
        list_district_results.router,
        show_office_results.router,
        show_events_data.router,
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
        show_period.router,
        lock_results.router,
        show_report.router,
        show_report_file.router,
        show_catalogue.router,
        show_schema.router,
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
        on_dataset_published,
        on_period_locked,
    ],
    jobs=[publish_datasets],
    projections=PROJECTIONS,
    pages=pages("liaison_reporting"),
)
