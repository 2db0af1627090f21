"""A verifier in Python that is held against Countersign: `runner.py VERIFIER`. The first line of its
input is the setting, each other one a case; it answers each with a line, `null` for accepted or why
it is not."""

import base64
import json
import sys
import textwrap
import time
import warnings
from datetime import datetime



def decode(text):
    return base64.urlsafe_b64decode(text + "==")


def pem(der):
    lines = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n".encode()


class PyWebauthn:
    def __init__(self, setting, now):
        from webauthn import verify_authentication_response, verify_registration_response
        from webauthn.helpers import validate_certificate_chain as chain
        from webauthn.helpers.cose import COSEAlgorithmIdentifier
        from webauthn.helpers.structs import AttestationFormat
        from OpenSSL.crypto import X509Store

        def store():
            made = X509Store()
            made.set_time(datetime.fromtimestamp(now))
            return made

        # Its own hook for tests: certificates are verified at the time of the cases.
        sys.modules[chain.__module__]._generate_new_cert_store = store
        self.register = verify_registration_response
        self.authenticate = verify_authentication_response
        self.expected = {
            "expected_challenge": decode(setting["challenge"]),
            "expected_rp_id": setting["rp_id"],
            "expected_origin": setting["origin"],
        }
        self.attested = {
            "supported_pub_key_algs": list(COSEAlgorithmIdentifier),
            "pem_root_certs_bytes_by_fmt": {
                AttestationFormat(name): [pem(decode(root))]
                for name, root in setting["anchors"].items()
            },
        }

    def verify(self, case):
        if case["ceremony"] == "registration":
            self.register(credential=case["json"], **self.expected, **self.attested)
            return
        self.authenticate(
            credential=case["json"],
            credential_public_key=decode(case["public_key"]),
            credential_current_sign_count=5,
            **self.expected,
        )


class PythonFido2:
    """It asks for a root for whatever has no chain as well: those formats are verified without."""

    def __init__(self, setting, now):
        from fido2.attestation import AttestationVerifier, NoneAttestation
        from fido2.attestation import base
        from fido2.server import Fido2Server

        roots = {name: decode(root) for name, root in setting["anchors"].items()}

        class Verifier(AttestationVerifier):
            format = None

            def verify_attestation(self, attestation_object, client_data_hash):
                self.format = attestation_object.fmt
                if self.format == "none":
                    statement = attestation_object.att_stmt
                    NoneAttestation().verify(statement, attestation_object.auth_data, client_data_hash)
                    return
                try:
                    super().verify_attestation(attestation_object, client_data_hash)
                except SelfAttested:
                    pass

            def ca_lookup(self, result, auth_data):
                if result.attestation_type == base.AttestationType.SELF:
                    raise SelfAttested
                return roots.get(self.format)

        rp = {"id": setting["rp_id"], "name": "Example"}
        self.server = Fido2Server(rp, attestation="direct", verify_attestation=Verifier())
        self.state = {"challenge": setting["challenge"], "user_verification": None}

    def verify(self, case):
        if case["ceremony"] == "registration":
            self.server.register_complete(self.state, json.loads(case["json"]))
            return
        from fido2 import cbor
        from fido2.cose import CoseKey
        from fido2.webauthn import Aaguid, AttestedCredentialData

        key = CoseKey.parse(cbor.decode(decode(case["public_key"])))
        stored = AttestedCredentialData.create(Aaguid.NONE, decode(case["credential_id"]), key)
        self.server.authenticate_complete(self.state, [stored], json.loads(case["json"]))


class SelfAttested(Exception):
    pass


def why(error):
    """An error and its causes."""
    told = []
    while error is not None and len(told) < 3:
        told.append(f"{type(error).__name__}: {error}")
        error = error.__cause__
    return " < ".join(told)


def main(verifier):
    warnings.simplefilter("ignore")
    setting = json.loads(sys.stdin.readline())
    now = datetime.fromisoformat(setting["time"].replace("Z", "+00:00")).timestamp() + 1
    time.time = lambda: now
    verifier = {"py_webauthn": PyWebauthn, "python-fido2": PythonFido2}[verifier](setting, now)
    for line in sys.stdin:
        case = json.loads(line)
        try:
            verifier.verify(case)
            answer = None
        except Exception as error:  # what a server would catch, or not
            answer = why(error)
        print(json.dumps(answer), flush=True)


main(*sys.argv[1:])
