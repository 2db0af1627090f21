"""Replays every vector that ships through the shared library, by ctypes: replay.py LIBRARY FOLDER.

Verdict, step and reason must be those that the vector files have."""

import ctypes
import json
import sys
from pathlib import Path

ACCEPT = [
    "untrusted", "android-safetynet", "no-cts-profile-match", "safetynet-time", "software-key",
    "rs1", "short-challenge", "any-origin", "any-account",
]  # fmt: skip
OK, REJECTED, ERROR = 0, 1, 2


class Bytes(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("length", ctypes.c_size_t)]

    @classmethod
    def of(cls, text):
        encoded = text.encode()
        return cls(encoded, len(encoded))


class Read(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t)]


library = ctypes.CDLL(sys.argv[1])
library.countersign_text_bytes.restype = Read
library.countersign_text_bytes.argtypes = [ctypes.c_void_p]
library.countersign_text_free.restype = None
library.countersign_text_free.argtypes = [ctypes.c_void_p]
library.countersign_verifier_free.restype = None
library.countersign_verifier_free.argtypes = [ctypes.c_void_p]
library.countersign_verifier_new.argtypes = [Bytes, ctypes.c_void_p, ctypes.c_void_p]
for ceremony in ("registration", "authentication"):
    verify = getattr(library, f"countersign_verify_{ceremony}")
    verify.argtypes = [ctypes.c_void_p, Bytes, Bytes, ctypes.c_void_p]


def taken(text):
    """The JSON of a text, which is freed."""
    if not text.value:
        return None
    read = library.countersign_text_bytes(text)
    value = json.loads(ctypes.string_at(read.data, read.length))
    library.countersign_text_free(text)
    return value


def verdicts(vector):
    """What comes of the parts of the response, and of its JSON form, where it has them."""
    configuration = {"rp": vector["rp"], "policy": {"accept": ACCEPT}}
    if vector.get("trust"):
        configuration["trust"] = vector["trust"]
    verifier, error = ctypes.c_void_p(), ctypes.c_void_p()
    made = library.countersign_verifier_new(
        Bytes.of(json.dumps(configuration)), ctypes.byref(verifier), ctypes.byref(error)
    )
    if made != OK:
        yield made, taken(error)
        return
    call = {"request": vector["request"]}
    if vector["ceremony"] == "authentication":
        call["credential"] = vector["credential"]
    parts = dict(vector["response"])
    text = parts.pop("json", None)
    verify = getattr(library, f"countersign_verify_{vector['ceremony']}")

    def one(call, response):
        result = ctypes.c_void_p()
        status = verify(verifier, Bytes.of(json.dumps(call)), Bytes.of(response), ctypes.byref(result))
        return status, taken(result)

    if text is not None:
        yield one(call, text)
    if parts.get("client_data_json") is not None:
        yield one(call | {"response": parts}, "")
    library.countersign_verifier_free(verifier)


def wrong(expected, status, verdict):
    """Whether that is another verdict than the vector's."""
    if expected["verdict"] == "either":
        return status not in (OK, REJECTED)
    if expected["verdict"] == "accept":
        return status != OK or verdict["verdict"] != "accept"
    if status != REJECTED or not verdict["section"] or not verdict["message"]:
        return True
    return any(verdict[member] != expected[member] for member in ("step", "reason") if member in expected)


def main():
    count, failed = 0, []
    for file in sorted(Path(sys.argv[2]).rglob("*.json")):
        for vector in json.loads(file.read_text()).get("vectors", []):
            count += 1
            for status, verdict in verdicts(vector):
                if wrong(vector["expect"], status, verdict):
                    failed.append(f"{vector['id']}: {status} {verdict}, expected {vector['expect']}")
    print("\n".join(failed[:20]))
    print(f"{count} vectors, {len(failed)} differ")
    sys.exit(bool(failed) or count < 1500)


main()
