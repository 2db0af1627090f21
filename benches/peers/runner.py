"""Verifiers in Python, to be timed beside Countersign: `runner.py VERIFIER FILE`. It obeys as
`../runner` does."""

import base64
import json
import ssl
import sys
import time


def decode(text):
    return base64.urlsafe_b64decode(text + "==")


def pem(der):
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"


class PyWebauthn:
    def __init__(self, inputs):
        from webauthn import verify_authentication_response, verify_registration_response
        from webauthn.helpers.structs import AttestationFormat

        self.register = verify_registration_response
        self.authenticate = verify_authentication_response
        self.expected = {
            "expected_challenge": decode(inputs["challenge"]),
            "expected_rp_id": inputs["rp_id"],
            "expected_origin": inputs["origin"],
        }
        self.roots = {AttestationFormat.PACKED: [pem(decode(inputs["anchor"]))]}

    def prepare(self, case):
        if case["ceremony"] == "registration":
            expected = self.expected | {"pem_root_certs_bytes_by_fmt": self.roots}
            return lambda text: self.register(credential=text, **expected)
        stored = {
            "credential_public_key": decode(case["public_key"]),
            "credential_current_sign_count": 0,
        }
        return lambda text: self.authenticate(credential=text, **self.expected, **stored)


class Countersign:
    def __init__(self, inputs):
        from countersign_webauthn import RelyingParty

        # RFC 7468 wants lines of 64.
        anchor = ssl.DER_cert_to_PEM_cert(decode(inputs["anchor"]))
        self.rp = RelyingParty(inputs["rp_id"], [inputs["origin"]], trust={"anchors_pem": [anchor]})
        self.request = {"challenge": inputs["challenge"]}
        self.user_handle = inputs["user_handle"]

    def prepare(self, case):
        if case["ceremony"] == "registration":
            return lambda text: self.rp.verify_registration(self.request, text)
        stored = {
            "id": case["credential_id"],
            "public_key": case["public_key"],
            "sign_count": 0,
            "user_handle": self.user_handle,
        }
        return lambda text: self.rp.verify_authentication(self.request, text, credential=stored)


class PythonFido2:
    def __init__(self, inputs):
        from fido2.attestation import AttestationVerifier, NoneAttestation, PackedAttestation
        from fido2.server import Fido2Server

        root = decode(inputs["anchor"])

        class Verifier(AttestationVerifier):
            def ca_lookup(self, result, auth_data):
                return root

        rp = {"id": inputs["rp_id"], "name": "Example"}
        verifier = Verifier([PackedAttestation()])
        self.server = Fido2Server(rp, attestation="direct", verify_attestation=verifier)
        # Without a statement there is no chain; its verifier knows attested formats only.
        self.unattested = Fido2Server(rp, attestation="direct", verify_attestation=NoChain(NoneAttestation(), PackedAttestation()))
        self.state = {"challenge": inputs["challenge"], "user_verification": None}

    def prepare(self, case):
        if case["ceremony"] == "registration":
            server = self.server if case["name"] == "packed, chain" else self.unattested
            return lambda text: server.register_complete(self.state, json.loads(text))
        from fido2.cose import CoseKey
        from fido2.webauthn import AttestedCredentialData, Aaguid
        from fido2 import cbor

        key = CoseKey.parse(cbor.decode(decode(case["public_key"])))
        stored = [AttestedCredentialData.create(Aaguid.NONE, decode(case["credential_id"]), key)]
        server = self.server
        return lambda text: server.authenticate_complete(self.state, stored, json.loads(text))


class NoChain:
    """Verifies statements that have no chain."""

    def __init__(self, *formats):
        self.formats = {format.FORMAT: format for format in formats}

    def __call__(self, attestation, client_data_hash):
        format = self.formats[attestation.fmt]
        format.verify(attestation.att_stmt, attestation.auth_data, client_data_hash)


def check(case, verify):
    try:
        verify(case["json"])
    except Exception as error:
        return f"no {type(error).__name__}: {error}".replace("\n", " ")
    for twin in case["refused"]:
        try:
            verify(twin["json"])
        except Exception:
            continue
        return f"no accepts {twin['why']}"
    return "ok"


def timed(case, verify, count):
    text = case["json"]
    start = time.process_time_ns()
    for _ in range(count):
        verify(text)
    return time.process_time_ns() - start


def main(verifier, path):
    with open(path, encoding="utf-8") as file:
        inputs = json.load(file)
    cases = {case["name"]: case for case in inputs["cases"]}
    server = {
        "countersign": Countersign,
        "py_webauthn": PyWebauthn,
        "python-fido2": PythonFido2,
    }[verifier](inputs)
    ready = {}
    for line in sys.stdin:
        command, name, *count = line.rstrip("\n").split("\t")
        case = cases[name]
        try:
            verify = ready.get(name) or server.prepare(case)
        except Exception as error:
            print(f"no {type(error).__name__}: {error}".replace("\n", " "), flush=True)
            continue
        ready[name] = verify
        answer = check(case, verify) if command == "check" else timed(case, verify, int(count[0]))
        print(answer, flush=True)


main(*sys.argv[1:])
