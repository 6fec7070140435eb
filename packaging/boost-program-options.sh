#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds Boost.Program_options for mingw from Debian's Boost source package, once per version, and prints the
# library's path. With --path it prints the path only. The machine's own apt configuration is not changed.
set -euo pipefail

boost=$(dpkg-query -S /usr/include/boost/version.hpp | sed -E 's/^lib(boost[0-9.]+)-dev.*/\1/')
compiler=x86_64-w64-mingw32-g++-posix

version=$(dpkg-query -W -f '${Version}' "lib$boost-dev")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mirrorwatch/program-options
kept=$cache/$version-gcc$("$compiler" -dumpversion)
library=$kept/libboost_program_options.a

if [[ ${1:-} == --path || -f $library ]]; then
    echo "$library"
    exit 0
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/.work.XXXXXX")
finish() {
    local rc=$?
    if ((rc != 0)); then
        cat "$work/log" >&2
        echo "Boost.Program_options for mingw could not be built." >&2
    fi
    rm -rf "$work"
}
trap finish EXIT
chmod 755 "$work" # apt drops its privileges while it downloads

# Every package source of this machine, as a source of source packages. Takes both formats of apt.
derive_sources() {
    local file
    mkdir "$work/sources"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [[ -f $file ]] || continue
        sed -nE 's/^[[:space:]]*deb([[:space:]])/deb-src\1/p' "$file" >"$work/sources/$(basename "$file" .list).list"
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        [[ -f $file ]] || continue
        sed -E 's/^Types:.*/Types: deb-src/' "$file" >"$work/sources/$(basename "$file")"
    done
}

fetch() {
    local apt=(
        apt-get -q -o Acquire::Retries=2
        -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
        -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache"
    )
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    # A third party's source may offer no source packages; what counts is that Boost can be fetched.
    "${apt[@]}" update || true
    (cd "$work" && "${apt[@]}" source --download-only --tar-only "$boost")
}

compile() {
    mkdir "$work/objects" "$work/include" "$work/kept"
    ln -s /usr/include/boost "$work/include/boost"
    tar -xJf "$work/$boost"_*.orig.tar.xz -C "$work" boost/libs/program_options/src
    # Assertions would carry the names of these files, and with them this machine's folders, into our programs.
    export flags="-std=c++20 -O2 -DNDEBUG -ffile-prefix-map=$work/= -isystem $work/include" compiler objects=$work/objects
    # shellcheck disable=SC2016 # the inner shell expands these
    find "$work/boost/libs/program_options/src" -name '*.cpp' -print0 |
        xargs -0 -P 2 -n 1 sh -c '"$compiler" $flags -c "$1" -o "$objects/$(basename "$1" .cpp).o"' _
    x86_64-w64-mingw32-ar rcs "$work/kept/$(basename "$library")" "$work"/objects/*.o
}

echo "building Boost.Program_options $version for mingw" >&2
(derive_sources; fetch; compile) >"$work/log" 2>&1
# Somebody else may have been faster; then theirs is as good.
mv -T "$work/kept" "$kept" 2>/dev/null || [[ -f $library ]]
echo "$library"
