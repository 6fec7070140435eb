// SPDX-License-Identifier: MIT
#include "service/sense/host/host_calls_win.hpp"

#include "common/error_win.hpp"
#include "common/registry_win.hpp"
#include "common/text_win.hpp"
#include "service/sense/host/event_log_reader_win.hpp"
#include "service/sense/host/object_reader_win.hpp"

#include <windows.h>

namespace mirrorwatch::sense {
namespace {

/// By RtlGetVersion: GetVersionExW tells a program only what its manifest knows.
Result<std::uint32_t> os_build() {
    using Function = LONG(WINAPI*)(OSVERSIONINFOW*);
    const HMODULE library = GetModuleHandleW(L"ntdll.dll");
    const FARPROC address = library == nullptr ? nullptr : GetProcAddress(library, "RtlGetVersion");
    if (address == nullptr) {
        return Error{last_error_sentence("GetProcAddress")};
    }
    OSVERSIONINFOW version{};
    version.dwOSVersionInfoSize = sizeof version;
    const auto get_version = reinterpret_cast<Function>(reinterpret_cast<void*>(address));
    if (const LONG status = get_version(&version); status != 0) {
        return Error{"RtlGetVersion: " + std::to_string(status)};
    }
    return std::uint32_t{version.dwBuildNumber};
}

} // namespace

HostCalls windows_host_calls() {
    return {os_build,
            [](const std::string& key, const std::string& name) {
                return registry_number(HKEY_LOCAL_MACHINE, widen(key), widen(name));
            },
            [](const std::string& key, const std::string& name) {
                return registry_text(HKEY_LOCAL_MACHINE, widen(key), widen(name));
            },
            [](const std::string& key) { return registry_subkeys(HKEY_LOCAL_MACHINE, widen(key)); },
            read_events,
            [](const std::vector<ObjectQuery>& queries, Deadline deadline) {
                return read_objects(queries, deadline);
            }};
}

} // namespace mirrorwatch::sense
