"""Signing in: the slices, as the registry serves them."""

from fastapi import APIRouter

from liaison_registry.use_cases.sign_in import (
    begin_city_sign_in,
    change_password,
    choose_password,
    end_sign_in,
    finish_city_sign_in,
    remove_totp,
    request_reset,
    revoke_signing_keys,
    rotate_signing_key,
    set_up_totp,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from liaison_registry.views.sign_in import (
    list_signing_keys,
    show_account,
    show_forgotten_password,
    show_link,
    show_no_role,
    show_renewal,
    show_sign_in,
    show_totp,
)

SLICES: list[APIRouter] = [
    sign_in.router,
    sign_out.router,
    sign_out_everywhere.router,
    end_sign_in.router,
    change_password.router,
    choose_password.router,
    set_up_totp.router,
    remove_totp.router,
    show_sign_in.router,
    show_renewal.router,
    show_link.router,
    show_account.router,
    show_totp.router,
    begin_city_sign_in.router,
    finish_city_sign_in.router,
    show_no_role.router,
    request_reset.router,
    show_forgotten_password.router,
]

API_ONLY: list[APIRouter] = [list_signing_keys.router, rotate_signing_key.router, revoke_signing_keys.router]
