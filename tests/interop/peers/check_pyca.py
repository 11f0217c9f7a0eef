"""Says which paths cryptography.x509.verification accepts; see verifiers/script.rs."""

import datetime
import socket
import sys

import cryptography
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError


# By the verifier, and by what reads certificates.
REFUSALS = (
    VerificationError,
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


def verify(role, root, presented):
    store = Store(x509.load_pem_x509_certificates(open(root, "rb").read()))
    leaf, *others = x509.load_pem_x509_certificates(open(presented, "rb").read())
    policy = PolicyBuilder().store(store).time(datetime.datetime.now(datetime.timezone.utc))
    if role == "server":
        policy.build_server_verifier(x509.DNSName(host)).verify(leaf, others)
    else:
        policy.build_client_verifier().verify(leaf, others)


if sys.argv[1] == "version":
    print(cryptography.__version__)
    sys.exit()
folder, host = sys.argv[1:]
for line in open(f"{folder}/cases"):
    number, role, port, root, _, presented = line.rstrip("\n").split("\t")
    if role == "client":
        # Nobody has to connect, but somebody does.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            print(number, "listening", listener.getsockname()[1], sep="\t", flush=True)
            listener.accept()[0].close()
    try:
        verify(role, root, presented)
        print(number, "accepted", "", sep="\t", flush=True)
    except REFUSALS as error:
        print(number, "refused", " ".join(str(error).split()), sep="\t", flush=True)
