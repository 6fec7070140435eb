#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Fuzzes a parser by clang's libFuzzer. Usage: tests/fuzz/run.sh wslconfig|settings|messages [seconds]
#   wslconfig   .wslconfig's parser and editor
#   settings    mirrorwatch.toml's parser: it never crashes, and tells only places that are in the file
#   messages    what clients, agents and files of the service say to it, one kind after the other, so long each
# What it finds new goes to a scratch folder; an input that breaks something is printed and kept below /tmp.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${1:?which one?}
build=build/fuzz/$target
mkdir -p "$build"

# One of them at a time: a compiler that fits the code, nothing but what is fuzzed.
case $target in
wslconfig)
    sources=(
        common/{direction,nearest,translated,utf8}.cpp common/wsl/state.cpp
        common/wslconfig/{diagnostic,document,edit,keys,lines,settings,text,value}.cpp
        tests/common/wslconfig/{naive_reader,naive_values,properties,edit_properties}.cpp
    )
    longest=600
    ;;
settings)
    sources=(common/wsl/state.cpp common/{direction,ip_address,nearest,probe/body_pattern,remedy_catalogue,text,text_faults,text_parts,translated,utf8}.cpp config/{document,endpoints,http_check,metrics,parse,policy,section,url,vpn_rules}.cpp)
    longest=2000
    ;;
messages)
    sources=(
        common/{adapter,agent_protocol,boost_json,described,direction,framing,ip_address,json_codec,json_cut,json_strip,nearest,prober_protocol,protocol}.cpp
        common/{remedy_catalogue,text,text_faults,text_parts,translated,utc,utf8}.cpp common/wslconfig/{diagnostic,document,keys,settings,text,value}.cpp common/wsl/state.cpp
        service/act/{activity_log_json,journal_json}.cpp
    )
    kinds=(framing protocol snapshot agent prober journal history)
    longest=4096
    ;;
*)
    echo "unknown target: $target" >&2
    exit 2
    ;;
esac
sources+=("tests/fuzz/${target}_fuzz.cpp")
flags=(-std=c++20 -O1 -g -Wall -Wextra -Wpedantic -Werror -I. -DFMT_HEADER_ONLY
    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all)

compile() {
    local clang source object objects=()
    clang=$(command -v clang++-16 || command -v clang++-19) # Debian 12's, or 13's
    for source in "${sources[@]}"; do
        object=$build/${source//\//_}.o
        ${CCACHE:-} "$clang" "${flags[@]}" -c "$source" -o "$object"
        objects+=("$object")
    done
    "$clang" "${flags[@]}" "${objects[@]}" -o "$build/fuzz"
}

CCACHE=$(command -v ccache || true)
compile

# fuzz <corpus>: what breaks something is kept.
fuzz() {
    local scratch
    scratch=$(mktemp -d)
    if ! "$build/fuzz" -max_total_time="$seconds" -max_len="$longest" -timeout=10 -print_final_stats=1 -verbosity=0 \
        -dict="tests/fuzz/$target.dict" -artifact_prefix="$scratch/" "$scratch" "$1"; then
        echo "The input is kept in $scratch"
        exit 1
    fi
    rm -rf "$scratch"
}

seconds=${2:-60}
if [[ -z ${kinds:-} ]]; then
    fuzz "tests/fuzz/corpus/$target"
fi
for kind in "${kinds[@]:-}"; do
    if [[ -n $kind ]]; then
        echo "== $kind"
        MIRRORWATCH_FUZZ=$kind fuzz "tests/fuzz/corpus/$target/$kind"
    fi
done
