"""An authenticator and its browser, for tests: ES256, no attestation."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def cbor(item: int | bytes | str | dict[Any, Any]) -> bytes:
    """As much of CBOR as an attestation object needs."""
    if isinstance(item, int):
        return _head(0, item) if item >= 0 else _head(1, -1 - item)
    if isinstance(item, bytes):
        return _head(2, len(item)) + item
    if isinstance(item, str):
        return _head(3, len(item.encode())) + item.encode()
    return _head(5, len(item)) + b"".join(cbor(k) + cbor(v) for k, v in item.items())


def _head(major: int, value: int) -> bytes:
    if value < 24:
        return bytes([major << 5 | value])
    if value < 256:
        return bytes([major << 5 | 24, value])
    return bytes([major << 5 | 25]) + value.to_bytes(2)


class Authenticator:
    """One credential at ``origin``; its methods give what ``credential.toJSON()`` gives."""

    def __init__(self, origin: str, rp_id: str) -> None:
        self.origin = origin
        self.rp_id_hash = hashlib.sha256(rp_id.encode()).digest()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.user_handle = ""
        self.count = 0

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        asked = options["publicKey"]
        self.user_handle = asked["user"]["id"]
        point = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        credential = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor(key)
        data = self._data(ATTESTED) + credential
        return self._credential(
            clientDataJSON=base64url(self._client_data("webauthn.create", asked)),
            attestationObject=base64url(cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            transports=["internal"],
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        client_data = self._client_data("webauthn.get", options["publicKey"])
        self.count += 1
        data = self._data(0)
        signed = data + hashlib.sha256(client_data).digest()
        return self._credential(
            clientDataJSON=base64url(client_data),
            authenticatorData=base64url(data),
            signature=base64url(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            userHandle=self.user_handle,
        )

    def _client_data(self, kind: str, asked: dict[str, Any]) -> bytes:
        members = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(members | {"crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        flags |= USER_PRESENT | USER_VERIFIED
        return self.rp_id_hash + bytes([flags]) + self.count.to_bytes(4)

    def _credential(self, **response: Any) -> dict[str, Any]:
        return {
            "id": base64url(self.id),
            "rawId": base64url(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
