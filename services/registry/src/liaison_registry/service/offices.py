"""Offices: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.offices import (
    change_address,
    change_hours,
    choose_site,
    close_office,
    open_office,
    put_up_notice,
    remove_special_hours,
    resume_office,
    set_special_hours,
    staff_office,
    start_fitting_out,
    suspend_office,
    take_down_notice,
)
from liaison_registry.views.offices import list_offices, show_hours_form, show_notice_form, show_office, show_site_form

SLICES: list[APIRouter] = [
    choose_site.router,
    start_fitting_out.router,
    staff_office.router,
    open_office.router,
    suspend_office.router,
    resume_office.router,
    close_office.router,
    change_address.router,
    change_hours.router,
    set_special_hours.router,
    remove_special_hours.router,
    put_up_notice.router,
    take_down_notice.router,
    list_offices.router,
    show_office.router,
    show_hours_form.router,
    show_site_form.router,
    show_notice_form.router,
]
