"""Lints certificates given as lines of Base64 with the rules of RFC 5280, and writes how many there were and the seconds.

What is done once for all of them is not counted, nor is reading the lines.
"""

import base64
import logging
import sys
import time

from pkilint import loader
from pkilint.pkix import certificate, extension, name

rules = certificate.create_pkix_certificate_validator_container(
    certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
    [
        certificate.create_issuer_validator_container([]),
        certificate.create_validity_validator_container(),
        certificate.create_subject_validator_container([]),
        certificate.create_extensions_validator_container([]),
        certificate.create_spki_validator_container([]),
    ],
)
# What it says of certificates it cannot read is not asked.
logging.disable(logging.CRITICAL)
load = loader.RFC5280CertificateDocumentLoader().load_der_document
certificates = [base64.b64decode(line) for line in sys.stdin]
linted = 0
start = time.thread_time()
for der in certificates:
    try:
        rules.validate(load(der, "certificate").root)
        linted += 1
    except ValueError:
        pass
print(linted, time.thread_time() - start)
