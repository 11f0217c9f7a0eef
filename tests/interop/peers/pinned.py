"""A pinned server, for urllib of Python itself and for urllib3: pinned.py URL CERTIFICATE SHA256"""

import ssl
import sys
import urllib.request

import urllib3

url, certificate, sha256 = sys.argv[1:]

context = ssl.create_default_context(cafile=certificate)
context.check_hostname = False    # the certificate is the only one trusted
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
try:
    print("urllib:", opener.open(url, timeout=20).read().decode())
except OSError as error:
    print("urllib refused:", error)

host, port = url.removeprefix("https://").rstrip("/").split(":")
for requirement in ["CERT_NONE", None]:
    pool = urllib3.HTTPSConnectionPool(
        host, port, cert_reqs=requirement, assert_fingerprint=sha256, retries=False, timeout=20
    )
    try:
        print("urllib3", requirement, pool.request("GET", "/").data.decode())
    except urllib3.exceptions.HTTPError as error:
        print("urllib3", requirement, "refused:", error)
