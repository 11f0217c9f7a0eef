"""Says which paths the module ssl accepts; see verifiers/script.rs."""

import socket
import ssl
import sys

folder, host = sys.argv[1:]


def context(purpose, root, lists):
    context = ssl.create_default_context(purpose, cafile=root)
    if lists != "-":
        context.load_verify_locations(lists)
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    return context


def connect(port, root, lists):
    trusting = context(ssl.Purpose.SERVER_AUTH, root, lists)
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        with trusting.wrap_socket(plain, server_hostname=host) as stream:
            stream.sendall(b"GET / HTTP/1.1\r\n\r\n")
            while stream.recv(4096):
                pass


def listen(number, root, lists):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(number, "listening", listener.getsockname()[1], sep="\t", flush=True)
        plain, _ = listener.accept()
    plain.settimeout(20)
    with plain:
        trusting = context(ssl.Purpose.CLIENT_AUTH, root, lists)
        trusting.verify_mode = ssl.CERT_REQUIRED
        trusting.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
        with trusting.wrap_socket(plain, server_side=True) as stream:
            stream.sendall(b"it is accepted")


for line in open(f"{folder}/cases"):
    number, role, port, root, lists, _ = line.rstrip("\n").split("\t")
    try:
        if role == "server":
            connect(int(port), root, lists)
        else:
            listen(number, root, lists)
        print(number, "accepted", "", sep="\t", flush=True)
    except ssl.SSLError as error:
        print(number, "refused", error, sep="\t", flush=True)
