// SPDX-License-Identifier: MIT
#include "tray/tool_win.hpp"

#include "common/text_win.hpp"
#include "common/translated.hpp"

#include <shellapi.h>

#include <array>
#include <filesystem>
#include <utility>

namespace mirrorwatch::tray {
namespace {

constexpr std::size_t c_most_output = std::size_t{1024} * 1024;

std::wstring tool_path() {
    std::array<wchar_t, 32'768> path{};
    GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    return std::filesystem::path{path.data()}.replace_filename(L"mirrorwatch.exe").wstring();
}

struct Pipe {
    FileHandle read;
    FileHandle write; // inherited by the process
};

Pipe make_pipe() {
    SECURITY_ATTRIBUTES inherited{};
    inherited.nLength = sizeof inherited;
    inherited.bInheritHandle = TRUE;
    Pipe pipe;
    if (CreatePipe(pipe.read.put(), pipe.write.put(), &inherited, 0)) {
        SetHandleInformation(pipe.read.get(), HANDLE_FLAG_INHERIT, 0);
    }
    return pipe;
}

std::string read_all(HANDLE from) {
    std::string all;
    std::array<char, 4096> part{};
    DWORD size = 0;
    while (ReadFile(from, part.data(), static_cast<DWORD>(part.size()), &size, nullptr) && size > 0) {
        if (all.size() < c_most_output) {
            all.append(part.data(), size);
        }
    }
    return all;
}

/// Suspended, and in the job. Empty: GetLastError says why.
KernelHandle start(const std::wstring& arguments, HANDLE job, const Pipe& out, const Pipe& errors) {
    STARTUPINFOW how{};
    how.cb = sizeof how;
    how.dwFlags = STARTF_USESTDHANDLES;
    how.hStdOutput = out.write.get();
    how.hStdError = errors.write.get();
    const std::wstring path = tool_path();
    std::wstring line = quoted_argument(path) + L" " + arguments;
    PROCESS_INFORMATION made{};
    if (!CreateProcessW(path.c_str(), line.data(), nullptr, nullptr, TRUE,
                        CREATE_NO_WINDOW | CREATE_SUSPENDED, nullptr, nullptr, &how, &made)) {
        return {};
    }
    AssignProcessToJobObject(job, made.hProcess);
    ResumeThread(made.hThread);
    CloseHandle(made.hThread);
    return KernelHandle{made.hProcess};
}

int exit_code_of(HANDLE process) {
    DWORD code = 0;
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    return static_cast<int>(code);
}

} // namespace

ToolRun::ToolRun(std::wstring arguments, HWND owner, UINT message)
    : arguments_(std::move(arguments))
    , owner_(owner)
    , message_(message)
    , job_(make_kill_on_close_job())
    , thread_([this] { run(); }) {}

ToolRun::~ToolRun() {
    job_.reset();
    thread_.join();
}

/// Errors are few, so they fit into their pipe while the output is read.
void ToolRun::run() {
    Pipe out = make_pipe();
    Pipe errors = make_pipe();
    const KernelHandle process = start(arguments_, job_.get(), out, errors);
    const DWORD trouble = GetLastError();
    out.write.reset();
    errors.write.reset();
    ToolAnswer answer;
    if (process) {
        answer.output = read_all(out.read.get());
        answer.errors = read_all(errors.read.get());
        answer.exit_code = exit_code_of(process.get());
    } else {
        answer.exit_code = -1;
        answer.errors = text::translated("mirrorwatch.exe could not be started (error {code}).",
                                         {{"code", std::to_string(trouble)}});
    }
    {
        const std::lock_guard lock{mutex_};
        answer_ = std::move(answer);
    }
    PostMessageW(owner_, message_, 0, 0);
}

std::optional<ToolAnswer> ToolRun::take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(answer_, std::nullopt);
}

std::optional<int> run_elevated(HWND owner, const std::wstring& arguments) {
    const std::wstring path = tool_path();
    SHELLEXECUTEINFOW how{};
    how.cbSize = sizeof how;
    how.fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_NOASYNC;
    how.hwnd = owner;
    how.lpVerb = L"runas";
    how.lpFile = path.c_str();
    how.lpParameters = arguments.c_str();
    how.nShow = SW_HIDE;
    if (!ShellExecuteExW(&how) || how.hProcess == nullptr) {
        return std::nullopt;
    }
    const KernelHandle process{how.hProcess};
    const HANDLE handle = process.get();
    while (MsgWaitForMultipleObjects(1, &handle, FALSE, INFINITE, QS_ALLINPUT) == WAIT_OBJECT_0 + 1) {
        MSG message;
        while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) {
            if (message.message == WM_QUIT) { // for the loop that is above us
                PostQuitMessage(static_cast<int>(message.wParam));
                return std::nullopt;
            }
            TranslateMessage(&message);
            DispatchMessageW(&message);
        }
    }
    return exit_code_of(handle);
}

std::wstring quoted_argument(std::wstring_view argument) {
    std::wstring text = L"\"";
    std::size_t slashes = 0;
    for (const wchar_t c : argument) {
        if (c == L'"') {
            text.append(slashes + 1, L'\\'); // each backslash before a quote counts twice
        }
        slashes = c == L'\\' ? slashes + 1 : 0;
        text += c;
    }
    text.append(slashes, L'\\');
    return text + L"\"";
}

std::wstring as_typed(const std::vector<std::string>& arguments) {
    std::wstring text;
    for (const std::string& argument : arguments) {
        text += (text.empty() ? L"" : L" ") + quoted_argument(widen(argument));
    }
    return text;
}

} // namespace mirrorwatch::tray
