// SPDX-License-Identifier: MIT
#include "service/doctor/windows_ports_win.hpp"

#include "common/ascii.hpp"
#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/registry_win.hpp"
#include "common/text_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/sense/wsl/wsl_vm_presence_win.hpp"

#include <windows.h>

#include <shlobj.h>

#include <algorithm>
#include <filesystem>

namespace mirrorwatch::doctor {
namespace {

namespace fs = std::filesystem;

constexpr const wchar_t* c_uninstall = LR"(Software\Microsoft\Windows\CurrentVersion\Uninstall)";
constexpr std::string_view c_docker = "Docker Desktop.exe";

struct ModulePolicy {
    using Type = HMODULE;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type module) noexcept { FreeLibrary(module); }
};

/// A value of a key that is open, as text; empty where it is none.
std::string text_of(HKEY key, const wchar_t* name) {
    wchar_t text[512];
    DWORD size = sizeof text;
    if (RegGetValueW(key, nullptr, name, RRF_RT_REG_SZ, nullptr, text, &size) != ERROR_SUCCESS) {
        return {};
    }
    return narrow(text);
}

void add_program(HKEY programs, const wchar_t* name, std::vector<InstalledProgram>& found) {
    KeyHandle key;
    if (RegOpenKeyExW(programs, name, 0, KEY_QUERY_VALUE, key.put()) != ERROR_SUCCESS) {
        return;
    }
    const std::string title = text_of(key.get(), L"DisplayName");
    const auto version = version_from(text_of(key.get(), L"DisplayVersion"));
    if (!title.empty() && version) {
        found.push_back({title, *version});
    }
}

void add_programs(HKEY root, REGSAM view, std::vector<InstalledProgram>& found) {
    KeyHandle programs;
    if (RegOpenKeyExW(root, c_uninstall, 0, KEY_READ | view, programs.put()) != ERROR_SUCCESS) {
        return;
    }
    wchar_t name[256];
    for (DWORD i = 0;; ++i) {
        DWORD length = static_cast<DWORD>(std::size(name));
        const LSTATUS status =
            RegEnumKeyExW(programs.get(), i, name, &length, nullptr, nullptr, nullptr, nullptr);
        if (status != ERROR_SUCCESS) {
            return;
        }
        add_program(programs.get(), name, found);
    }
}

fs::path app_data() {
    PWSTR text = nullptr;
    const HRESULT result = SHGetKnownFolderPath(FOLDERID_RoamingAppData, KF_FLAG_DEFAULT, nullptr, &text);
    fs::path folder = SUCCEEDED(result) ? fs::path{text} : fs::path{};
    CoTaskMemFree(text);
    return folder;
}

std::uint64_t ticks(const FILETIME& time) {
    return (std::uint64_t{time.dwHighDateTime} << 32) | time.dwLowDateTime;
}

/// 0: it may not be asked, or has gone.
std::uint64_t started_at(std::uint32_t process) {
    const KernelHandle handle{OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process)};
    FILETIME created{}, exited{}, kernel{}, user{};
    const bool is_known = handle && GetProcessTimes(handle.get(), &created, &exited, &kernel, &user);
    return is_known ? ticks(created) : 0;
}

std::uint64_t written_at(const std::string& file) {
    WIN32_FILE_ATTRIBUTE_DATA data{};
    return GetFileAttributesExW(widen(file).c_str(), GetFileExInfoStandard, &data)
               ? ticks(data.ftLastWriteTime)
               : 0;
}

bool is_here(std::uint32_t process) {
    DWORD own = 0;
    DWORD session = 0;
    return ProcessIdToSessionId(GetCurrentProcessId(), &own) && ProcessIdToSessionId(process, &session) &&
           own == session;
}

/// Of that name in this session.
std::vector<std::uint32_t> processes_here(std::string_view program) {
    std::vector<std::uint32_t> found;
    const auto processes = sense::read_processes();
    if (!processes) {
        return found;
    }
    for (const sense::Process& process : *processes) {
        if (equal_ignoring_case(process.name, program) && is_here(process.id)) {
            found.push_back(process.id);
        }
    }
    return found;
}

} // namespace

bool has_exports(const WantedExports& wanted) {
    const UniqueHandle<ModulePolicy> library{
        LoadLibraryExW(widen(wanted.library).c_str(), nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32)};
    return library && std::ranges::all_of(wanted.names, [&](const std::string& name) {
               return GetProcAddress(library.get(), name.c_str()) != nullptr;
           });
}

Result<std::vector<InstalledProgram>> installed_programs() {
    std::vector<InstalledProgram> found;
    add_programs(HKEY_LOCAL_MACHINE, KEY_WOW64_64KEY, found);
    add_programs(HKEY_LOCAL_MACHINE, KEY_WOW64_32KEY, found);
    add_programs(HKEY_CURRENT_USER, 0, found);
    return found;
}

Result<SettingsText> docker_settings_text() {
    const fs::path folder = app_data() / "Docker";
    const auto newer = act::windows_file_calls().read(folder / "settings-store.json");
    return newer && *newer ? newer : act::windows_file_calls().read(folder / "settings.json");
}

bool is_newer_than_docker(const std::string& file) {
    const std::uint64_t written = written_at(file);
    return std::ranges::any_of(processes_here(c_docker), [&](std::uint32_t process) {
        const std::uint64_t started = started_at(process);
        return started != 0 && written > started;
    });
}

bool runs_in_this_session(std::string_view program) {
    return !processes_here(program).empty();
}

} // namespace mirrorwatch::doctor
