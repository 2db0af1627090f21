from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: A credential record, to be stored as JSON and given back as it is.
Record = dict[str, Any]


@dataclass(frozen=True)
class ExplainedStep:
    """A step of the ceremony with what came of it, where the call asked with ``explain=True``."""

    step: str
    section: str
    title: str
    link: str
    #: ``passed``, ``refused``, ``not_applicable`` or ``not_reached``.
    outcome: str
    #: Why it refused, or does not apply.
    why: str | None


@dataclass(frozen=True)
class Refusal:
    """Which step of the specification refused a response, and how."""

    #: The step's name, as in the vectors; names stay.
    step: str
    #: Where it stands, as ``§7.1 step 8``.
    section: str
    #: What the step demands, in one line.
    title: str
    #: The section's address.
    link: str
    #: ``Malformed``, ``Missing``, ``Mismatch``, ``NotAllowed``, ``BadSignature``, ``Unsupported``,
    #: ``Expired`` or ``TooLarge``.
    reason: str
    #: The same in words, with what was expected and found.
    message: str
    #: Whether the server has no such credential: the page may call ``signalUnknownCredential()``.
    unknown_credential: bool
    #: Each step in order, where the call asked with ``explain=True``.
    steps: list[ExplainedStep] | None = None


@dataclass(frozen=True)
class Deviation:
    """What was accepted although the text forbids it, or may be read so."""

    step: str
    section: str
    what: str
    #: The byte at which it was seen.
    offset: int


@dataclass(frozen=True)
class Model:
    """What FIDO metadata say of an authenticator model."""

    #: As a UUID.
    aaguid: str | None
    name: str
    #: A picture as a ``data:`` URL, of the vendor's: show it as an image and nothing else.
    icon: str | None
    #: The status reported last.
    status: str | None
    #: Since when, as ``2026-01-31``.
    since: str | None
    #: The highest level at which it is certified.
    certification: str | None
    #: Statuses that someone should know of.
    notices: list[str]


@dataclass(frozen=True)
class Statement:
    """An attestation statement that was verified."""

    format: str
    #: ``none``, ``self``, ``basic``, ``basic_or_att_ca``, ``att_ca``, ``anon_ca``, ``compound``.
    attestation_type: str
    #: Leaf first: DER as base64url.
    certificates: list[str]
    #: ``none``, ``self``, ``known_self``, ``trusted`` or ``unassessed``.
    assessment: str
    model: Model | None


@dataclass(frozen=True)
class Attestation:
    """What was attested, and whether it is trusted."""

    format: str
    #: What came of the configuration's anchors or metadata; ``None`` where there are none.
    trusted: bool | None
    #: Why it is not trusted, where that was accepted.
    untrusted: Refusal | None
    #: The statement, or each of a compound one.
    statements: list[Statement]


@dataclass(frozen=True)
class AuthenticatorOutputs:
    """What the authenticator signed of its extensions."""

    cred_protect: int | None = None
    min_pin_length: int | None = None
    cred_blob_stored: bool | None = None
    #: As base64url.
    cred_blob: str | None = None
    #: User verification method, key protection and matcher protection of each.
    uvm: list[list[int]] | None = None


@dataclass(frozen=True)
class Registration:
    """A registration that passed every step."""

    #: Store it with the account; its ``id`` is the credential ID, and is to be unique.
    record: Record
    #: The account's user handle, as base64url; ``None`` where the ceremony was begun elsewhere.
    user_handle: str | None
    user_present: bool
    user_verified: bool
    #: The credential's COSE algorithm.
    algorithm: int
    #: If the client says so; not verified.
    discoverable: bool | None
    origin: str
    cross_origin: bool | None
    top_origin: str | None
    attestation: Attestation
    #: As they came, not signed. May hold secrets (prf).
    client_extension_results: dict[str, Any] | None
    authenticator_extension_results: AuthenticatorOutputs
    #: Extensions that returned something without being asked.
    unsolicited_extensions: list[str]
    #: ``nothing``, ``have_another_credential``, ``offer_password_removal`` or
    #: ``confirm_other_factors``.
    backup_advice: str
    deviations: list[Deviation]
    #: Each step in order, where the call asked with ``explain=True``.
    steps: list[ExplainedStep] | None = None


@dataclass(frozen=True)
class Counter:
    """The signature counter against the record's."""

    #: ``unused``, ``grew`` or ``did_not_grow``: perhaps the authenticator was cloned.
    standing: str
    stored: int
    received: int


@dataclass(frozen=True)
class Authentication:
    """An authentication that passed every step."""

    #: Store it in place of the old one.
    record: Record
    user_present: bool
    user_verified: bool
    counter: Counter
    #: ``same``, ``backed_up`` or ``no_longer_backed_up``.
    backup: str
    #: As at a registration.
    backup_advice: str
    #: What ``uvInitialized`` of the record may become, once the server has seen another factor.
    uv_initialized: bool
    app_id_used: bool
    origin: str
    cross_origin: bool | None
    top_origin: str | None
    #: As they came, not signed. May hold secrets (prf).
    client_extension_results: dict[str, Any] | None
    authenticator_extension_results: AuthenticatorOutputs
    #: Extensions that returned something without being asked.
    unsolicited_extensions: list[str]
    deviations: list[Deviation]
    #: As at a registration.
    steps: list[ExplainedStep] | None = None


Members = dict[str, Any]


def registration(members: Members) -> Registration:
    attestation = members["attestation"]
    untrusted = attestation["untrusted"]
    return Registration(
        **_shared(members)
        | {
            "attestation": Attestation(
                **attestation
                | {
                    "untrusted": untrusted and Refusal(**untrusted),
                    "statements": [_statement(one) for one in attestation["statements"]],
                }
            )
        }
    )


def authentication(members: Members) -> Authentication:
    return Authentication(**_shared(members) | {"counter": Counter(**members["counter"])})


def refusal(members: Members) -> Refusal:
    return Refusal(**members | {"steps": _steps(members)})


def _steps(members: Members) -> list[ExplainedStep] | None:
    steps = members.get("steps")
    return None if steps is None else [ExplainedStep(**one) for one in steps]


def _statement(members: Members) -> Statement:
    model = members["model"]
    return Statement(**members | {"model": model and Model(**model)})


def _shared(members: Members) -> Members:
    outputs = members["authenticator_extension_results"]
    return members | {
        "authenticator_extension_results": AuthenticatorOutputs(**outputs),
        "deviations": [Deviation(**one) for one in members["deviations"]],
        "steps": _steps(members),
    }
