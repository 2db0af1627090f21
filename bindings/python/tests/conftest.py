from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from authenticator import Authenticator
from countersign_webauthn import Registration, RelyingParty

ORIGIN = "https://example.org"


@dataclass
class Account:
    """Who registered a credential."""

    rp: RelyingParty
    authenticator: Authenticator
    registration: Registration

    @property
    def record(self) -> dict[str, Any]:
        return self.registration.record

    @property
    def user_handle(self) -> str:
        assert self.registration.user_handle
        return self.registration.user_handle


@pytest.fixture(scope="session")
def rp() -> RelyingParty:
    return RelyingParty("example.org", [ORIGIN])


@pytest.fixture
def account(rp: RelyingParty) -> Account:
    authenticator = Authenticator(ORIGIN, "example.org")
    begun = rp.begin_registration("alice")
    response = authenticator.create(begun.options)
    return Account(rp, authenticator, rp.finish_registration(begun.ceremony, response))
