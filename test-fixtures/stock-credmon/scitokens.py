"""Stands in for the Python package of this name, which Debian does not have and HTCondor's own local issuer needs.

Only what that issuer calls is here, so that a pool can run it beside Credmint for comparison and take-over tests.
"""

import base64
import json
import time
import uuid

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SciToken:
    def __init__(self, key=None, algorithm="RS256", key_id=None):
        self._key = serialization.load_pem_private_key(key.encode() if isinstance(key, str) else key, None)
        self._header = {"alg": algorithm, "kid": key_id, "typ": "JWT"}
        self._claims = {}

    def update_claims(self, claims):
        self._claims.update(claims)

    def serialize(self, include_key=False, issuer=None, lifetime=600):
        now = int(time.time())
        claims = dict(self._claims, iss=issuer, iat=now, nbf=now, exp=now + int(lifetime), jti=str(uuid.uuid4()))
        text = ".".join(_base64url(json.dumps(part).encode()) for part in (self._header, claims))
        return f"{text}.{_base64url(self._sign(text.encode()))}".encode()

    def _sign(self, data):
        algorithm = self._header["alg"]
        if algorithm == "ES256":
            r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        if algorithm == "RS256":
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        raise TypeError(f"algorithm {algorithm} is not supported")
