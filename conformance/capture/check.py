"""Checks recorded vectors with other people's code: cbor2 and cryptography, and then PyPI's webauthn.

    python3 check.py

Not an authority on verdicts: it says whether the recording is sound. It shares no code with the recorder.
"""

import base64
import hashlib
import io
import json
import pathlib
import sys
from collections import Counter

import cbor2
import webauthn
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, padding, rsa
from webauthn.helpers.structs import COSEAlgorithmIdentifier

KNOWN_TO_WEBAUTHN = {int(alg) for alg in COSEAlgorithmIdentifier}
UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
MLDSA = {-48: mldsa.MLDSA44PublicKey, -49: mldsa.MLDSA65PublicKey, -50: mldsa.MLDSA87PublicKey}
SEEN = Counter()


class Unsound(Exception):
    pass


def want(condition, what):
    if not condition:
        raise Unsound(what)


def decode(text):
    want("=" not in text and "+" not in text and "/" not in text, "base64url without padding")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_key(cose):
    kind, alg = cose[1], cose[3]
    if kind == 2:
        want((alg, cose[-1], len(cose[-2]), len(cose[-3])) == (-7, 1, 32, 32), "ES256 on P-256")
        return ec.EllipticCurvePublicNumbers(
            int.from_bytes(cose[-2], "big"), int.from_bytes(cose[-3], "big"), ec.SECP256R1()
        ).public_key()
    if kind == 3:
        want(alg == -257, "RS256")
        return rsa.RSAPublicNumbers(int.from_bytes(cose[-2], "big"), int.from_bytes(cose[-1], "big")).public_key()
    if kind == 1:
        want((alg, cose[-1]) == (-8, 6), "EdDSA on Ed25519")
        return ed25519.Ed25519PublicKey.from_public_bytes(cose[-2])
    want(kind == 7 and alg in MLDSA and set(cose) == {1, 3, -1}, "AKP key of ML-DSA")
    return MLDSA[alg].from_public_bytes(cose[-1])


def signed(key, signature, message):
    """Whether the signature is one by `key`, under the one algorithm such a key has here."""
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def split(auth_data):
    """Authenticator data in its parts; what follows a CBOR item is found by encoding the item again."""
    parts = {"rp": auth_data[:32], "flags": auth_data[32], "count": int.from_bytes(auth_data[33:37], "big")}
    rest = auth_data[37:]
    if parts["flags"] & AT:
        parts["aaguid"], length = rest[:16], int.from_bytes(rest[16:18], "big")
        parts["id"], rest = rest[18 : 18 + length], rest[18 + length :]
        parts["cose"], parts["cose_bytes"], rest = item(rest)
    if parts["flags"] & ED:
        parts["extensions"], _, rest = item(rest)
    want(not rest, "authenticator data ends with its last part")
    return parts


def item(data):
    """The first CBOR item of `data`, its bytes, and what follows it."""
    value = cbor2.CBORDecoder(io.BytesIO(data)).decode()
    encoded = cbor2.dumps(value, canonical=True)
    want(data.startswith(encoded), "CBOR in the CTAP2 canonical form")
    return value, encoded, data[len(encoded) :]


def exact(data):
    return cbor2.dumps(cbor2.loads(data), canonical=True) == data


def common(vector):
    """What both ceremonies have, and the text of toJSON() against the raw members beside it."""
    request, response, rp = vector["request"], vector["response"], vector["rp"]
    text = json.loads(response["json"])
    client_data = json.loads(decode(response["client_data_json"]))
    kind = {"registration": "webauthn.create", "authentication": "webauthn.get"}[vector["ceremony"]]
    want(client_data["type"] == kind, "type")
    want(client_data["challenge"] == request["challenge"], "challenge")
    want(client_data["origin"] in rp["origins"], "origin")
    want(client_data["crossOrigin"] == rp.get("cross_origin", False), "crossOrigin")
    want([client_data["topOrigin"]] == rp["top_origins"] if "top_origins" in rp else "topOrigin" not in client_data, "topOrigin")
    want(text["type"] == "public-key" and text["id"] == text["rawId"] == response["credential_id"], "id, rawId, type")
    want(text["response"]["clientDataJSON"] == response["client_data_json"], "clientDataJSON of the JSON text")
    want(text["clientExtensionResults"] == response["client_extension_results"], "clientExtensionResults")
    SEEN.update(["client data with a surplus member"] if "other_keys_can_be_added_here" in client_data else [])
    return text, hashlib.sha256(decode(response["client_data_json"])).digest()


def flags(vector, parts):
    request, rp = vector["request"], vector["rp"]
    names = [rp["app_id"] if vector["response"]["client_extension_results"].get("appid") else rp["id"]]
    want(parts["rp"] == hashlib.sha256(names[0].encode()).digest(), "rpIdHash")
    want(parts["flags"] & UP, "UP")
    want(parts["flags"] & UV or request["user_verification"] != "required", "UV, which is required")
    want(parts["flags"] & BE or not parts["flags"] & BS, "BS without BE")
    SEEN[f"flags {parts['flags']:#04x}"] += 1


def registration(vector):
    text, client_data_hash = common(vector)
    response, algorithms = vector["response"], vector["request"]["algorithms"]
    want(text["response"]["attestationObject"] == response["attestation_object"], "attestationObject of the JSON text")
    want(text["response"]["transports"] == response["transports"], "transports of the JSON text")
    attestation = cbor2.loads(decode(response["attestation_object"]))
    SEEN.update([] if exact(decode(response["attestation_object"])) else ["attestation object not in canonical CBOR"])
    auth_data, statement = attestation["authData"], attestation["attStmt"]
    want(decode(text["response"]["authenticatorData"]) == auth_data, "authenticatorData of the JSON text")
    parts = split(auth_data)
    flags(vector, parts)
    want(parts["id"] == decode(response["credential_id"]), "credential ID")
    key = public_key(parts["cose"])
    alg = parts["cose"][3]
    want(alg in algorithms and alg == vector["about"]["alg"] == text["response"]["publicKeyAlgorithm"], "alg")
    if "publicKey" in text["response"]:
        spki = serialization.load_der_public_key(decode(text["response"]["publicKey"]))
        want(spki == key, "publicKey of the JSON text")
    else:
        SEEN[f"toJSON() without publicKey: alg {alg}"] += 1
    want(attestation["fmt"] == vector["about"]["fmt"], "fmt")
    if attestation["fmt"] == "none":
        want(statement == {}, "an empty statement")
    else:
        certified(attestation["fmt"], statement, parts, auth_data, client_data_hash)
    SEEN[f"registration {attestation['fmt']} {alg}"] += 1
    SEEN[f"aaguid {parts['aaguid'].hex()} with {attestation['fmt']}"] += 1
    SEEN.update(f"extension output {name} = {value!r}" for name, value in parts.get("extensions", {}).items() if name != "hmac-secret-mc")
    if alg not in KNOWN_TO_WEBAUTHN:
        SEEN[f"not checked with webauthn: algorithm {alg}"] += 1
        return parts
    webauthn.verify_registration_response(
        credential=response["json"], expected_challenge=decode(vector["request"]["challenge"]),
        expected_rp_id=vector["rp"]["id"], expected_origin=vector["rp"]["origins"],
        require_user_verification=vector["request"]["user_verification"] == "required",
        supported_pub_key_algs=[COSEAlgorithmIdentifier(each) for each in algorithms if each in KNOWN_TO_WEBAUTHN],
    )
    SEEN["registrations that webauthn accepts too"] += 1
    return parts


def certified(fmt, statement, parts, auth_data, client_data_hash):
    [leaf] = [x509.load_der_x509_certificate(der) for der in statement["x5c"]]
    if fmt == "packed":
        want(statement["alg"] == -7 and set(statement) == {"alg", "sig", "x5c"}, "packed statement of ES256 with x5c")
        message = auth_data + client_data_hash
    else:
        want(fmt == "fido-u2f" and set(statement) == {"sig", "x5c"}, "fido-u2f statement")
        want(parts["aaguid"] == bytes(16), "an aaguid of zeros")
        point = b"\x04" + parts["cose"][-2] + parts["cose"][-3]
        message = b"\x00" + parts["rp"] + client_data_hash + parts["id"] + point
    want(signed(leaf.public_key(), statement["sig"], message), "attestation signature")
    SEEN["attestation certificates that are self-signed"] += issued_by_itself(leaf)
    SEEN[f"leaf of {fmt}: {leaf.version.name}, {leaf.subject.rfc4514_string()}, issuer {leaf.issuer.rfc4514_string()}, "
         f"{leaf.not_valid_before_utc:%Y-%m-%d} to {leaf.not_valid_after_utc:%Y-%m-%d}, extensions "
         + ", ".join(e.oid.dotted_string + (" critical" if e.critical else "") for e in leaf.extensions)] += 1
    for extension in leaf.extensions:
        if extension.oid.dotted_string == "1.3.6.1.4.1.45724.1.1.4":
            want(extension.value.value == b"\x04\x10" + parts["aaguid"], "aaguid of the certificate")


def issued_by_itself(certificate):
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, InvalidSignature):
        return False
    return True


def authentication(vector):
    text, client_data_hash = common(vector)
    response, credential = vector["response"], vector["credential"]
    for member, ours in [("authenticatorData", "authenticator_data"), ("signature", "signature"), ("userHandle", "user_handle")]:
        want(text["response"].get(member) == response.get(ours), f"{member} of the JSON text")
    auth_data = decode(response["authenticator_data"])
    parts = split(auth_data)
    flags(vector, parts)
    cose, _, rest = item(decode(credential["public_key"]))
    want(not rest, "public_key is one COSE_Key")
    signature = decode(response["signature"])
    want(signed(public_key(cose), signature, auth_data + client_data_hash), "signature")
    want(not signed(public_key(cose), signature, auth_data + client_data_hash[:-1] + b"\x00"), "a signature over this only")
    want(parts["count"] > credential["sign_count"], "a growing counter")
    SEEN[f"authentication {cose[3]}{' with user handle' if 'user_handle' in response else ''}"] += 1
    SEEN.update(f"extension output at get() {name}" for name in parts.get("extensions", {}))
    if cose[3] not in KNOWN_TO_WEBAUTHN or response["client_extension_results"].get("appid"):
        SEEN[f"not checked with webauthn: appid or algorithm {cose[3]}"] += 1
        return parts
    webauthn.verify_authentication_response(
        credential=response["json"], expected_challenge=decode(vector["request"]["challenge"]),
        expected_rp_id=vector["rp"]["id"], expected_origin=vector["rp"]["origins"],
        credential_public_key=decode(credential["public_key"]), credential_current_sign_count=credential["sign_count"],
        require_user_verification=vector["request"]["user_verification"] == "required",
    )
    SEEN["authentications that webauthn accepts too"] += 1
    return parts


def browser_texts(folder):
    """The text of toJSON() of each ceremony, as it is filed beside the options."""
    files = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    return {ceremony["id"]: ceremony["to_json"] for file in files for ceremony in file.get("ceremonies", [])}


def main(folder, browser_json):
    texts = browser_texts(browser_json)
    wrong, ids, registered = [], set(), {}
    for path in sorted(folder.glob("*.json")):
        suite = json.loads(path.read_text())
        want((suite["format"], suite["suite"]) == ("countersign-vectors/1", "chromium"), "format and suite")
        for vector in suite["vectors"]:
            want(vector["id"] not in ids, f"an id of its own: {vector['id']}")
            ids.add(vector["id"])
            want(texts.pop(vector["id"]) == vector["response"]["json"], "the same text in browser-json")
            name = vector["id"].rsplit("/", 1)[0]
            why = ""
            try:
                parts = (registration if vector["ceremony"] == "registration" else authentication)(vector)
                if vector["ceremony"] == "registration":
                    registered[name] = base64.urlsafe_b64encode(parts["cose_bytes"]).rstrip(b"=").decode()
                elif name in registered:
                    want(vector["credential"]["public_key"] == registered[name], "the key that was registered")
            except Unsound as error:
                why = f"not sound: {error}"
            except Exception as error:
                why = f"{type(error).__name__}: {error}"
            verdict = "reject" if why else "accept"
            if verdict != vector["expect"]["verdict"]:
                wrong.append(f"{vector['id']}: {why or 'nothing wrong was found'}")
            elif why:
                print(f"refused as expected: {vector['id']}: {why} (vector: {vector['expect']['why']})")
    want(not texts, "a vector for each text in browser-json")
    for line, count in sorted(SEEN.items()):
        print(f"{count:4} {line}")
    print(*wrong, sep="\n")
    print(f"{len(ids) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    sys.exit(main(here.parent / "vectors/chromium", here / "browser-json"))
