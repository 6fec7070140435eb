// SPDX-License-Identifier: MIT
#include "tests/bench/counted_memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace mirrorwatch::bench {

Memory& memory() {
    static Memory counted;
    return counted;
}

} // namespace mirrorwatch::bench

namespace {

constexpr std::size_t c_head = alignof(std::max_align_t); // holds the size, and keeps the alignment

} // namespace

void* operator new(std::size_t size) {
    auto* block = static_cast<unsigned char*>(std::malloc(size + c_head));
    if (block == nullptr) {
        throw std::bad_alloc{};
    }
    *reinterpret_cast<std::size_t*>(block) = size;
    auto& counted = mirrorwatch::bench::memory();
    counted.live += size;
    counted.peak = std::max(counted.peak, counted.live);
    ++counted.calls;
    return block + c_head;
}

void operator delete(void* pointer) noexcept {
    if (pointer != nullptr) {
        auto* block = static_cast<unsigned char*>(pointer) - c_head;
        mirrorwatch::bench::memory().live -= *reinterpret_cast<std::size_t*>(block);
        std::free(block);
    }
}

void operator delete(void* pointer, std::size_t) noexcept {
    operator delete(pointer);
}
