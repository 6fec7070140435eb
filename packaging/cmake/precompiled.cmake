# SPDX-License-Identifier: MIT
# The headers of others that most files include, parsed once for each build: by clang that halves the time of a cold
# build. GCC gains little, and then warns of what is right in the standard library. Every file still includes what it
# uses; the builds without this tell which one does not.
option(MIRRORWATCH_PRECOMPILE "Parse the most common headers once" OFF)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    set(MIRRORWATCH_PRECOMPILE OFF)
endif()

set(mw_common_headers <algorithm> <array> <charconv> <chrono> <cstdint> <deque> <functional> <iterator> <map> <memory>
    <optional> <set> <span> <sstream> <string> <string_view> <tuple> <utility> <variant> <vector>
    <boost/json/object.hpp> <boost/json/parse.hpp> <boost/json/serialize.hpp> <boost/json/value.hpp>
    <boost/system/result.hpp> <fmt/format.h>)

if(MIRRORWATCH_PRECOMPILE)
    # Headers that have the same content are the same: in another checkout, from ccache, they are younger.
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
    # Without the header's own name, which CMake adds: it holds the checkout's folder, and clang does not need it.
    set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)
    execute_process(COMMAND dpkg-query -W libstdc++-12-dev libstdc++-14-dev libboost1.81-dev libboost1.83-dev libfmt-dev doctest-dev
        OUTPUT_VARIABLE mw_header_versions ERROR_QUIET)
endif()

# ccache tells precompiled headers apart by what is in this file, which is the same in every checkout; they themselves
# carry the folder they were made in.
function(mw_sum_for_ccache target)
    string(SHA256 sum "${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} ${mw_header_versions} ${mw_common_headers} ${ARGN}")
    file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum" "${sum}\n")
endfunction()

# mw_precompile(<target> [<header>...]): `target` gets these and the common ones, in a form of its own.
function(mw_precompile target)
    if(MIRRORWATCH_PRECOMPILE)
        target_precompile_headers(${target} PRIVATE ${mw_common_headers} ${ARGN})
        mw_sum_for_ccache(${target} ${ARGN})
    endif()
endfunction()

# mw_precompile_like(<target> <other>): the very form that `other` has; both are compiled with the same options.
function(mw_precompile_like target other)
    if(MIRRORWATCH_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM ${other})
    endif()
endfunction()
