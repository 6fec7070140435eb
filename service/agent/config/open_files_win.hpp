// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "service/agent/config/file_calls.hpp"

#include <windows.h>

#include <string>

/// Files that are open, and what went wrong with one: the parts of WindowsFileCalls.
namespace mirrorwatch::agent {

[[nodiscard]] FileError file_error(const char* api, DWORD code);
/// Of the last error of this thread; call it directly after the function that failed.
[[nodiscard]] FileError last_file_error(const char* api);
[[nodiscard]] bool is_absent(DWORD error);
/// Whether waiting may cure it.
[[nodiscard]] bool is_passing(DWORD error);

/// `call` until it succeeds (returns ERROR_SUCCESS) or fails for a reason that waiting does not cure; two
/// seconds at most. Its last error.
template <class Call>
[[nodiscard]] DWORD persistently(Call call) {
    constexpr int c_attempts = 40;
    constexpr DWORD c_pause_ms = 50;
    for (int attempt = 1;; ++attempt) {
        const DWORD error = call();
        if (!is_passing(error) || attempt == c_attempts) {
            return error;
        }
        Sleep(c_pause_ms);
    }
}

/// Holds by a handle that shares reading and deletion only.
class WindowsHeldFile : public HeldFile {
public:
    explicit WindowsHeldFile(FileHandle file)
        : file_(std::move(file)) {}

    [[nodiscard]] FileResult<void> remove() override;

private:
    FileHandle file_;
};

/// `file` shares nothing, and may write, rename and remove the file that it is.
class WindowsNewFile : public NewFile {
public:
    WindowsNewFile(FileHandle file, std::wstring path)
        : file_(std::move(file))
        , path_(std::move(path)) {}

    ~WindowsNewFile() override;
    WindowsNewFile(const WindowsNewFile&) = delete;
    WindowsNewFile& operator=(const WindowsNewFile&) = delete;

    [[nodiscard]] FileResult<void> write(std::string_view bytes) override;
    [[nodiscard]] FileResult<void> flush() override;
    [[nodiscard]] FileResult<void> copy_access(const std::string& from) override;
    [[nodiscard]] FileResult<void> rename_over(const std::string& path,
                                               std::unique_ptr<HeldFile> held) override;
    [[nodiscard]] FileResult<void> rename_to(const std::string& path) override;

private:
    [[nodiscard]] DWORD rename(const std::wstring& path, DWORD flags);
    [[nodiscard]] FileResult<void> move(const std::wstring& path, DWORD flags);

    FileHandle file_;   // none: renamed, or closed for a rename by name
    std::wstring path_; // empty: renamed
};

} // namespace mirrorwatch::agent
