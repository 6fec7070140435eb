// SPDX-License-Identifier: MIT
#include <windows.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

/// Linked into the service for the soak: what operator new has given and not got back, in bytes and blocks,
/// written each five seconds to C:\counts\<process>.txt, where that folder is. The heap below keeps what is
/// free, so its size tells nothing of a leak.
namespace {

constexpr std::size_t c_head = 16; // as much as malloc aligns to
constexpr DWORD c_every = 5'000;   // ms

std::atomic<long long> bytes{0};
std::atomic<long long> blocks{0};

DWORD WINAPI write_counts(void* file) {
    for (;; Sleep(c_every)) {
        std::fprintf(static_cast<std::FILE*>(file), "%lld %lld\n", bytes.load(), blocks.load());
        std::fflush(static_cast<std::FILE*>(file));
    }
}

struct Counting {
    Counting() {
        const std::string path = "C:\\counts\\" + std::to_string(GetCurrentProcessId()) + ".txt";
        if (std::FILE* file = std::fopen(path.c_str(), "a")) {
            CloseHandle(CreateThread(nullptr, 0, write_counts, file, 0, nullptr));
        }
    }
} counting;

} // namespace

void* operator new(std::size_t size) {
    auto* head = static_cast<std::size_t*>(std::malloc(c_head + size));
    if (head == nullptr) {
        throw std::bad_alloc{};
    }
    *head = size;
    bytes += static_cast<long long>(size);
    ++blocks;
    return reinterpret_cast<char*>(head) + c_head;
}

void operator delete(void* memory) noexcept {
    if (memory != nullptr) {
        auto* head = reinterpret_cast<std::size_t*>(static_cast<char*>(memory) - c_head);
        bytes -= static_cast<long long>(*head);
        --blocks;
        std::free(head);
    }
}

void operator delete(void* memory, std::size_t) noexcept {
    ::operator delete(memory);
}
