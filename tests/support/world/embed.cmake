# SPDX-License-Identifier: MIT
# Writes a .cpp with a function that returns the texts of files:
#   cmake "-DINPUTS=<file>;<file>…" -DOUTPUT=<.cpp> -P embed.cmake
set(rows)
foreach(input ${INPUTS})
    file(READ "${input}" text)
    string(APPEND rows "    R\"json(${text})json\",\n")
endforeach()
file(WRITE "${OUTPUT}" "// Made from the files in behaviours/.
#include \"tests/support/world/shipped.hpp\"

namespace mirrorwatch::world {

const std::vector<std::string_view>& shipped_texts() {
    static const std::vector<std::string_view> c_texts{
${rows}    };
    return c_texts;
}

}  // namespace mirrorwatch::world
")
