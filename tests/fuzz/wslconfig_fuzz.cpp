// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/naive_reader.hpp"
#include "tests/common/wslconfig/properties.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string_view>
#include <vector>

namespace mirrorwatch::wslconfig {
namespace {

const char* const c_words[] = {"",       "mirrored",          "true",     "8GB",
                               "-1",     "3000,9000",         "10.0.0.1", "C:\\x",
                               " a # b", "0a-0b-0c-0d-0e-0f", "\xc3\xbc", "x\ny\t\"z\""};

std::size_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

/// The first three bytes choose what is done to which key with which value.
Edit edit_from(std::string_view choice) {
    static const std::vector<std::string> names = naive::canonical_names();
    return {static_cast<Edit::Kind>(byte_at(choice, 0) % 4), names[byte_at(choice, 1) % names.size()],
            c_words[byte_at(choice, 2) % std::size(c_words)]};
}

void stop_at(const Broken& broken, std::string_view file, const Edit& edit) {
    if (broken) {
        std::cerr << "BROKEN: " << *broken << "\n  file: " << literal(file) << "\n  edit: " << literal(edit)
                  << "\n";
        std::abort();
    }
}

void try_one(std::string_view input) {
    constexpr std::size_t c_choice = 3;
    if (input.size() < c_choice) {
        return;
    }
    const Edit edit = edit_from(input.substr(0, c_choice));
    const std::string_view file = input.substr(c_choice);
    stop_at(broken_by_reading(file), file, edit);
    stop_at(attempt(file, edit).broken, file, edit);
}

} // namespace
} // namespace mirrorwatch::wslconfig

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    mirrorwatch::wslconfig::try_one({reinterpret_cast<const char*>(data), size});
    return 0;
}
