// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include <utility>

namespace mirrorwatch {

/// Owns one OS handle by a policy of three static members: `Type`, `invalid()` and `close(Type)`. Movable,
/// not copyable.
template <class Policy>
class UniqueHandle {
public:
    using Type = typename Policy::Type;

    UniqueHandle() noexcept = default;

    explicit UniqueHandle(Type handle) noexcept
        : handle_(handle) {}

    UniqueHandle(UniqueHandle&& other) noexcept
        : handle_(other.release()) {}

    UniqueHandle& operator=(UniqueHandle&& other) noexcept {
        reset(other.release());
        return *this;
    }

    ~UniqueHandle() { reset(); }

    [[nodiscard]] Type get() const noexcept { return handle_; }

    [[nodiscard]] explicit operator bool() const noexcept { return handle_ != Policy::invalid(); }

    /// The caller closes it from now on.
    [[nodiscard]] Type release() noexcept { return std::exchange(handle_, Policy::invalid()); }

    /// Closes what is held; the error of the call before stays readable by GetLastError.
    void reset(Type handle = Policy::invalid()) noexcept {
        if (const Type old = std::exchange(handle_, handle); old != Policy::invalid() && old != handle) {
            const DWORD error = GetLastError();
            Policy::close(old);
            SetLastError(error);
        }
    }

    /// Where a function writes the handle that it makes.
    [[nodiscard]] Type* put() noexcept {
        reset();
        return &handle_;
    }

private:
    Type handle_ = Policy::invalid();
};

/// Files and pipes: CreateFileW and CreateNamedPipeW fail with INVALID_HANDLE_VALUE.
struct FilePolicy {
    using Type = HANDLE;

    static Type invalid() noexcept { return INVALID_HANDLE_VALUE; }

    static void close(Type handle) noexcept { CloseHandle(handle); }
};

/// Events, processes, threads, tokens, mutexes, jobs: creation fails with nullptr.
struct KernelPolicy {
    using Type = HANDLE;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type handle) noexcept { CloseHandle(handle); }
};

/// What LocalFree ends: security descriptors, strings from ConvertSidToStringSidW.
template <class T>
struct LocalPolicy {
    using Type = T;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type memory) noexcept { LocalFree(memory); }
};

using FileHandle = UniqueHandle<FilePolicy>;
using KernelHandle = UniqueHandle<KernelPolicy>;
template <class T>
using LocalMemory = UniqueHandle<LocalPolicy<T>>;

/// A job whose processes end when its last handle is closed. Empty: GetLastError says why.
[[nodiscard]] inline KernelHandle make_kill_on_close_job() {
    KernelHandle job{CreateJobObjectW(nullptr, nullptr)};
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (job &&
        !SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits, sizeof limits)) {
        job.reset();
    }
    return job;
}

} // namespace mirrorwatch
