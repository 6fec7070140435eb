// SPDX-License-Identifier: MIT
#include "tray/errands_win.hpp"

#include "common/error_win.hpp"

#include <cstddef>
#include <utility>

namespace mirrorwatch::tray {
namespace {

constexpr DWORD c_patience_ms = 30'000;
constexpr DWORD c_pipe_size = 64 * 1024; // all that it says: nobody reads before it has ended

struct Pipe {
    FileHandle read;
    FileHandle write; // is inherited
};

Pipe make_pipe() {
    SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
    HANDLE read = INVALID_HANDLE_VALUE;
    HANDLE write = INVALID_HANDLE_VALUE;
    if (!CreatePipe(&read, &write, &inherited, c_pipe_size)) {
        return {};
    }
    SetHandleInformation(read, HANDLE_FLAG_INHERIT, 0);
    return {FileHandle{read}, FileHandle{write}};
}

/// Of CreateProcessW: that it inherits one handle and no other.
class OneHandle {
public:
    explicit OneHandle(HANDLE handle)
        : handle_(handle) {
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        memory_.resize(size);
        good_ = InitializeProcThreadAttributeList(get(), 1, 0, &size) &&
                UpdateProcThreadAttribute(get(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &handle_,
                                          sizeof handle_, nullptr, nullptr);
    }

    ~OneHandle() { DeleteProcThreadAttributeList(get()); }

    OneHandle(const OneHandle&) = delete;
    OneHandle& operator=(const OneHandle&) = delete;

    [[nodiscard]] bool good() const { return good_; }

    [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() {
        return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
    }

private:
    HANDLE handle_;
    std::vector<std::byte> memory_;
    bool good_ = false;
};

/// Suspended, so that it is in its job before it does anything.
KernelHandle start_hidden(const std::wstring& program, std::wstring command, HANDLE output, HANDLE job) {
    OneHandle attributes{output};
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup.StartupInfo.hStdOutput = startup.StartupInfo.hStdError = output;
    startup.lpAttributeList = attributes.get();
    PROCESS_INFORMATION started{};
    if (!attributes.good() ||
        !CreateProcessW(program.c_str(), command.data(), nullptr, nullptr, TRUE,
                        CREATE_NO_WINDOW | CREATE_SUSPENDED | EXTENDED_STARTUPINFO_PRESENT, nullptr, nullptr,
                        &startup.StartupInfo, &started)) {
        return {};
    }
    KernelHandle process{started.hProcess};
    const KernelHandle thread{started.hThread};
    if (!AssignProcessToJobObject(job, process.get())) {
        TerminateProcess(process.get(), ERROR_NOT_ENOUGH_QUOTA);
        return {};
    }
    ResumeThread(thread.get());
    return process;
}

std::string read_all(HANDLE pipe) {
    std::string text;
    char buffer[4096];
    DWORD got = 0;
    while (text.size() < c_pipe_size && ReadFile(pipe, buffer, sizeof buffer, &got, nullptr) && got > 0) {
        text.append(buffer, got);
    }
    return text;
}

} // namespace

std::wstring command_line_program() {
    std::wstring path(MAX_PATH, L'\0');
    DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    while (length == path.size()) { // cut
        path.resize(path.size() * 2);
        length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    }
    path.resize(length);
    return path.substr(0, path.find_last_of(L'\\') + 1) + L"mirrorwatch.exe";
}

std::optional<ProgramEnd> run_hidden(const std::wstring& program, const std::wstring& arguments,
                                     HANDLE stop) {
    Pipe pipe = make_pipe();
    const KernelHandle job = make_kill_on_close_job();
    if (!pipe.write || !job) {
        return std::nullopt;
    }
    const KernelHandle process =
        start_hidden(program, L'"' + program + L"\" " + arguments, pipe.write.get(), job.get());
    pipe.write.reset(); // so that the pipe ends with the program
    if (!process) {
        return std::nullopt;
    }
    const HANDLE ends[] = {process.get(), stop};
    ProgramEnd end;
    if (WaitForMultipleObjects(2, ends, FALSE, c_patience_ms) != WAIT_OBJECT_0 ||
        !GetExitCodeProcess(process.get(), &end.exit_code)) {
        return std::nullopt; // the job ends it
    }
    end.output = read_all(pipe.read.get());
    return end;
}

Errands::Errands(std::function<void()> on_end)
    : on_end_(std::move(on_end))
    , stop_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
    if (!stop_) {
        throw_last_error("CreateEventW");
    }
}

Errands::~Errands() {
    SetEvent(stop_.get());
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void Errands::start(Errand errand) {
    threads_.emplace_back([this, errand = std::move(errand)] {
        if (std::optional<Notification> says = errand(stop_.get())) {
            const std::lock_guard lock{mutex_};
            ended_.push_back(std::move(*says));
        }
        on_end_();
    });
}

std::vector<Notification> Errands::take_ended() {
    const std::lock_guard lock{mutex_};
    return std::exchange(ended_, {});
}

} // namespace mirrorwatch::tray
