"""Makes cross_check.json: signatures by OpenSSL, through pyca/cryptography.

    python3 cross_check.py > cross_check.json

What Wycheproof has no vectors for: every curve with every hash, SHA-1 under PKCS#1 v1.5, moduli of
a length that is not a whole number of bytes (8k+1 bits makes the PSS encoding one byte shorter),
and large public exponents. Keys are made anew on each run.
"""

import json
import sys
from math import gcd

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

HASHES = {"SHA-1": hashes.SHA1(), "SHA-256": hashes.SHA256(), "SHA-384": hashes.SHA384(), "SHA-512": hashes.SHA512()}
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1(), "secp256k1": ec.SECP256K1()}
MESSAGE = b"signed by another library"


def ecdsa():
    for curve, parameters in CURVES.items():
        key = ec.generate_private_key(parameters)
        numbers = key.public_key().public_numbers()
        length = (parameters.key_size + 7) // 8
        for name, hash in HASHES.items():
            yield {"scheme": "ECDSA", "hash": name, "curve": curve,
                   "x": numbers.x.to_bytes(length, "big").hex(), "y": numbers.y.to_bytes(length, "big").hex(),
                   "signature": key.sign(MESSAGE, ec.ECDSA(hash)).hex()}


def rsa_key(bits, e):
    """A key of exactly these bits with this exponent, from primes that OpenSSL made."""
    while True:
        p = rsa.generate_private_key(65537, 2 * (bits // 2)).private_numbers().p
        q = rsa.generate_private_key(65537, 2 * (bits - bits // 2)).private_numbers().q
        phi = (p - 1) * (q - 1)
        if (p * q).bit_length() == bits and p != q and gcd(e, phi) == 1:
            d = pow(e, -1, phi)
            return rsa.RSAPrivateNumbers(
                p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, p * q)).private_key()


def rsassa():
    for bits, e in [(2048, 3), (2049, 65537), (2055, 2**33 - 1), (8192, 65537)]:
        key = rsa_key(bits, e)
        n = key.public_key().public_numbers().n
        for name, hash in HASHES.items():
            salt = padding.PSS(padding.MGF1(hash), padding.PSS.DIGEST_LENGTH)
            for scheme, pad in [("PKCS1", padding.PKCS1v15()), ("PSS", salt)]:
                yield {"scheme": scheme, "hash": name, "bits": bits,
                       "n": n.to_bytes((bits + 7) // 8, "big").hex(), "e": f"{e:x}".rjust((len(f"{e:x}") + 1) // 2 * 2, "0"),
                       "signature": key.sign(MESSAGE, pad, hash).hex()}


json.dump({"source": "cross_check.py, cryptography and OpenSSL", "message": MESSAGE.hex(),
           "signatures": [*ecdsa(), *rsassa()]}, sys.stdout, indent=0)
print()
