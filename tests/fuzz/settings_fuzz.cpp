// SPDX-License-Identifier: MIT
#include "tests/config/places.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace mirrorwatch::config;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    for (const ConfigError& entry : misplaced_in(text)) {
        std::cerr << "BROKEN: " << to_string(entry) << "\n";
        std::abort();
    }
    return 0;
}
