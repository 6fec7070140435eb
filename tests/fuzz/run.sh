#!/usr/bin/env bash
# Fuzzes .wslconfig's parser and editor by clang's libFuzzer. Usage: tests/fuzz/run.sh [seconds]
# What it finds new goes to a scratch folder; an input that breaks something is printed and kept below /tmp.
set -euo pipefail
cd "$(dirname "$0")/../.."

build=build/fuzz
mkdir -p "$build"

# One of them at a time: a compiler that fits the code, nothing but what is fuzzed.
sources=(
    common/nearest.cpp
    common/wslconfig/{change,diagnostic,document,edit,keys,settings,text,value}.cpp
    tests/common/wslconfig/{naive_reader,naive_values,properties,edit_properties}.cpp
    tests/fuzz/wslconfig_fuzz.cpp
)
flags=(-std=c++20 -O1 -g -Wall -Wextra -Wpedantic -Werror -I. -DFMT_HEADER_ONLY
    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all)

compile() {
    local source object objects=()
    for source in "${sources[@]}"; do
        object=$build/$(basename "$source" .cpp).o
        ${CCACHE:-} clang++ "${flags[@]}" -c "$source" -o "$object"
        objects+=("$object")
    done
    clang++ "${flags[@]}" "${objects[@]}" -o "$build/wslconfig-fuzz"
}

CCACHE=$(command -v ccache || true)
compile
scratch=$(mktemp -d)
if ! "$build/wslconfig-fuzz" -max_total_time="${1:-60}" -max_len=600 -timeout=10 -print_final_stats=1 -verbosity=0 \
    -dict=tests/fuzz/wslconfig.dict -artifact_prefix="$scratch/" "$scratch" tests/fuzz/corpus/wslconfig; then
    echo "The input is kept in $scratch"
    exit 1
fi
rm -rf "$scratch"
