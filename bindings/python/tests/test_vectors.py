"""Every vector that ships: verdict, step and reason are those that it expects.

The relying party of a vector accepts all that the specification leaves to it, and a vector is
handed over as it stands; ``crates/json/tests/vectors.rs`` has the same rule, for Rust.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from countersign_webauthn import Refused, RelyingParty, UsageError

SHIPPED = Path(__file__).parents[3] / "conformance" / "vectors"

ACCEPT = [
    "untrusted",
    "android-safetynet",
    "no-cts-profile-match",
    "safetynet-time",
    "software-key",
    "rs1",
    "short-challenge",
    "any-origin",
    "any-account",
]

@dataclass(frozen=True)
class Brief:
    verdict: str
    step: str | None = None
    reason: str | None = None
    #: Whether the attestation is.
    trusted: bool | None = None


def folders() -> list[Path]:
    beside = os.environ.get("COUNTERSIGN_SHARED", SHIPPED.parents[2] / "shared")
    return [SHIPPED, Path(beside) / "vectors" / "w3c"]


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_all_vectors_of(folder: Path) -> None:
    if not folder.is_dir():
        pytest.skip(f"left out: {folder} is not there")
    count, wrong = 0, []
    for file in sorted(folder.rglob("*.json")):
        for vector in json.loads(file.read_text())["vectors"]:
            count += 1
            wrong += [
                f"{vector['id']}: {found}" for found in verdicts(vector) if not meets(found, vector)
            ]
    assert not wrong, "\n".join(wrong)
    assert count > (1500 if folder == SHIPPED else 20)


def meets(found: Brief, vector: dict[str, Any]) -> bool:
    """The vectors of W3C name no step."""
    expect, trust = vector["expect"], vector.get("trust") or {}
    if expect["verdict"] != found.verdict:
        return False
    if "step" in expect and (expect["step"], expect["reason"]) != (found.step, found.reason):
        return False
    trusted = trust.get("expect")
    return found.verdict != "accept" or trusted is None or trusted == found.trusted


def verdicts(vector: dict[str, Any]) -> list[Brief]:
    """What comes of the parts, and of the JSON form, where the vector has them."""
    try:
        rp = RelyingParty(**vector["rp"], policy={"accept": ACCEPT}, trust=vector.get("trust"))
    except UsageError:
        return [Brief("error")]
    parts = dict(vector["response"])
    text = parts.pop("json", None)
    found = [] if text is None else [brief(rp, vector, text)]
    if parts.get("client_data_json") is not None:
        found.append(brief(rp, vector, "", response=parts))
    assert found
    return found


def brief(rp: RelyingParty, vector: dict[str, Any], text: str, **call: Any) -> Brief:
    try:
        if vector["ceremony"] == "registration":
            registration = rp.verify_registration(vector["request"], text, **call)
            return Brief("accept", trusted=registration.attestation.trusted)
        call["credential"] = vector["credential"]
        rp.verify_authentication(vector["request"], text, **call)
    except Refused as refused:
        return Brief("reject", refused.step, refused.reason)
    return Brief("accept")
