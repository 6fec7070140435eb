# SPDX-License-Identifier: MIT
# mw_options: what every translation unit of ours is compiled with. Includes are written from the repository's root.
configure_file(common/version.hpp.in generated/common/version.hpp @ONLY)

add_library(mw_options INTERFACE)
target_include_directories(mw_options INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
target_link_libraries(mw_options INTERFACE mw_third_party)

if(MSVC)
    target_compile_options(mw_options INTERFACE /W4 /WX /permissive- /utf-8 /EHsc)
else()
    # No path of the building machine goes into a program; the second form is what ccache makes of the first.
    target_compile_options(mw_options INTERFACE -Wall -Wextra -Wpedantic -Werror
        "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=" -ffile-prefix-map=../../=)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        # False alarms on "literal" + std::string: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651
        target_compile_options(mw_options INTERFACE -Wno-restrict)
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
        string(REGEX MATCH "^[0-9]+" mw_clang "${CMAKE_CXX_COMPILER_VERSION}")
        target_link_options(mw_options INTERFACE -fuse-ld=lld-${mw_clang})
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        # False alarms on copies of std::optional where it is optimised: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=80635
        # The sanitizers' build and the tests look for the real thing.
        target_compile_options(mw_options INTERFACE -Wno-maybe-uninitialized)
    endif()
endif()

if(MIRRORWATCH_SANITIZE)
    target_compile_options(mw_options INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(mw_options INTERFACE -fsanitize=address,undefined)
endif()

if(WIN32)
    target_compile_definitions(mw_options INTERFACE
        _WIN32_WINNT=0x0A00 WIN32_LEAN_AND_MEAN NOMINMAX UNICODE _UNICODE)
    target_link_libraries(mw_options INTERFACE ws2_32 mswsock iphlpapi wtsapi32 userenv advapi32 shell32 ole32 oleaut32
        comctl32 gdi32 uuid wbemuuid wevtapi winhttp crypt32 bcrypt shlwapi version)
endif()

if(MINGW)
    # Templates make more sections at -O0 than the default object format can count.
    target_compile_options(mw_options INTERFACE -Wa,-mbig-obj)
    target_link_options(mw_options INTERFACE -static -s -Wl,--dynamicbase,--nxcompat,--high-entropy-va)
endif()
