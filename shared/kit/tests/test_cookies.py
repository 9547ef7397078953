"""What a browser is told about each cookie: who may read it, how long it stays, and that it goes over TLS alone."""

from fastapi import Response
from liaison_kit import identity
from liaison_kit.cookies import Cookie

from shared.kit.tests.site import settings


def given(cookie: Cookie, secure: bool = False, path: str = "/") -> str:
    response = Response()
    cookie.give(response, "value", path=path, secure=secure)
    return response.headers["set-cookie"]


def test_a_cookie_stays_as_long_as_it_says_and_no_script_reads_it() -> None:
    assert given(Cookie("c", 60)) == "c=value; HttpOnly; Max-Age=60; Path=/; SameSite=strict"


def test_one_for_scripts_is_not_hidden_from_them() -> None:
    assert given(Cookie("c", 60, "lax", readable=True)) == "c=value; Max-Age=60; Path=/; SameSite=lax"


def test_one_without_a_time_ends_with_the_browser_and_belongs_to_its_path() -> None:
    assert given(Cookie("c", None), path="/mine") == "c=value; HttpOnly; Path=/mine; SameSite=strict"


def test_over_tls_it_never_goes_another_way_and_may_belong_to_one_host() -> None:
    assert given(Cookie("c", None), secure=True) == "c=value; HttpOnly; Path=/; SameSite=strict; Secure"
    assert given(Cookie("c", None, hosts=True), secure=True).startswith("__Host-c=value;")
    assert given(Cookie("c", None, hosts=True)).startswith("c=value;")


def test_a_sign_in_is_taken_back_as_it_was_handed_out() -> None:
    """A browser forgets a cookie only by its name, path and, over TLS, as a secure one."""
    for url, name, end in (
        ("https://liaison.example", "__Host-liaison", "; Secure"),
        ("http://liaison.example", "liaison", ""),
    ):
        response = Response()
        identity.hand_out(response, settings(url=url), "token")
        identity.take_back(response, settings(url=url))
        kept, gone = response.headers.getlist("set-cookie")
        assert kept == f"{name}=token; HttpOnly; Path=/; SameSite=lax{end}"
        assert gone.startswith(f'{name}=""; expires=')
        assert gone.endswith(f"HttpOnly; Max-Age=0; Path=/; SameSite=lax{end}")
