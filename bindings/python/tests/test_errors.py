from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ORIGIN, Account
from countersign_webauthn import Refused, RelyingParty, UsageError


def refused(account: Account, response: Any) -> Refused:
    begun = account.rp.begin_authentication()
    with pytest.raises(Refused) as caught:
        account.rp.finish_authentication(
            begun.ceremony, response, account.record, account.user_handle
        )
    return caught.value


def test_a_refusal_names_step_reason_section_and_link(account: Account) -> None:
    other = account.rp.begin_authentication()
    error = refused(account, account.authenticator.get(other.options))
    assert error.step == "AuthenticationChallenge"
    assert error.reason == "Mismatch"
    assert error.section.startswith("§7.2 step ")
    assert error.link.startswith("https://www.w3.org/TR/webauthn-3/#")
    assert str(error) == f"{error.section}: {error.refusal.message}"
    assert not error.refusal.unknown_credential


@pytest.mark.parametrize(
    "response",
    [
        "",
        "{",
        "null",
        "\ud800",
        "\0",
        b"\xff\xfe\x00",
        b'{"id": "\xff"}',
        {},
        [],
        None,
        7,
        "[" * 100_000,
        "x" * 20_000_000,
        {"id": "\udfff"},
        {"id": "A" * 20_000_000},
    ],
    ids=lambda response: repr(response)[:20],
)
def test_whatever_a_browser_sends_is_refused(account: Account, response: Any) -> None:
    assert refused(account, response).reason in {"Malformed", "Missing", "TooLarge"}


def test_an_invalid_byte_in_a_good_response_is_refused(account: Account) -> None:
    begun = account.rp.begin_authentication()
    text = json.dumps(account.authenticator.get(begun.options)).encode()
    known = account.record, account.user_handle
    broken = text.replace(b'"public-key"', b'"public-key\xff"')
    with pytest.raises(Refused):
        account.rp.finish_authentication(begun.ceremony, broken, *known)
    assert account.rp.finish_authentication(begun.ceremony, text, *known)


@pytest.mark.parametrize(
    ("make", "member"),
    [
        (lambda: RelyingParty("example.org", ["https://example.org", "https://example.org/x y"]), "rp.origins[1]"),
        (lambda: RelyingParty("example.org", [ORIGIN], cross_site=True), "rp.cross_site"),
        (lambda: RelyingParty("example.org", [ORIGIN], cross_origin=3), "rp.cross_origin"),
        (lambda: RelyingParty("example.org", [ORIGIN], backend="mine"), "backend"),
        (lambda: RelyingParty("example.org", [ORIGIN], policy={"refuse": ["x"]}), "policy.refuse[0]"),
    ],
)
def test_a_configuration_that_can_not_be_names_the_member(
    make: Callable[[], object], member: str
) -> None:
    with pytest.raises(UsageError) as caught:
        make()
    assert caught.value.member == member
    assert str(caught.value).startswith(f"{member}: ")


def test_a_call_that_can_not_be_names_the_member(rp: RelyingParty) -> None:
    with pytest.raises(UsageError) as caught:
        rp.begin_registration("alice", user_verification="perhaps")
    assert caught.value.member == "user_verification"
    with pytest.raises(UsageError) as caught:
        rp.finish_registration("no ceremony", {})
    assert caught.value.member == "ceremony"
    with pytest.raises(UsageError) as caught:
        rp.verify_authentication({"challenge": "A" * 43}, {})
    assert caught.value.member == "record"
    with pytest.raises(UsageError) as caught:
        rp.begin_authentication(timeout=float("nan"))


@pytest.mark.parametrize("response", [object(), {1, 2}, {"id": b"bytes"}])
def test_what_no_browser_can_send_is_a_type_error(rp: RelyingParty, response: Any) -> None:
    with pytest.raises(TypeError):
        rp.verify_registration({"challenge": "A" * 43}, response)


def test_wrong_types_of_the_servers_own(rp: RelyingParty) -> None:
    with pytest.raises(TypeError):
        RelyingParty("example.org", 7)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        rp.begin_registration(object())  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        rp.begin_registration(None)  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        RelyingParty("\ud800", [ORIGIN])
