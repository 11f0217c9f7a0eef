"""Fetches a page: PORT NAME VERSION CA-FILE; prints it, or why the server is refused."""

import socket
import ssl
import sys

port, name, version, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
context.minimum_version = context.maximum_version = {
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}[version]
request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
try:
    with socket.create_connection(("127.0.0.1", int(port))) as plain:
        with context.wrap_socket(plain, server_hostname=name) as stream:
            stream.sendall(request)
            while data := stream.recv(4096):
                sys.stdout.write(data.decode())
except ssl.SSLError as error:
    print(f"refused: {error}")
    sys.exit(1)
