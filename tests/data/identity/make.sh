#!/bin/sh
# Makes the files of this directory. The keys are public and good for nothing but these tests.
set -eu
cd "$(dirname "$0")"
rm -f -- *.pem *.der *.pfx *.p7b

root="-addext basicConstraints=critical,CA:TRUE"
openssl req -x509 -newkey rsa:2048 -nodes -keyout root.tmp -out root.pem -subj "/CN=Root" -days 36500 $root

leaf() { # name, key arguments
    name=$1
    shift
    openssl genpkey "$@" -out "$name.key.pem"
    openssl req -x509 -CA root.pem -CAkey root.tmp -key "$name.key.pem" -out "$name.pem" -days 36500 \
        -subj "/CN=vb365.example.com/OU=$name" -addext subjectAltName=DNS:vb365.example.com \
        -addext basicConstraints=CA:FALSE
}
leaf rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
leaf rsa1024 -algorithm RSA -pkeyopt rsa_keygen_bits:1024
leaf p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
leaf p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
leaf secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
leaf ed25519 -algorithm ED25519
leaf ed448 -algorithm ED448

openssl pkey -in rsa.key.pem -traditional -out rsa.pkcs1.pem
openssl pkcs8 -topk8 -nocrypt -in rsa.key.pem -outform DER -out rsa.key.der
openssl rsa -in rsa.key.pem -traditional -outform DER -out rsa.pkcs1.der
openssl pkcs8 -topk8 -nocrypt -in p256.key.pem -outform DER -out p256.key.der
openssl ecparam -name prime256v1 -out p256.sec1.pem
openssl pkey -in p256.key.pem -traditional >> p256.sec1.pem
openssl ec -in p256.key.pem -outform DER -out p256.sec1.der
openssl pkcs8 -topk8 -nocrypt -in ed25519.key.pem -outform DER -out ed25519.key.der
openssl pkcs8 -topk8 -in rsa.key.pem -passout pass:secret -out rsa.encrypted.pem
openssl pkcs8 -topk8 -in rsa.key.pem -passout pass:secret -outform DER -out rsa.encrypted.der
openssl pkey -in rsa.key.pem -traditional -aes-256-cbc -passout pass:secret -out rsa.proc-type.pem

openssl x509 -in rsa.pem -outform DER -out rsa.der
openssl x509 -in rsa.pem -trustout -addtrust serverAuth -setalias alias -out rsa.trusted.pem
openssl req -new -key rsa.key.pem -subj "/CN=vb365.example.com" -out request.pem
openssl req -in request.pem -outform DER -out request.der
openssl pkey -in rsa.key.pem -pubout -outform DER -out public.der
openssl crl2pkcs7 -nocrl -certfile root.pem -certfile rsa.pem -outform DER -out chain.p7b
openssl crl2pkcs7 -nocrl -certfile root.pem -certfile rsa.pem -out chain.p7b.pem
openssl pkcs12 -export -inkey rsa.key.pem -in rsa.pem -certfile root.pem -passout pass:secret -out rsa.pfx
openssl pkcs12 -in rsa.pfx -passin pass:secret -nodes -out bag-attributes.pem
rm root.tmp
chmod 644 -- *.pem *.der *.pfx *.p7b
