"""What Python makes of signatures and client assertions.

assertions.py signature SCHEME CERTIFICATE MESSAGE SIGNATURE
assertions.py assertion EXPECTED
assertions.py msal AUTHORITY APPLICATION plain|x5c PFX
assertions.py msal AUTHORITY APPLICATION sha1 KEY CERTIFICATE
assertions.py msal AUTHORITY APPLICATION forwarded TOKEN
"""

import base64
import json
import re
import sys
import uuid

import jwt
import msal as library
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding


def certificate(file):
    return x509.load_pem_x509_certificate(open(file, "rb").read())


def verify_pss(key, signature, message, digest):
    """With a salt as long as the hash, and with no other."""
    for salt in [0, 20, 32, 48, 64]:
        try:
            key.verify(signature, message, padding.PSS(padding.MGF1(digest), salt), digest)
            is_valid = True
        except InvalidSignature:
            is_valid = False
        assert is_valid == (salt == digest.digest_size), f"a salt of {salt} bytes: {is_valid}"


def signature(scheme, file, message, signature):
    key = certificate(file).public_key()
    message, signature = (open(it, "rb").read() for it in (message, signature))
    way, digest = scheme.split("-")
    digest = {"sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}[digest]()
    if way == "pss":
        verify_pss(key, signature, message, digest)
    else:
        key.verify(signature, message, padding.PKCS1v15(), digest)


def decoded(part):
    """The JSON of a header or a set of claims, from base64url without padding."""
    assert re.fullmatch("[A-Za-z0-9_-]+", part), part
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def thumbprint(certificate, digest):
    return base64.urlsafe_b64encode(certificate.fingerprint(digest)).decode().rstrip("=")


def assertion(file):
    """Checks a token to the last member; FILE holds what is expected of it, in JSON."""
    expected = json.load(open(file))
    chain = [certificate(it) for it in expected["certificates"]]
    header, claims, signature = expected["token"].split(".")

    own = {"alg": expected["alg"], "typ": "JWT"}
    if expected["thumbprint"] == "x5t#S256":
        own["x5t#S256"] = thumbprint(chain[0], hashes.SHA256())
    else:
        own["x5t"] = thumbprint(chain[0], hashes.SHA1())
    if expected["x5c"]:
        own["x5c"] = [base64.b64encode(it.public_bytes(Encoding.DER)).decode() for it in chain]
    assert decoded(header) == own, decoded(header)

    claims = decoded(claims)
    jti, now = claims.pop("jti"), expected["now"]
    assert str(uuid.UUID(jti)) == jti and uuid.UUID(jti).version == 4, jti
    own = {"aud": expected["audience"], "iss": expected["application"], "sub": expected["application"]}
    own |= {"iat": now, "nbf": now, "exp": now + expected["lifetime"]}
    assert claims == own, claims
    assert all(type(claims[it]) is int for it in ["iat", "nbf", "exp"]), claims

    key = chain[0].public_key()
    options = {"require": ["aud", "iss", "sub", "jti", "iat", "nbf", "exp"]}
    jwt.decode(expected["token"], key, [expected["alg"]], audience=expected["audience"], options=options)
    if expected["alg"] == "PS256":
        message = expected["token"].rpartition(".")[0].encode()
        signature = base64.urlsafe_b64decode(signature + "==")
        verify_pss(key, signature, message, hashes.SHA256())


class Answer:
    """What a fake server says."""

    status_code, headers = 200, {}

    def __init__(self, body):
        self.text = json.dumps(body)


class Transport:
    """Takes the place of the network, and keeps the token request."""

    def get(self, url, **_):
        base = url.removesuffix("/v2.0/.well-known/openid-configuration")
        assert base != url, url
        endpoints = {it: f"{base}/oauth2/v2.0/{it.split('_')[0]}" for it in ["token_endpoint", "authorization_endpoint"]}
        return Answer(endpoints | {"issuer": f"{base}/v2.0"})

    def post(self, url, data, **_):
        self.url, self.form = url, data
        return Answer({"access_token": "-", "token_type": "Bearer", "expires_in": 3599})

    def close(self):
        pass


def msal(authority, application, way, *files):
    """Prints the address, and the assertion the library makes or forwards: of a PFX file with or without its
    certificates in the header, of a PEM key with a SHA-1 thumbprint, or a ready one."""
    if way == "forwarded":
        credential = {"client_assertion": open(files[0]).read()}
    elif way == "sha1":
        key, own = files
        sha1 = certificate(own).fingerprint(hashes.SHA1()).hex()
        credential = {"private_key": open(key).read(), "thumbprint": sha1}
    else:
        credential = {"private_key_pfx_path": files[0], "passphrase": "changeit"}
        credential |= {"public_certificate": True} if way == "x5c" else {}
    transport = Transport()
    library.ConfidentialClientApplication(
        application,
        authority=authority,
        client_credential=credential,
        http_client=transport,
        instance_discovery=False,
    ).acquire_token_for_client(["https://graph.microsoft.com/.default"])
    token = transport.form["client_assertion"]
    print(transport.url)
    print(token.decode() if isinstance(token, bytes) else token)


command, *arguments = sys.argv[1:]
{"signature": signature, "assertion": assertion, "msal": msal}[command](*arguments)
