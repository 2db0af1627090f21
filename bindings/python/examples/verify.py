"""A registration of the W3C's test vectors, accepted, and refused with another challenge."""

import json
from pathlib import Path

from countersign_webauthn import Refused, RelyingParty

given = json.loads((Path(__file__).parents[2] / "example" / "response.json").read_text())
rp = RelyingParty("example.org", ["https://example.org"])

registration = rp.verify_registration({"challenge": given["challenge"]}, given["response"])
print("accepted:", registration.record["id"], "with algorithm", registration.algorithm)

try:
    rp.verify_registration({"challenge": "A" * 43}, given["response"])
except Refused as refused:
    print("refused:", refused)
