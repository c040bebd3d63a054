#!/bin/sh
# Copyright 2026 The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-certificates.sh DIRECTORY: an authority and the certificates of good and bad servers, for the tests.
# Each server gets NAME.pem (its chain, own certificate first) and NAME.key.
set -eu

directory=$1
mkdir -p "$directory"
cd "$directory"
: >index.txt
echo 01 >serial
rm -f index.txt.* serial.*

cat >ca.conf <<'EOF'
[ca]
default_ca = test
[test]
database = index.txt
serial = serial
new_certs_dir = .
policy = any
unique_subject = no
default_md = sha256
x509_extensions = server
email_in_dn = no
rand_serial = no
[any]
commonName = supplied
[server]
basicConstraints = CA:FALSE
subjectAltName = ${ENV::NAMES}
[responder]
basicConstraints = CA:FALSE
subjectAltName = ${ENV::NAMES}
authorityInfoAccess = OCSP;URI:http://ocsp.test/
[published]
basicConstraints = CA:FALSE
subjectAltName = ${ENV::NAMES}
authorityInfoAccess = caIssuers;URI:http://ca.test/between.der
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[request]
[req]
distinguished_name = request
EOF
NAMES=DNS:unused.test
export NAMES

quietly () { "$@" >openssl.log 2>&1 || { cat openssl.log >&2; exit 1; }; }

# NAME SUBJECT [EXTENSIONS]
sign_itself () {
  quietly openssl req -newkey rsa:2048 -nodes -config ca.conf -keyout "$1.key" -out "$1.csr" -subj "/CN=$2"
  quietly openssl ca -batch -notext -selfsign -config ca.conf -keyfile "$1.key" -startdate $from -enddate $until \
    -extensions "${3:-authority}" -in "$1.csr" -out "$1.pem"
  rm -f "$1.csr"
}

# NAME ISSUER NAMES BITS DIGEST FROM UNTIL [EXTENSIONS]
issue () {
  NAMES=$3
  quietly openssl req -newkey "rsa:$4" -nodes -config ca.conf -keyout "$1.key" -out "$1.csr" -subj "/CN=mail.test"
  quietly openssl ca -batch -notext -config ca.conf -cert "$2.pem" -keyfile "$2.key" -md "$5" -startdate "$6" -enddate "$7" \
    -extensions "${8:-server}" -in "$1.csr" -out "$1.pem"
  rm -f "$1.csr"
}

from=20240101000000Z
until=20991231235959Z

sign_itself ca 'Portolan test authority'
sign_itself stranger 'An authority that nobody knows'

issue good ca DNS:mail.test 2048 sha256 $from $until
issue expired ca DNS:mail.test 2048 sha256 20200101000000Z 20210101000000Z
issue not-yet-valid ca DNS:mail.test 2048 sha256 20980101000000Z $until
issue wrong-name ca DNS:other.test,DNS:imap.other.test,DNS:*.wild.test 2048 sha256 $from $until
issue several-names ca DNS:www.mail.test,DNS:mail.test,DNS:post.mail.test,DNS:imap.other.test,DNS:imap.x.mail.test 2048 sha256 $from $until
issue wildcard ca 'DNS:*.wild.test' 2048 sha256 $from $until
issue address ca IP:127.0.0.1 2048 sha256 $from $until
issue unknown-issuer stranger DNS:mail.test 2048 sha256 $from $until
issue short-key ca DNS:mail.test 1024 sha256 $from $until
issue weak-key ca DNS:mail.test 768 sha256 $from $until
issue weak-signature ca DNS:mail.test 2048 sha1 $from $until
issue expired-wrong-name ca DNS:other.test 2048 sha256 20200101000000Z 20210101000000Z

# an authority in between: once sent along, once forgotten
NAMES=DNS:unused.test
quietly openssl req -newkey rsa:2048 -nodes -config ca.conf -keyout between.key -out between.csr -subj '/CN=Portolan test intermediate'
quietly openssl ca -batch -notext -config ca.conf -cert ca.pem -keyfile ca.key -startdate $from -enddate $until \
  -extensions authority -in between.csr -out between.pem
issue missing-intermediate between DNS:mail.test 2048 sha256 $from $until published
cp missing-intermediate.key intermediate.key
cat missing-intermediate.pem between.pem >intermediate.pem

# … and once made in a way that others can imitate
for weak in key:768:sha256 signature:2048:sha1; do
  IFS=: read -r name bits digest <<WORDS
$weak
WORDS
  name=weak-intermediate-$name
  quietly openssl req -newkey "rsa:$bits" -nodes -config ca.conf -keyout feeble.key -out feeble.csr -subj '/CN=Portolan feeble intermediate'
  quietly openssl ca -batch -notext -config ca.conf -cert ca.pem -keyfile ca.key -md "$digest" -startdate $from -enddate $until \
    -extensions authority -in feeble.csr -out feeble.pem
  issue "$name" feeble DNS:mail.test 2048 sha256 $from $until
  cat feeble.pem >>"$name.pem"
done

# the issuer's word: that it is revoked, that it is good, and somebody else's word
say () {   # NAME SIGNER
  quietly openssl ocsp -index index.txt -CA between.pem -issuer between.pem -rsigner "$2.pem" -rkey "$2.key" \
    -cert "$1-own.pem" -respout "$1.ocsp" -ndays 3650
}
for name in revoked not-revoked slandered; do
  issue $name-own between DNS:mail.test 2048 sha256 $from $until responder
  mv $name-own.key $name.key
  cat $name-own.pem between.pem >$name.pem
done
quietly openssl ca -config ca.conf -cert between.pem -keyfile between.key -revoke revoked-own.pem
say revoked between
say not-revoked between
quietly openssl ca -config ca.conf -cert between.pem -keyfile between.key -revoke slandered-own.pem
say slandered stranger

NAMES=DNS:mail.test
sign_itself self-signed mail.test server

rm -f ./*.old ./[0-9A-F]*.pem index.txt* serial* between.csr feeble.* openssl.log ca.conf
touch stamp
