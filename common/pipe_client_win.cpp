// SPDX-License-Identifier: MIT
#include "common/pipe_client_win.hpp"

#include "common/error_win.hpp"

#include <aclapi.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace mirrorwatch {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// GENERIC_WRITE would ask for FILE_CREATE_PIPE_INSTANCE too, which the server's descriptor grants to nobody.
constexpr DWORD c_access = GENERIC_READ | FILE_WRITE_DATA;

DWORD wait_time(milliseconds patience) {
    if (patience == PipeClient::c_for_ever) {
        return INFINITE;
    }
    return static_cast<DWORD>(std::max<milliseconds::rep>(0, patience.count()));
}

FileHandle open(const wchar_t* name) {
    return FileHandle{CreateFileW(name, c_access, 0, nullptr, OPEN_EXISTING,
                                  FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION,
                                  nullptr)};
}

/// Another client may take the instance between the wait and the open, hence the loop.
FileHandle open_when_free(const wchar_t* name, milliseconds patience) {
    const auto end = Clock::now() + patience;
    FileHandle pipe = open(name);
    while (!pipe && GetLastError() == ERROR_PIPE_BUSY) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
        if (left <= milliseconds{0}) { // 0 would mean the server's default time
            SetLastError(ERROR_PIPE_BUSY);
            break;
        }
        if (!WaitNamedPipeW(name, wait_time(left))) {
            break;
        }
        pipe = open(name);
    }
    return pipe;
}

std::vector<BYTE> own_token(TOKEN_INFORMATION_CLASS what) {
    KernelHandle token;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token.put())) {
        throw_last_error("OpenProcessToken");
    }
    DWORD size = 0;
    GetTokenInformation(token.get(), what, nullptr, 0, &size);
    std::vector<BYTE> information(size);
    if (size == 0 || !GetTokenInformation(token.get(), what, information.data(), size, &size)) {
        throw_last_error("GetTokenInformation");
    }
    return information;
}

bool is_right(PSID owner, PipeOwner wanted) {
    if (wanted == PipeOwner::System) {
        return IsWellKnownSid(owner, WinLocalSystemSid) || IsWellKnownSid(owner, WinBuiltinAdministratorsSid);
    }
    // A token may name another owner than its user for what its processes create.
    const std::vector<BYTE> user = own_token(TokenUser);
    const std::vector<BYTE> creator = own_token(TokenOwner);
    return EqualSid(owner, reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid) ||
           EqualSid(owner, reinterpret_cast<const TOKEN_OWNER*>(creator.data())->Owner);
}

Result<void> check_owner(HANDLE pipe, PipeOwner wanted) {
    PSID owner = nullptr;
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor;
    const DWORD error = GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr,
                                        nullptr, nullptr, descriptor.put());
    if (error != ERROR_SUCCESS) {
        return Error{error_sentence("GetSecurityInfo", error)};
    }
    if (owner == nullptr || !is_right(owner, wanted)) {
        return Error{"The pipe belongs to another user, not to the Mirrorwatch service."};
    }
    return {};
}

} // namespace

PipeClient::Operation::Operation()
    : event(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
    if (!event) {
        throw_last_error("CreateEventW");
    }
    overlapped.hEvent = event.get();
}

PipeClient::PipeClient()
    : interrupted_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {
    if (!interrupted_) {
        throw_last_error("CreateEventW");
    }
}

PipeClient::~PipeClient() {
    close();
}

Result<void> PipeClient::connect(const ServicePipe& pipe, milliseconds patience) {
    close();
    pipe_ = open_when_free(pipe.name.c_str(), patience);
    if (!pipe_) {
        return Error{last_error_sentence("CreateFileW")};
    }
    if (const Result<void> owner = check_owner(pipe_.get(), pipe.owner); owner.has_error()) {
        return lost(owner.error().message);
    }
    return send("", patience); // the greeting: before it the server cannot tell who has come
}

Result<void> PipeClient::send(std::string_view payload, milliseconds patience) {
    if (!pipe_) {
        return Error{"There is no connection to the service."};
    }
    const std::string bytes = frame(payload);
    DWORD written = 0;
    write_.pending = true;
    if (!WriteFile(pipe_.get(), bytes.data(), static_cast<DWORD>(bytes.size()), nullptr,
                   &write_.overlapped) &&
        GetLastError() != ERROR_IO_PENDING) {
        write_.pending = false;
        return lost(last_error_sentence("WriteFile"));
    }
    if (WaitForSingleObject(write_.event.get(), wait_time(patience)) != WAIT_OBJECT_0) {
        return lost("The service does not take what is sent to it."); // which also awaits the write: `bytes`
                                                                      // ends here
    }
    write_.pending = false;
    if (!GetOverlappedResult(pipe_.get(), &write_.overlapped, &written, FALSE)) {
        return lost(last_error_sentence("WriteFile"));
    }
    return {};
}

Result<std::optional<std::string>> PipeClient::receive(milliseconds patience) {
    using Payload = std::optional<std::string>;
    const auto start = Clock::now();
    while (true) {
        if (Payload payload = reader_.next()) {
            return payload;
        }
        if (reader_.is_broken()) {
            return lost("The service sent a frame that is too large.");
        }
        if (const Result<void> started = start_read(); started.has_error()) {
            return started.error();
        }
        const auto passed = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
        const HANDLE events[] = {interrupted_.get(), read_.event.get()};
        const DWORD left = wait_time(patience == c_for_ever ? patience : patience - passed);
        if (WaitForMultipleObjects(2, events, FALSE, left) != WAIT_OBJECT_0 + 1) {
            return Payload{}; // the read goes on and is met again by the next call
        }
        if (const Result<void> taken = take_read(); taken.has_error()) {
            return taken.error();
        }
    }
}

void PipeClient::interrupt() noexcept {
    SetEvent(interrupted_.get());
}

void PipeClient::close() noexcept {
    finish(read_);
    finish(write_);
    pipe_.reset();
    reader_ = FrameReader{};
}

Result<void> PipeClient::start_read() {
    if (read_.pending) {
        return {};
    }
    if (!pipe_) {
        return Error{"There is no connection to the service."};
    }
    read_.pending = true;
    if (!ReadFile(pipe_.get(), buffer_.data(), static_cast<DWORD>(buffer_.size()), nullptr,
                  &read_.overlapped) &&
        GetLastError() != ERROR_IO_PENDING) {
        read_.pending = false;
        return lost(last_error_sentence("ReadFile"));
    }
    return {};
}

Result<void> PipeClient::take_read() {
    DWORD size = 0;
    read_.pending = false;
    if (!GetOverlappedResult(pipe_.get(), &read_.overlapped, &size, FALSE)) {
        return lost(last_error_sentence("ReadFile"));
    }
    reader_.feed({buffer_.data(), size});
    return {};
}

Error PipeClient::lost(std::string sentence) {
    close();
    return Error{std::move(sentence)};
}

/// The kernel writes into our buffers until the operation has ended, so a cancelled one is awaited.
void PipeClient::finish(Operation& operation) noexcept {
    if (operation.pending) {
        DWORD size = 0;
        CancelIoEx(pipe_.get(), &operation.overlapped);
        GetOverlappedResult(pipe_.get(), &operation.overlapped, &size, TRUE);
        operation.pending = false;
    }
}

} // namespace mirrorwatch
