// SPDX-License-Identifier: MIT
#include <windows.h>

#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

/// Linked into the service for the soak: what operator new has given and not got back, in bytes and blocks;
/// and what is in use of the two heaps below, that of the C library and that of Windows' own libraries, and
/// what they keep that is free, so that their size tells nothing of a leak. Written each five seconds to
/// C:\counts\<process>.txt, where that folder is.
namespace {

constexpr std::size_t c_head = 16; // as much as malloc aligns to
constexpr DWORD c_every = 5'000;   // ms

std::atomic<long long> bytes{0};
std::atomic<long long> blocks{0};

struct Heap {
    long long used = 0; // bytes
    long long free = 0;
};

Heap look_at(HANDLE heap) {
    Heap seen;
    PROCESS_HEAP_ENTRY entry{};
    HeapLock(heap);
    while (HeapWalk(heap, &entry)) {
        if ((entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0) {
            seen.used += entry.cbData;
        } else if ((entry.wFlags & (PROCESS_HEAP_REGION | PROCESS_HEAP_UNCOMMITTED_RANGE)) == 0) {
            seen.free += entry.cbData;
        }
    }
    HeapUnlock(heap);
    return seen;
}

DWORD WINAPI write_counts(void* file) {
    for (;; Sleep(c_every)) {
        const Heap ours = look_at(reinterpret_cast<HANDLE>(_get_heap_handle()));
        const Heap windows = look_at(GetProcessHeap());
        std::fprintf(static_cast<std::FILE*>(file), "%lld %lld %lld %lld %lld\n", bytes.load(), blocks.load(),
                     ours.used, windows.used, ours.free + windows.free);
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
