// SPDX-License-Identifier: MIT
#include "common/handle_win.hpp"
#include "common/service_pipe_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "common/version.hpp"
#include "tray/first_one_win.hpp"
#include "tray/identity_win.hpp"
#include "tray/language_win.hpp"
#include "tray/service_calls_win.hpp"
#include "tray/window_win.hpp"

#include <windows.h>

#include <shobjidl.h>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

using namespace mirrorwatch;

namespace {

constexpr std::string_view c_help =
    "Usage: mirrorwatch-tray.exe [--console | --help | --version]\n"
    "\n"
    "Shows in the notification area whether WSL's mirrored networking works, and offers a repair\n"
    "when a VPN has broken it. The work is done by the Mirrorwatch service; see mirrorwatch.exe --help.\n"
    "A second start shows the status window of the first.\n"
    "\n"
    "--console   shows what `mirrorwatch run` does in a console of yours, not the installed service\n";

constexpr std::wstring_view c_by_service = L"--by-service"; // service/app/service_host_win.cpp has it too

/// To where the output was sent, else to the console we were started from. A GUI program has neither by
/// itself.
bool print(const std::string& text) {
    FileHandle console;
    HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
    if (out == nullptr || out == INVALID_HANDLE_VALUE || GetFileType(out) == FILE_TYPE_UNKNOWN) {
        if (!AttachConsole(ATTACH_PARENT_PROCESS)) {
            return false;
        }
        console.reset(CreateFileW(L"CONOUT$", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                                  OPEN_EXISTING, 0, nullptr));
        out = console.get();
    }
    DWORD written = 0;
    return WriteFile(out, text.data(), static_cast<DWORD>(text.size()), &written, nullptr) != FALSE;
}

void say(const std::string& text, UINT icon) {
    if (!print(text)) {
        MessageBoxW(nullptr, widen(text).c_str(), L"Mirrorwatch", MB_OK | icon);
    }
}

int answer_arguments(std::wstring_view arguments) {
    if (arguments == L"--version") {
        say("Mirrorwatch " + std::string{version} + "\n", MB_ICONINFORMATION);
        return 0;
    }
    if (arguments == L"--help") {
        say(std::string{c_help}, MB_ICONINFORMATION);
        return 0;
    }
    say("\"" + narrow(arguments) + "\" is not understood.\n\n" + std::string{c_help}, MB_ICONERROR);
    return 2;
}

/// Throws std::runtime_error.
ServicePipe console() {
    Result<ServicePipe> pipe = console_of_this_user();
    if (!pipe) {
        throw std::runtime_error(pipe.error().message);
    }
    return std::move(*pipe);
}

tray::ServiceState look_at_service() {
    return tray::service_state_of(tray::ask_scm());
}

tray::ServiceState look_at_console() {
    return tray::ServiceState::NoConsole;
}

/// `is_asked_for`: a person has started it, and not Windows or the service.
int run(ServicePipe service, tray::ServiceState (*look)(), bool is_asked_for) {
    const Result<UserId> user = tray::this_user();
    if (!user) {
        throw std::runtime_error(user.error().message);
    }
    const std::optional<KernelHandle> place = tray::take_place(*user);
    if (!place) {
        if (is_asked_for) {
            tray::bring_to_front(tray::window_of_first(*user));
        }
        return 0;
    }
    tray::Window window{std::move(service), look};
    window.run();
    return 0;
}

} // namespace

int WINAPI wWinMain(HINSTANCE, HINSTANCE, PWSTR arguments, int) {
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);  // the rest of harden_process keeps IMEs out
    SetCurrentProcessExplicitAppUserModelID(tray::c_app_id); // before anything is shown
    tray::choose_language(); // before other threads; the service tells of a setting
    try {
        const std::wstring_view given = arguments;
        // COM puts words of its own behind ours.
        if (given.starts_with(tray::c_toast_argument) ||
            given == c_by_service) { // the first one has the toast
            return run(installed_service(), look_at_service, false);
        }
        if (given.empty()) {
            return run(installed_service(), look_at_service, true);
        }
        if (given == L"--console") {
            return run(console(), look_at_console, true);
        }
        return answer_arguments(given);
    } catch (const std::exception& error) {
        say(text::translated("Mirrorwatch's icon could not be shown: {reason}", {{"reason", error.what()}}) +
                "\n",
            MB_ICONERROR);
        return 1;
    }
}
