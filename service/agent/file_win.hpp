#pragma once

#include "common/error.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Whole files, as the user. Somebody who has the file open for a moment is waited for, two seconds at most.
namespace mirrorwatch::agent {

/// The bytes; nothing when there is no file. Error also above 16 MiB.
[[nodiscard]] Result<std::optional<std::string>> read_file(const std::wstring& path);

/// Where a link leads to; the path itself when there is no file. Error: a link to nowhere.
[[nodiscard]] Result<std::wstring> final_path(const std::wstring& path);

/// Bytes on the disk beside `path`, with its attributes and its DACL where it exists. Moved over it, or
/// removed.
class Replacement {
public:
    explicit Replacement(std::wstring path);
    ~Replacement();
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;

    [[nodiscard]] Result<void> write(std::string_view bytes);
    /// The file is the old one until this returns well.
    [[nodiscard]] Result<void> move_over();

private:
    std::wstring path_;
    std::wstring temporary_;
    bool written_ = false;
};

[[nodiscard]] Result<void> remove_file(const std::wstring& path); // also when there is none

} // namespace mirrorwatch::agent
