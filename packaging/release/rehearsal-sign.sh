#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Signs a program in place by a certificate that it makes itself. Nobody trusts that: it shows that all is signed.
# Usage: packaging/release/rehearsal-sign.sh FILE   The time of the signature is $SOURCE_DATE_EPOCH.
set -euo pipefail
keys=${MIRRORWATCH_REHEARSAL:-build/rehearsal}

if [[ ! -f $keys/certificate.pem ]]; then
    mkdir -p "$keys"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Mirrorwatch rehearsal" \
        -addext extendedKeyUsage=codeSigning -keyout "$keys/key.pem" -out "$keys/certificate.pem" 2>/dev/null
fi
osslsigncode sign -certs "$keys/certificate.pem" -key "$keys/key.pem" -h sha256 -st "$SOURCE_DATE_EPOCH" \
    -n Mirrorwatch -in "$1" -out "$1.signed" >/dev/null
mv "$1.signed" "$1"
