from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from authenticator import base64url
from conftest import ORIGIN, Account
from countersign_webauthn import Counter, Refused, RelyingParty


def test_a_registration_gives_a_record(account: Account) -> None:
    registration = account.registration
    assert registration.record["id"] == base64url(account.authenticator.id)
    assert registration.user_handle == account.authenticator.user_handle
    assert registration.user_verified
    assert registration.algorithm == -7
    assert registration.origin == ORIGIN
    assert registration.attestation.format == "none"
    assert registration.attestation.statements[0].assessment == "none"
    assert registration.deviations == []


def test_an_authentication_moves_the_counter_of_a_record_kept_as_json(account: Account) -> None:
    stored = json.dumps(account.record)
    for count in (1, 2):
        begun = account.rp.begin_authentication()
        response = account.authenticator.get(begun.options)
        verified = account.rp.finish_authentication(
            begun.ceremony, response, json.loads(stored), account.user_handle
        )
        assert verified.counter == Counter("grew", stored=count - 1, received=count)
        stored = json.dumps(verified.record)


@pytest.mark.parametrize("form", [dict, json.dumps, lambda value: json.dumps(value).encode()])
def test_a_response_may_be_text_bytes_or_what_was_read(
    account: Account, form: Callable[[Any], Any]
) -> None:
    begun = account.rp.begin_authentication(
        mode="account", user_handle=account.user_handle, records=[account.record]
    )
    response = form(account.authenticator.get(begun.options))
    assert account.rp.finish_authentication(
        begun.ceremony, response, account.record, account.user_handle
    ).user_present


def test_a_credential_that_nobody_has_is_unknown(account: Account) -> None:
    begun = account.rp.begin_authentication()
    response = account.authenticator.get(begun.options)
    with pytest.raises(Refused) as caught:
        account.rp.finish_authentication(begun.ceremony, response, None, None)
    assert caught.value.refusal.unknown_credential


def test_a_ceremony_ends(account: Account) -> None:
    begun = account.rp.begin_authentication(valid_for=60)
    response = account.authenticator.get(begun.options)

    def at(time: int | datetime) -> bool:
        return account.rp.finish_authentication(
            begun.ceremony, response, account.record, account.user_handle, time=time
        ).user_present

    assert at(begun.expires)
    assert at(datetime.fromtimestamp(begun.expires, timezone.utc))
    with pytest.raises(Refused) as caught:
        at(begun.expires + 1)
    assert caught.value.reason == "Expired"


def test_sealed_ceremonies_are_of_one_session(account: Account) -> None:
    rp = RelyingParty("example.org", [ORIGIN], sealing_keys=[base64url(bytes(range(32)))])
    begun = rp.begin_authentication(session="a")
    assert "challenge" not in begun.ceremony
    response = account.authenticator.get(begun.options)
    known = account.record, account.user_handle
    assert rp.finish_authentication(begun.ceremony, response, *known, session="a")
    with pytest.raises(Refused):
        rp.finish_authentication(begun.ceremony, response, *known, session="b")


def test_a_challenge_of_the_servers_own(account: Account) -> None:
    challenge = base64url(bytes(range(32)))
    response = account.authenticator.get({"publicKey": {"challenge": challenge}})
    verified = account.rp.verify_authentication(
        {"challenge": challenge}, response, record=account.record, user_handle=account.user_handle
    )
    assert verified.counter.received == 1


def test_the_policy_of_the_configuration_counts(account: Account) -> None:
    rp = RelyingParty("example.org", [ORIGIN], policy={"refuse": ["no-attestation"]})
    begun = rp.begin_registration("bob", exclude=[account.record])
    (excluded,) = begun.options["publicKey"]["excludeCredentials"]
    assert excluded["id"] == account.record["id"]
    with pytest.raises(Refused) as caught:
        rp.finish_registration(begun.ceremony, account.authenticator.create(begun.options))
    assert caught.value.reason == "NotAllowed"


def test_a_verdict_tells_its_steps_where_it_is_asked(account: Account) -> None:
    begun = account.rp.begin_authentication()
    response = account.authenticator.get(begun.options)
    handle = account.user_handle
    verified = account.rp.finish_authentication(
        begun.ceremony, response, account.record, handle, explain=True
    )
    assert verified.steps is not None
    assert {step.outcome for step in verified.steps} == {"passed", "not_applicable"}
    response["response"]["signature"] = "AAAA"
    with pytest.raises(Refused) as caught:
        account.rp.finish_authentication(
            begun.ceremony, response, account.record, handle, explain=True
        )
    refused = [step for step in caught.value.refusal.steps or [] if step.outcome == "refused"]
    assert [step.step for step in refused] == [caught.value.step]
    assert account.registration.steps is None
