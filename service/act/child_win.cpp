// SPDX-License-Identifier: MIT
#include "service/act/child_win.hpp"

#include "common/error_win.hpp"

#include <atomic>
#include <cstdint>
#include <random>

namespace mirrorwatch::act {
namespace {

struct PipePair {
    FileHandle ours;   // overlapped
    FileHandle theirs; // inheritable
};

std::wstring unique_pipe_name() {
    static std::atomic<unsigned> counter{0};
    std::random_device random;
    return LR"(\\.\pipe\mirrorwatch-agent-)" + std::to_wstring(GetCurrentProcessId()) + L"-" +
           std::to_wstring(++counter) + L"-" + std::to_wstring(random()) + std::to_wstring(random());
}

/// Both ends are opened here, and there is one instance: nobody else can come in between.
Result<PipePair> make_pipe(DWORD our_access, DWORD their_access) {
    const std::wstring name = unique_pipe_name();
    PipePair pair;
    pair.ours.reset(
        CreateNamedPipeW(name.c_str(), our_access | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED,
                         PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, 65536, 65536, 0, nullptr));
    if (!pair.ours) {
        return Error{last_error_sentence("CreateNamedPipeW")};
    }
    SECURITY_ATTRIBUTES inheritable{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    pair.theirs.reset(CreateFileW(name.c_str(), their_access, 0, &inheritable, OPEN_EXISTING, 0, nullptr));
    if (!pair.theirs) {
        return Error{last_error_sentence("CreateFileW")};
    }
    return pair;
}

/// A handle of this process that can be waited for and nothing else.
KernelHandle inheritable_self() {
    KernelHandle self;
    const HANDLE process = GetCurrentProcess();
    if (!DuplicateHandle(process, process, process, self.put(), SYNCHRONIZE, TRUE, 0)) {
        throw_last_error("DuplicateHandle");
    }
    return self;
}

FileHandle inheritable_nul() {
    SECURITY_ATTRIBUTES inheritable{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    return FileHandle{CreateFileW(L"NUL", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &inheritable,
                                  OPEN_EXISTING, 0, nullptr)};
}

} // namespace

Result<Child> ChildStarter::start(const UserId& user, const std::wstring& arguments) const {
    const Result<KernelHandle> token = tokens_.token_of(user);
    if (!token) {
        return token.error();
    }
    Result<PipePair> input = make_pipe(PIPE_ACCESS_OUTBOUND, GENERIC_READ);
    Result<PipePair> output = make_pipe(PIPE_ACCESS_INBOUND, GENERIC_WRITE);
    if (!input || !output) {
        return input ? output.error() : input.error();
    }
    const KernelHandle self = inheritable_self();
    const FileHandle nul = inheritable_nul();
    StartOptions options;
    options.program = program_;
    options.input = input->theirs.get();
    options.output = output->theirs.get();
    options.error = nul.get();
    options.inherited = {self.get()};
    options.arguments =
        arguments + L" --parent " + std::to_wstring(reinterpret_cast<std::uintptr_t>(self.get()));
    options.flags = CREATE_NO_WINDOW | CREATE_SUSPENDED;
    Result<StartedProcess> started = start_process(token->get(), options);
    if (!started) {
        return started.error();
    }
    KernelHandle job = put_into_job(started->process.get());
    ResumeThread(started->thread.get());
    return Child{std::move(started->process), std::move(input->ours), std::move(output->ours),
                 std::move(job)};
}

/// Documented: all processes of a job are of the job's session. So from session 0 this may be refused.
KernelHandle ChildStarter::put_into_job(HANDLE process) const {
    KernelHandle job = make_kill_on_close_job();
    if (job && !AssignProcessToJobObject(job.get(), process)) {
        log_.debug("agent: " + last_error_sentence("AssignProcessToJobObject"));
        job.reset();
    }
    return job;
}

} // namespace mirrorwatch::act
