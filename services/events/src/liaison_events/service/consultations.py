"""Consultations and appointments: the slices, as events serves them."""

from fastapi import APIRouter

from liaison_events.use_cases.consultations import (
    add_result,
    book_appointment,
    call_off_appointment,
    cancel_appointment,
    correct_consultation,
    erase_appointment,
    log_consultation,
    move_appointment,
    plan_appointments,
    take_back_consultation,
)
from liaison_events.views.consultations import (
    list_appointments,
    list_consultations,
    show_appointment,
    show_appointment_offices,
    show_appointment_plan,
    show_appointment_slots,
    show_consultation,
    show_consultation_form,
)

SLICES: list[APIRouter] = [
    log_consultation.router,
    correct_consultation.router,
    add_result.router,
    take_back_consultation.router,
    list_consultations.router,
    show_consultation_form.router,  # before show_consultation: `new` is no consultation's id
    show_consultation.router,
    book_appointment.router,
    move_appointment.router,
    cancel_appointment.router,
    call_off_appointment.router,
    erase_appointment.router,
    plan_appointments.router,
    show_appointment_offices.router,
    show_appointment_slots.router,
    show_appointment.router,
    show_appointment_plan.router,
    list_appointments.router,
]
