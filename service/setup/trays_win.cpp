// SPDX-License-Identifier: MIT
#include "service/setup/trays_win.hpp"

#include "common/handle_win.hpp"
#include "common/token_win.hpp"
#include "service/setup/ask_service_win.hpp"

#include <windows.h>

#include <tlhelp32.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace mirrorwatch::setup {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr wchar_t c_window_class[] = L"MirrorwatchTray"; // tray/window_win.hpp has it too
constexpr milliseconds c_patience{5'000};
constexpr DWORD c_force_patience_ms = 2'000;

struct Tray {
    KernelHandle process;
    std::uint32_t session = 0;
};

bool runs_from(HANDLE process, const fs::path& program) {
    std::wstring path(32'768, L'\0');
    auto length = static_cast<DWORD>(path.size());
    if (!QueryFullProcessImageNameW(process, 0, path.data(), &length)) {
        return false;
    }
    path.resize(length);
    return CompareStringOrdinal(path.c_str(), -1, program.c_str(), -1, TRUE) == CSTR_EQUAL;
}

std::vector<Tray> running(const fs::path& program) {
    std::vector<Tray> trays;
    const FileHandle all{CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0)};
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL is_one = Process32FirstW(all.get(), &entry); is_one;
         is_one = Process32NextW(all.get(), &entry)) {
        if (CompareStringOrdinal(entry.szExeFile, -1, program.filename().c_str(), -1, TRUE) != CSTR_EQUAL) {
            continue;
        }
        constexpr DWORD rights = PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE | SYNCHRONIZE;
        KernelHandle process{OpenProcess(rights, FALSE, entry.th32ProcessID)};
        DWORD session = 0;
        if (process && runs_from(process.get(), program) &&
            ProcessIdToSessionId(entry.th32ProcessID, &session)) {
            trays.push_back({std::move(process), session});
        }
    }
    return trays;
}

void close_window_here() {
    if (const HWND window = FindWindowW(c_window_class, nullptr)) {
        PostMessageW(window, WM_CLOSE, 0, 0);
    }
}

void wait_or_end(const std::vector<Tray>& trays) {
    const auto end = Clock::now() + c_patience;
    for (const Tray& tray : trays) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
        const auto patience = static_cast<DWORD>(std::max<milliseconds::rep>(left.count(), 0));
        if (WaitForSingleObject(tray.process.get(), patience) != WAIT_OBJECT_0 &&
            TerminateProcess(tray.process.get(), 0)) {
            WaitForSingleObject(tray.process.get(), c_force_patience_ms);
        }
    }
}

} // namespace

std::vector<std::uint32_t> close_trays(const fs::path& program) {
    (void)enable_privilege(SE_DEBUG_NAME); // an administrator opens other users' programs by it alone
    const std::vector<Tray> trays = running(program);
    if (trays.empty()) {
        return {};
    }
    ask_service(protocol::CloseTrays{});
    close_window_here();
    wait_or_end(trays);
    std::vector<std::uint32_t> sessions;
    for (const Tray& tray : trays) {
        sessions.push_back(tray.session);
    }
    return sessions;
}

} // namespace mirrorwatch::setup
