# SPDX-License-Identifier: MIT
# Writes a .cpp with a function that returns a file's bytes:
#   cmake -DINPUT=<file> -DOUTPUT=<.cpp> -DFUNCTION=<name> -P embed.cmake
# Bytes, not a string literal, as compilers limit a literal's length and its delimiter could occur in the file.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "(................................................................)" "\\1\n    " bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
get_filename_component(name "${INPUT}" NAME)
file(WRITE "${OUTPUT}" "// Made from config/${name}.
#include \"config/parse.hpp\"

namespace mirrorwatch::config {
namespace {

constexpr char c_bytes[] = {
    ${bytes}
};

}  // namespace

std::string_view ${FUNCTION}() {
    return {c_bytes, sizeof c_bytes};
}

}  // namespace mirrorwatch::config
")
