#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sets the machine up, builds for Linux and for Windows, and runs every test. Its last line is "N passed, N failed".
# Usage: tests/run.sh [filter]   With a filter only checks run whose name contains it; both builds are always made.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null
# The caller's Wine, screen, colours and decimal comma are none of the tests' business.
unset WINEPREFIX DISPLAY CLICOLOR_FORCE
unset "${!LC_@}"
export LANG=C.UTF-8 # alone, as on most machines: ccache keeps what was compiled under another locale apart

filter=${1:-}
passed=0
failed=0
scratch=$(mktemp -d)
trap finish EXIT

finish() {
    if [[ -n ${beside:-} ]]; then
        kill -- "-$beside" 2>/dev/null || true
    fi
    if [[ -d $scratch/prefix ]]; then
        "$WINESERVER" -k || true
    fi
    rm -rf "$scratch"
}

tally() {
    echo "$passed passed, $failed failed"
    ((failed == 0))
}

wanted() { [[ $1 == *"$filter"* ]]; }

# run <file> <command>...: leaves beside the file what it said, whether it succeeded, and how long it took.
run() {
    local file=$1 start=$EPOCHREALTIME mark=ok
    shift
    "$@" >"$file" 2>&1 || mark=FAIL
    awk -v mark="$mark" -v from="$start" -v to="$EPOCHREALTIME" \
        'BEGIN { printf "%-4s %7.1f s\n", mark, to - from }' >"$file.result"
}

# Each minute how far it is, by the last line in the file. The wait is no process that would outlive this one.
progress() {
    local name=$1 file=$2 never last
    exec {never}<> <(:)
    while ! read -r -t 60 -u "$never"; do
        last=$(tail -n 1 "$file" 2>/dev/null | cut -c 1-100)
        echo "...            $name: ${last:-it has said nothing yet}"
    done
}

# watched <name> <file> <command>...: the command, which writes into the file, with a line of progress each minute.
watched() {
    local name=$1 file=$2 watcher rc=0
    shift 2
    : >"$file"
    progress "$name" "$file" &
    watcher=$!
    "$@" || rc=$?
    kill "$watcher"
    wait "$watcher" 2>/dev/null || true
    return "$rc"
}

# tell <name> <file>: one line of what run left if it succeeded, what it said as well if it failed.
tell() {
    echo "$(<"$2.result")  $1"
    if [[ $(<"$2.result") == ok* ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        sed 's/^/     | /' "$2"
        return 1
    fi
}

# check <name> <command>...
check() {
    local name=$1
    shift
    watched "$name" "$scratch/output" run "$scratch/output" "$@"
    tell "$name" "$scratch/output"
}

optional() { if wanted "$1"; then check "$@" || true; fi; }

# Stops here: without this step nothing else means anything.
need() { check "$@" || { tally; exit 1; }; }

test_programs() {
    local preset=$1
    shift
    ctest --preset "$preset" --output-junit "$scratch/tests.xml" --test-output-size-passed 1000000 \
        --test-output-size-failed 1000000 "$@" >"$scratch/output" 2>&1
}

# unit_tests <preset>: one line for each test file; every test case in it counts.
unit_tests() {
    local preset=$1 selection=() good bad
    wanted "$preset tests" || selection=(-R "$filter" --no-tests=ignore)
    watched "$preset tests" "$scratch/output" test_programs "$preset" "${selection[@]}" || true
    if python3 tests/report.py "$preset" "$scratch/tests.xml" "$scratch/counts"; then
        read -r good bad <"$scratch/counts"
    else
        sed 's/^/     | /' "$scratch/output"
        good=0 bad=1
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
}

ours() { git ls-files -co --exclude-standard -- "$@"; }

formatting() { ours '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror; }

licence_lines() {
    local missing
    missing=$(ours '*.cpp' '*.hpp' '*.py' '*.sh' '*.cmake' '*CMakeLists.txt' '*.ps1' .ci/run | xargs grep -L 'SPDX-License-Identifier: MIT' || true)
    echo "$missing"
    [[ -z $missing ]]
}

shell_syntax() { ours '*.sh' .ci/run | xargs -n 1 bash -n; }

python_syntax() {
    ours '*.py' | xargs python3 -c 'import ast, sys; [ast.parse(open(name).read(), name) for name in sys.argv[1:]]'
}

build() { cmake --preset "$1" && cmake --build --preset "$1"; }

namespaces() {
    unshare -n true && { ! command -v ip || { ip netns add "mw-$$" && ip netns del "mw-$$"; }; }
}

products() {
    local program
    for program in build/mingw/bin/mirrorwatch.exe build/mingw/bin/mirrorwatch-tray.exe; do
        optional "$(basename "$program"): needs only Windows' own DLLs" tests/check_product.py imports "$program"
        optional "$(basename "$program"): random addresses, no executable data" \
            tests/check_product.py hardening "$program"
        optional "$(basename "$program"): no debug sections" tests/check_product.py stripped "$program"
        optional "$(basename "$program"): no folder of this machine" tests/check_product.py paths "$program"
    done
}

start_wine() {
    export WINEPREFIX=$scratch/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe="
    export WINESERVER=/usr/lib/wine/wineserver64 # Debian's wrapper ends the server with its last client
    PYTHONPATH=tests/lab /usr/bin/python3 -B -c 'import sys; from mwlab.prefix import clone; clone(sys.argv[1])' "$WINEPREFIX"
    "$WINESERVER" -p
}

namespaces >/dev/null 2>&1 || {
    echo "This machine forbids network namespaces (root and CAP_SYS_ADMIN are needed), so Mirrorwatch cannot be tested on it."
    exit 1
}
need "set-up of the machine" packaging/setup-dev.sh

optional "formatting" formatting
optional "include rules" tests/check_includes.py
optional "include rules: the check finds what it should" tests/check_includes.py --self-test
optional "tidy: what has changed is looked at again" tests/tidy.py --self-test
optional "plain English" tests/check_words.py
optional "languages: every text of the tray has its words" tests/check_languages.py
optional "languages: the check finds what it should" tests/check_languages.py --self-test
optional "documents: links, commands, and what proves what" tests/check_docs.py
optional "documents: the check finds what it should" tests/check_docs.py --self-test
optional "docs/settings.md is made from the shipped settings" packaging/settings_docs.py --check
optional "a licence line in every file of code" licence_lines
optional "shell syntax" shell_syntax
optional "python syntax" python_syntax

if check "native build" build native; then
    unit_tests native
fi
release() { cmake --preset native-release && cmake --build --preset native-release --target "$@"; }

simulation() { release simulate && build/native-release/tests/simulate --events 2000000 --seed 1; }

month() { release year-bench && build/native-release/bin/year-bench 32; }

coroutines() { release mirrorwatch-coroutine-tests && build/native-release/bin/mirrorwatch-coroutine-tests; }

optional "coroutines by GCC, with its address sanitizer" coroutines
optional "two million events against the core, and no rule broken" simulation
optional "after a month the core holds no more than after a week" month
optional "fuzzing .wslconfig's parser and editor for 30 s" tests/fuzz/run.sh wslconfig 30
optional "fuzzing what clients, agents and files say, 5 s each" tests/fuzz/run.sh messages 5
if check "mingw build" build mingw; then
    products
    check "setup is packed" cmake --build build/mingw --target installer || true # the lab installs it
    optional "release: the same bytes twice, signed or none, sums, manifests, licences" tests/check_release.py build/mingw/bin
    if check "a Windows to test in" start_wine; then
        unit_tests mingw
    fi
fi

# Who changes a file looks at all of it at once: tests/tidy.py without --minutes. It keeps what it has found clean.
tidy() { cmake --preset tidy >/dev/null && nice -n 19 tests/tidy.py --minutes 3 --jobs 1; }

# In a process group of its own, so that finish can end all of it.
begin_tidy() {
    if wanted tidy; then
        set -m
        run "$scratch/tidy" tidy &
        beside=$!
        set +m
    fi
}

end_tidy() {
    if [[ -n ${beside:-} ]]; then
        wait "$beside" || true
        beside=
        tell "tidy: $(tail -n 1 "$scratch/tidy")" "$scratch/tidy" || true
    fi
}

lab() { timeout -k 30 1500 "tests/lab/test_$1.sh"; }

# side_by_side <how many> <lab test>...: says of each when it is over.
side_by_side() {
    local most=$1
    shift
    export scratch
    export -f run lab
    printf '%s\n' "$@" | xargs -P "$most" -I NAME bash -c 'run "$scratch/lab-NAME" lab NAME; echo "test_NAME is over"' >"$scratch/lab"
}

# at_a_time <how many> <lab test>...: runs them side by side, and tells of each in this order.
at_a_time() {
    local most=$1 name chosen=()
    shift
    for name in "$@"; do
        if wanted "lab test_$name"; then
            chosen+=("$name")
        fi
    done
    if ((${#chosen[@]} == 0)); then
        return
    fi
    watched "lab: ${chosen[*]}" "$scratch/lab" side_by_side "$most" "${chosen[@]}"
    for name in "${chosen[@]}"; do
        tell "lab test_$name" "$scratch/lab-$name" || true
    done
}

# What is held to the clock runs alone, or beside one that waits as much; of the rest three at a time, the longest first.
at_a_time 2 act1 act2
at_a_time 1 adapters
at_a_time 1 exclusion
by_no_clock=(kills act3 negatives remedies lab ignored guest_probes verbs setup config)
begin_tidy # it takes only what they leave
at_a_time 3 "${by_no_clock[@]}"
end_tidy

others=()
for test in tests/lab/test_*.sh; do
    name=$(basename "$test" .sh)
    name=${name#test_}
    if [[ -x $test && " act1 act2 adapters exclusion ${by_no_clock[*]} " != *" $name "* ]]; then
        others+=("$name")
    fi
done
at_a_time 2 "${others[@]}"
tally
