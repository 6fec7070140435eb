#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes a Debian 12 or 13 machine ready to build and test Mirrorwatch: missing packages, then Program_options for mingw.
# Does nothing, and needs no root, where everything is there already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# What the two releases call differently. Debian 12's defaults are too old: Boost 1.74 has no Boost.JSON yet, and
# clang-tidy 14 takes the ranges of the standard library for errors.
case $(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}") in
"debian 12") llvm=16 boost=1.81 gnutls=libgnutls30 ;;
"debian 13") llvm=19 boost=1.83 gnutls=libgnutls30t64 ;;
*)
    echo "This sets up Debian 12 and 13 only. docs/building.md has what else builds Mirrorwatch." >&2
    exit 1
    ;;
esac

packages=(
    # build
    g++ cmake ninja-build ccache clang-format python3 git ca-certificates dpkg-dev xz-utils
    g++-mingw-w64-x86-64-posix binutils-mingw-w64-x86-64
    clang-$llvm lld-$llvm libclang-rt-$llvm-dev # what runs on Linux under the sanitizers, and the fuzzer
    clang-tidy-$llvm
    # libraries
    libboost$boost-dev libboost-program-options$boost-dev libspdlog-dev libfmt-dev libtomlplusplus-dev doctest-dev
    # Windows programs under Wine, with a screen to look at
    wine wine64 libwine fonts-wine fonts-dejavu-core xvfb xdotool imagemagick x11-apps nsis
    wixl msitools # the MSI package
    osslsigncode openssl # a rehearsal of a release signs by a certificate of its own
    # the lab's network
    nftables iproute2 iputils-ping procps curl jq busybox
    netbase # /etc/protocols, by which ip knows "tcp"
    nginx-light $gnutls # what probes ask, and what Wine's WinHTTP does TLS with
)

missing() {
    local installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null |
        awk '$2 == "installed" { print $1 }') || true
    comm -23 <(printf '%s\n' "${packages[@]}" | sort) <(sort <<<"$installed")
}

# Prints what the command said only if it failed.
quietly() {
    local output
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; return 1; }
}

install() {
    quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "$@"
}

mapfile -t wanted < <(missing)
if ((${#wanted[@]} > 0)); then
    if ((EUID != 0)); then
        echo "These packages are missing and only root can install them: ${wanted[*]}" >&2
        exit 1
    fi
    echo "installing ${wanted[*]}"
    before=$(command -v nginx || true)
    # The machine's package lists may be absent or stale: the first attempt is allowed to fail.
    if ! install "${wanted[@]}" 2>/dev/null; then
        quietly apt-get update -o Acquire::Retries=2 || true
        install "${wanted[@]}"
    fi
    if [[ -z $before ]]; then # Debian starts a server that it installs; the lab starts its own
        systemctl disable --now nginx >/dev/null 2>&1 || true
    fi
fi

"$here/boost-program-options.sh" >/dev/null
