// SPDX-License-Identifier: MIT
#include "service/agent/runner_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/text_win.hpp"

#include <windows.h>

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace mirrorwatch::agent {
namespace {

constexpr std::size_t c_output_cap = std::size_t{10} * 1024 * 1024; // 64 bodies of 64 KiB, as JSON
constexpr DWORD c_drain_ms = 2'000; // for what a finished wsl.exe's helpers still hold

std::wstring system_folder() {
    std::wstring folder(MAX_PATH, L'\0');
    const UINT length = GetSystemDirectoryW(folder.data(), static_cast<UINT>(folder.size()));
    if (length == 0 || length >= folder.size()) {
        throw_last_error("GetSystemDirectoryW");
    }
    folder.resize(length);
    return folder;
}

struct Pipe {
    FileHandle read;
    FileHandle write; // one of them is inherited
};

enum class Ours { Read, Write };

bool make_pipe(Pipe& pipe, Ours ours, std::size_t size = 0) {
    SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
    HANDLE read = nullptr;
    HANDLE write = nullptr;
    if (!CreatePipe(&read, &write, &inherited, static_cast<DWORD>(size))) {
        return false;
    }
    pipe.read.reset(read);
    pipe.write.reset(write);
    return SetHandleInformation(ours == Ours::Read ? read : write, HANDLE_FLAG_INHERIT, 0) != 0;
}

/// Reads one pipe to its end on a thread of its own. Above the cap it stops reading, and the writer is to be
/// ended.
class Reader {
public:
    Reader(FileHandle pipe, KernelHandle done)
        : pipe_(std::move(pipe))
        , done_(std::move(done))
        , thread_([this] { read(); }) {}

    [[nodiscard]] HANDLE done() const { return done_.get(); }

    /// Only after done() is set.
    [[nodiscard]] std::string& text() { return text_; }

    [[nodiscard]] bool too_much() const { return text_.size() > c_output_cap; }

private:
    void read() noexcept {
        char buffer[16 * 1024];
        DWORD got = 0;
        while (!too_much() && ReadFile(pipe_.get(), buffer, sizeof buffer, &got, nullptr) && got > 0) {
            text_.append(buffer, got);
        }
        pipe_.reset();
        SetEvent(done_.get());
    }

    FileHandle pipe_;
    KernelHandle done_;
    std::string text_;
    std::jthread thread_; // last: joined before the rest goes
};

/// Writes into one pipe on a thread of its own, and closes it. Ends at the latest with those who could read.
class Writer {
public:
    Writer(FileHandle pipe, std::string_view text)
        : pipe_(std::move(pipe))
        , text_(text)
        , thread_([this] { write(); }) {}

    [[nodiscard]] bool is_done() const { return is_done_; }

private:
    void write() noexcept {
        DWORD done = 0;
        for (std::size_t at = 0; at < text_.size(); at += done) {
            if (!WriteFile(pipe_.get(), text_.data() + at, static_cast<DWORD>(text_.size() - at), &done,
                           nullptr)) {
                break;
            }
        }
        pipe_.reset();
        is_done_ = true;
    }

    FileHandle pipe_;
    std::string text_;
    std::atomic<bool> is_done_ = false;
    std::jthread thread_; // last: joined before the rest goes
};

/// The attributes of CreateProcessW: which handles are inherited, and the job from the first instruction on.
class Attributes {
public:
    Attributes(std::array<HANDLE, 3> handles, HANDLE job)
        : handles_(handles)
        , job_(job) {
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 2, 0, &size);
        memory_.resize(size);
        good_ = InitializeProcThreadAttributeList(get(), 2, 0, &size) &&
                UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles_.data(),
                                          sizeof(HANDLE) * handles_.size(), nullptr, nullptr) &&
                UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_JOB_LIST, &job_, sizeof job_,
                                          nullptr, nullptr);
    }

    ~Attributes() { DeleteProcThreadAttributeList(get()); }

    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    [[nodiscard]] bool good() const { return good_; }

    [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() {
        return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
    }

private:
    std::array<HANDLE, 3> handles_;
    HANDLE job_;
    std::vector<std::byte> memory_;
    bool good_ = false;
};

struct Child {
    KernelHandle job;
    KernelHandle process;
    std::unique_ptr<Writer> input; // none where there is nothing to write
    std::unique_ptr<Reader> output;
    std::unique_ptr<Reader> errors;
};

/// What is run, and what it is called in an error: "wsl.exe".
struct Program {
    std::wstring path;
    std::string name;
};

std::wstring folder_of(const std::wstring& program) {
    return program.substr(0, program.find_last_of(L'\\') + 1);
}

Program named_by_its_file(const std::wstring& path) {
    return {path, narrow(path.substr(folder_of(path).size()))};
}

/// It is started in the folder in which it should be.
Error not_started(const Program& program, DWORD code) {
    const bool is_missing =
        code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND || code == ERROR_DIRECTORY;
    return Error{is_missing ? program.name + " is missing." : error_sentence("CreateProcessW", code)};
}

Result<KernelHandle> start(const Program& program, std::wstring line, std::array<HANDLE, 3> handles,
                           HANDLE job) {
    Attributes attributes{handles, job};
    if (!attributes.good()) {
        return Error{last_error_sentence("UpdateProcThreadAttribute")};
    }
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdInput = handles[0];
    startup.StartupInfo.hStdOutput = handles[1];
    startup.StartupInfo.hStdError = handles[2];
    startup.lpAttributeList = attributes.get();
    PROCESS_INFORMATION started{};
    // Its own folder: wsl.exe would try to translate ours, which may be a network share.
    const std::wstring folder = folder_of(program.path);
    if (!CreateProcessW(program.path.c_str(), line.data(), nullptr, nullptr, TRUE,
                        CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT, nullptr, folder.c_str(),
                        &startup.StartupInfo, &started)) {
        return not_started(program, GetLastError());
    }
    CloseHandle(started.hThread);
    return KernelHandle{started.hProcess};
}

/// What wsl.exe reads: NUL, or a pipe whose other end stays with us.
bool make_input(Pipe& pipe, std::string_view text) {
    if (!text.empty()) {
        return make_pipe(pipe, Ours::Write, text.size());
    }
    SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
    pipe.read.reset(CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited,
                                OPEN_EXISTING, 0, nullptr));
    return static_cast<bool>(pipe.read);
}

Result<Child> launch(const Program& program, std::wstring line, std::string_view text) {
    Pipe input;
    Child child;
    // A wsl.exe that outlives the agent may come to WSL late, and start it.
    child.job = make_kill_on_close_job();
    Pipe output;
    Pipe errors;
    KernelHandle output_done{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    KernelHandle errors_done{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    if (!make_input(input, text) || !child.job || !output_done || !errors_done ||
        !make_pipe(output, Ours::Read) || !make_pipe(errors, Ours::Read)) {
        return Error{last_error_sentence("Preparing " + program.name)};
    }
    auto process = start(program, std::move(line), {input.read.get(), output.write.get(), errors.write.get()},
                         child.job.get());
    if (process.has_error()) {
        return process.error();
    }
    child.process = std::move(*process);
    input.read.reset();
    if (input.write) {
        child.input = std::make_unique<Writer>(std::move(input.write), text);
    }
    output.write.reset();
    errors.write.reset();
    child.output = std::make_unique<Reader>(std::move(output.read), std::move(output_done));
    child.errors = std::make_unique<Reader>(std::move(errors.read), std::move(errors_done));
    return child;
}

/// Waits for the end of all three, ends the whole tree otherwise. The readers are done when this returns.
Result<void> wait_for(Child& child, const std::string& name, std::chrono::seconds deadline) {
    const HANDLE readers[] = {child.output->done(), child.errors->done()};
    const HANDLE ends[] = {child.process.get(), readers[0], readers[1]};
    const ULONGLONG last = GetTickCount64() + static_cast<ULONGLONG>(deadline.count()) * 1000;
    bool ended = false;
    bool too_much = false;
    while (!ended && !too_much && GetTickCount64() < last) {
        const auto left = static_cast<DWORD>(last - GetTickCount64());
        if (WaitForMultipleObjects(3, ends, FALSE, left) == WAIT_OBJECT_0) {
            ended = true;
            break;
        }
        const bool both = WaitForMultipleObjects(2, readers, TRUE, 0) == WAIT_OBJECT_0;
        too_much = (WaitForSingleObject(readers[0], 0) == WAIT_OBJECT_0 && child.output->too_much()) ||
                   (WaitForSingleObject(readers[1], 0) == WAIT_OBJECT_0 && child.errors->too_much());
        // One pipe at its end would make the wait above return at once, for ever.
        if (!too_much) {
            ended = WaitForSingleObject(child.process.get(), both ? left : 50) == WAIT_OBJECT_0;
        }
    }
    if (!ended || WaitForMultipleObjects(2, readers, TRUE, c_drain_ms) != WAIT_OBJECT_0) {
        TerminateJobObject(child.job.get(), 1);
        WaitForMultipleObjects(2, readers, TRUE, INFINITE);
    } else if (child.input && !child.input->is_done()) {
        TerminateJobObject(child.job.get(), 1); // whoever could still read what nobody wants any more
    }
    if (too_much || child.output->too_much() || child.errors->too_much()) {
        return Error{name + " said more than 10 megabytes."};
    }
    if (!ended) {
        return Error{name + " did not end within " + std::to_string(deadline.count()) + " s."};
    }
    return {};
}

Result<RunResult> run(const Program& program, const wsl::Arguments& arguments, std::chrono::seconds deadline,
                      std::string_view input) {
    auto child = launch(program, widen(wsl::command_line(narrow(program.path), arguments)), input);
    if (child.has_error()) {
        return child.error();
    }
    const auto waited = wait_for(*child, program.name, deadline);
    if (waited.has_error()) {
        return waited.error();
    }
    DWORD exit_code = 0;
    if (!GetExitCodeProcess(child->process.get(), &exit_code)) {
        return Error{last_error_sentence("GetExitCodeProcess")};
    }
    return RunResult{exit_code, std::move(child->output->text()), std::move(child->errors->text())};
}

} // namespace

WslExe::WslExe()
    : WslExe(system_folder() + LR"(\wsl.exe)") {}

WslExe::WslExe(std::wstring program)
    : program_(std::move(program)) {
    SetEnvironmentVariableW(L"WSL_UTF8", L"1");
}

Result<RunResult> WslExe::run(const wsl::Arguments& arguments, std::chrono::seconds deadline,
                              std::string_view input) {
    return agent::run({program_, "wsl.exe"}, arguments, deadline, input);
}

Result<RunResult> run_program(const std::wstring& program, const wsl::Arguments& arguments,
                              std::chrono::seconds deadline, std::string_view input) {
    return agent::run(named_by_its_file(program), arguments, deadline, input);
}

Result<RunResult> run_system_program(const std::wstring& name, const wsl::Arguments& arguments,
                                     std::chrono::seconds deadline, std::string_view input) {
    return run_program(system_folder() + L"\\" + name, arguments, deadline, input);
}

} // namespace mirrorwatch::agent
