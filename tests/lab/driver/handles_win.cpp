// SPDX-License-Identifier: MIT
// Counts the handles and threads of a program's first process: of two with one name that whose parent has
// another. Usage: handles <program.exe>. Prints {"handles":N,"threads":N}.

#include <windows.h>

#include <tlhelp32.h>
#include <winternl.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cwchar>
#include <vector>

namespace {

// SYSTEM_HANDLE_INFORMATION_EX, which the headers leave out.
struct HandleEntry {
    void* object;
    ULONG_PTR process;
    ULONG_PTR handle;
    ULONG access;
    USHORT back_trace;
    USHORT type;
    ULONG attributes;
    ULONG reserved;
};

struct HandleList {
    ULONG_PTR count;
    ULONG_PTR reserved;
    HandleEntry entries[1];
};

constexpr auto c_handle_list = static_cast<SYSTEM_INFORMATION_CLASS>(64);
constexpr auto c_too_short = static_cast<NTSTATUS>(0xC0000004);
constexpr ULONG c_cap = 64 * 1024 * 1024;

std::vector<PROCESSENTRY32W> processes() {
    std::vector<PROCESSENTRY32W> all;
    const HANDLE list = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Process32FirstW(list, &entry); more; more = Process32NextW(list, &entry)) {
        all.push_back(entry);
    }
    CloseHandle(list);
    return all;
}

const PROCESSENTRY32W* first_of(const std::vector<PROCESSENTRY32W>& all, const wchar_t* program) {
    const auto is_program = [&](const PROCESSENTRY32W& entry) {
        return _wcsicmp(entry.szExeFile, program) == 0;
    };
    const auto is_first = [&](const PROCESSENTRY32W& entry) {
        return is_program(entry) && std::none_of(all.begin(), all.end(), [&](const PROCESSENTRY32W& other) {
                   return other.th32ProcessID == entry.th32ParentProcessID && is_program(other);
               });
    };
    const auto found = std::find_if(all.begin(), all.end(), is_first);
    return found == all.end() ? nullptr : &*found;
}

/// Of the process; -1 when the system does not tell.
long handles_of(DWORD process) {
    std::vector<std::byte> memory(1024 * 1024);
    NTSTATUS status = c_too_short;
    while (status == c_too_short && memory.size() <= c_cap) {
        memory.resize(memory.size() * 2);
        status = NtQuerySystemInformation(c_handle_list, memory.data(), static_cast<ULONG>(memory.size()),
                                          nullptr);
    }
    if (status < 0) {
        return -1;
    }
    const auto& list = *reinterpret_cast<const HandleList*>(memory.data());
    return static_cast<long>(
        std::count_if(list.entries, list.entries + list.count,
                      [&](const HandleEntry& entry) { return entry.process == process; }));
}

} // namespace

int wmain(int argc, wchar_t* argv[]) {
    const auto all = processes();
    const PROCESSENTRY32W* found = argc == 2 ? first_of(all, argv[1]) : nullptr;
    if (found == nullptr) {
        return 1;
    }
    std::printf("{\"handles\":%ld,\"threads\":%lu}\n", handles_of(found->th32ProcessID), found->cntThreads);
    return 0;
}
