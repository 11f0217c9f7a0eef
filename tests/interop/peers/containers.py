"""Files of the Python library `cryptography`, and what it reads in the ones it is tested with.

containers.py write FOLDER CERTIFICATE KEY INTERMEDIATE ROOT
containers.py lose-identifier FILE PASSWORD
containers.py read-vectors
containers.py vector-keys FOLDER
containers.py open CASES

A line for each file, its fields separated by tabs.
"""

import datetime
import glob
import hashlib
import hmac
import os
import sys
import warnings

import cryptography_vectors
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
    pkcs12,
)

warnings.simplefilter("ignore")
VECTORS = os.path.dirname(cryptography_vectors.__file__)
PASSWORDS = [
    None,
    *(it.encode() for it in ["", "password", "cryptography", "foobar", "baz", "123456", "PolarSSLTest", "asdf"]),
]
PASSWORD = "correct horse"


def write(folder, certificate, key, intermediate, root):
    certificate, intermediate, root = (
        x509.load_pem_x509_certificate(open(it, "rb").read()) for it in (certificate, intermediate, root)
    )
    key = load_pem_private_key(open(key, "rb").read(), None)
    ciphers = [("3des", pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC), ("aes", pkcs12.PBES.PBESv2SHA256AndAES256CBC)]
    checks = [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()]
    ways = []
    for cipher, algorithm in ciphers:
        for check in checks:
            builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(4096)
            builder = builder.key_cert_algorithm(algorithm).hmac_hash(check)
            ways.append((f"{cipher}-{check.name}", builder.build(PASSWORD.encode()), PASSWORD))
    for number, password in enumerate(["x", "pässwörd", "pässwörd 🔑"]):
        ways.append((f"best-{number}", BestAvailableEncryption(password.encode()), password))
    ways.append(("open", NoEncryption(), None))
    for name, encryption, password in ways:
        data = pkcs12.serialize_key_and_certificates(b"server", key, certificate, [root, intermediate], encryption)
        with open(os.path.join(folder, name + ".p12"), "wb") as file:
            file.write(data)
        print(name, "-" if password is None else password, sep="\t")


def lose_identifier(file, password):
    """Gives the key in an unencrypted file of OpenSSL an identifier of no certificate, and seals it again."""
    data = bytearray(open(file, "rb").read())
    # MacData ends in a digest of 32 octets, a salt of 8 and the iterations in 2.
    assert data[-4:-2] == b"\x02\x02" and data[-14:-12] == b"\x04\x08" and data[-48:-46] == b"\x04\x20"
    iterations, salt = int.from_bytes(data[-2:], "big"), bytes(data[-12:-4])
    start = data.index(bytes.fromhex("2a864886f70d010701a082")) + 13
    assert data[start : start + 2] == b"\x04\x82"
    end = start + 4 + int.from_bytes(data[start + 2 : start + 4], "big")
    # pkcs-9-at-localKeyId, a set of one octet string of 20 octets.
    prefix = bytes.fromhex("2a864886f70d01091531160414")
    first = data.index(prefix) + len(prefix)
    second = data.index(prefix, first) + len(prefix)
    assert data[first : first + 20] == data[second : second + 20]
    data[second : second + 20] = bytes(20)
    digest = hmac.new(derive(password, salt, iterations), data[start + 4 : end], "sha256").digest()
    data[-46:-14] = digest
    open(file, "wb").write(data)


def derive(password, salt, iterations):
    """RFC 7292 appendix B.2 for the key of a MAC with SHA-256, whose block is 64 octets."""
    text = (password + "\0").encode("utf-16-be")
    fill = lambda octets: octets * (-(-64 // len(octets)))
    assert len(text) <= 64
    state = b"\3" * 64 + fill(salt)[:64] + fill(text)[:64]
    for _ in range(iterations):
        state = hashlib.sha256(state).digest()
    return state


def read_vectors():
    for file in sorted(glob.glob(VECTORS + "/pkcs12/*.p12")):
        for password in PASSWORDS:
            try:
                found = pkcs12.load_pkcs12(open(file, "rb").read(), password)
            except Exception:
                continue
            own = found.cert and found.cert.certificate.fingerprint(hashes.SHA256()).hex()
            others = [it.certificate.fingerprint(hashes.SHA256()).hex() for it in found.additional_certs]
            password = "-" if password is None else password.decode()
            print(file, password, own or "-", "key" if found.key else "-", ",".join(sorted(others)), sep="\t")
            break
        else:
            print(file, "-", "refused", "-", "", sep="\t")


def vector_keys(folder):
    """A certificate for each key, so that a key can show that it was read."""
    for file in sorted(glob.glob(VECTORS + "/asymmetric/PKCS8/*")):
        data = open(file, "rb").read()
        load = load_der_private_key if file.endswith(".der") else load_pem_private_key
        for password in PASSWORDS:
            try:
                key = load(data, password)
            except Exception:
                continue
            password = "-" if password is None else password.decode()
            print(file, password, certify(key, folder, os.path.basename(file)), sep="\t")
            break
        else:
            print(file, "-", "refused", sep="\t")


def certify(key, folder, name):
    ca = ec.generate_private_key(ec.SECP256R1())
    begin = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    builder = x509.CertificateBuilder(
        x509.Name.from_rfc4514_string("CN=CA"),
        x509.Name.from_rfc4514_string("CN=key"),
        key.public_key(),
        x509.random_serial_number(),
        begin,
        begin + datetime.timedelta(days=9),
    )
    path = os.path.join(folder, name + ".certificate.pem")
    with open(path, "wb") as file:
        file.write(builder.sign(ca, hashes.SHA256()).public_bytes(Encoding.PEM))
    return path


def open_cases(cases):
    """Says what is in each file; see containers/writer.rs."""
    for line in open(cases, encoding="utf-8"):
        number, path, kind, password = line.rstrip("\n").split("\t")
        password = None if kind == "none" else password.encode()
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(open(path, "rb").read(), password)
        except ValueError as error:
            print(number, "refused", str(error).replace("\n", " "), sep="\t")
            continue
        assert key.public_key() == certificate.public_key()
        fingerprints = [it.fingerprint(hashes.SHA256()).hex() for it in [certificate, *others]]
        print(number, "opened", " ".join(fingerprints), sep="\t")


if __name__ == "__main__":
    commands = {
        "write": write,
        "lose-identifier": lose_identifier,
        "read-vectors": read_vectors,
        "vector-keys": vector_keys,
        "open": open_cases,
    }
    commands[sys.argv[1]](*sys.argv[2:])
