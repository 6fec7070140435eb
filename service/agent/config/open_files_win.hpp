// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "service/agent/config/file_calls.hpp"

#include <string>

namespace mirrorwatch::agent {

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
