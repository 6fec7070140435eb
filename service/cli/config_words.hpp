// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/findings.hpp"
#include "service/agent/config/config_change.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What `wslconfig` says about a change. UTF-8; ends with a newline.
namespace mirrorwatch::cli {

struct ChangedFile {
    std::string path;
    bool is_wsls = true; // of the user who runs this; false: another file, named by --file
};

/// What was done, the backup's number, new warnings, and when it counts; or that nothing was to be done.
[[nodiscard]] std::string edit_words(const wslconfig::Edit& edit, const agent::FileChange& change,
                                     const ChangedFile& file, const wslconfig::Policies& policies);
[[nodiscard]] std::string undo_words(std::optional<int> number, const agent::FileChange& change,
                                     const ChangedFile& file);

/// Why it cannot be done lies in what was typed, not in the file: an empty one would not take it either.
[[nodiscard]] bool makes_no_sense(const wslconfig::Edit& edit, const Error& why);

/// A key of .wslconfig that a repair may set: "networkingMode", "wsl2.dnsTunneling"; letters in any case.
[[nodiscard]] bool is_set_by_repairs(std::string_view key);

/// What a dry run says: a unified diff of the files as UTF-8; or that nothing is to be done.
[[nodiscard]] std::string dry_run_words(const agent::FileChange& change, const ChangedFile& file);

/// " Backup 7; to go back: …"; empty when there is none.
[[nodiscard]] std::string backup_words(const agent::FileChange& change, const ChangedFile& file);
/// A line; empty for another file than WSL's.
[[nodiscard]] std::string when_it_counts(const ChangedFile& file);

/// What a change does to a text file, in the format of `diff -u` and `patch`: one hunk from the first to the
/// last line that differs, with three lines around it. A file that is not there (nothing) is /dev/null. Lines
/// end with a line feed; a CR before it is a part of the line. Empty where nothing changes.
[[nodiscard]] std::string unified_diff(std::string_view path, const std::optional<std::string>& before,
                                       const std::optional<std::string>& after);

} // namespace mirrorwatch::cli
