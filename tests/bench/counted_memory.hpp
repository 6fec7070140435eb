// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// What this program has taken by operator new: it replaces that operator. For one thread.
namespace mirrorwatch::bench {

struct Memory {
    std::size_t live = 0; // bytes
    std::size_t peak = 0;
    std::size_t calls = 0;
};

[[nodiscard]] Memory& memory();

} // namespace mirrorwatch::bench
