#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What one HTTP probe costs, with 1,000 endpoints probed every second: Mirrorwatch, monit, Prometheus' blackbox exporter and a
# bare epoll client, by turns, in a network of their own. For a Debian 12 machine, as root. Prints a table; its last line is
# one JSON object. Usage: tests/bench/probes.sh [option of probes.py]…
set -euo pipefail
cd "$(dirname "$0")/../.."
exec </dev/null
export LC_ALL=C.UTF-8

build=build/native-release
peers=build/bench/peers

# Unpacked, not installed: an installed one would run as a service and measure itself as well.
get_peers() {
    [[ -x $peers/usr/bin/monit && -x $peers/usr/bin/prometheus-blackbox-exporter ]] && return
    local debs package
    debs=$(mktemp -d)
    chmod 755 "$debs"
    apt-get -qq update || true # the lists may be fresh enough
    (cd "$debs" && apt-get -qq -o APT::Sandbox::User=root download monit prometheus-blackbox-exporter)
    for package in "$debs"/*.deb; do
        dpkg-deb -x "$package" "$peers"
    done
    rm -r "$debs"
}

prepare() {
    packaging/setup-dev.sh
    get_peers
    cmake --preset native-release
    cmake --build --preset native-release --target probes-bench
    local program
    for program in answer floor; do
        gcc -O2 -Wall -Wextra -Werror -o "build/bench/$program" "tests/bench/$program.c"
    done
}

mkdir -p build/bench
prepare >build/bench/prepare.log 2>&1 || {
    cat build/bench/prepare.log >&2
    exit 1
}
exec unshare --net bash -c 'ip link set lo up && exec "$@"' bash \
    python3 -B tests/bench/probes.py --ours "$build/bin/probes-bench" --monit "$peers/usr/bin/monit" \
    --blackbox "$peers/usr/bin/prometheus-blackbox-exporter" --floor build/bench/floor --answer build/bench/answer "$@"
