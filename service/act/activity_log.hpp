// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/finding.hpp"
#include "service/act/user_folders.hpp"
#include "service/decide/core/action.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::act {

/// What was done and found for one user, and when.
struct Activity {
    std::chrono::sys_seconds time;
    std::string sid;
    Message message;
    std::string text; // the sentence, in the words of the release that wrote it
    std::vector<std::string> evidence;
    bool warn = false;

    friend bool operator==(const Activity&, const Activity&) = default;
};

/// The file system as the history sees it. Errors are whole sentences.
struct ActivityLogCalls {
    /// Nothing when there is no such file.
    std::function<Result<std::optional<std::string>>(const std::filesystem::path&)> read;
    /// At the end of the file, which is made when there is none. After an error a part may have been written.
    std::function<Result<void>(const std::filesystem::path&, const std::string& bytes)> append;
    /// In one step, over what is there.
    std::function<Result<void>(const std::filesystem::path& from, const std::filesystem::path& to)>
        rename_over;
    FolderCalls folders;
};

/// One user's: appends to history.jsonl a line of JSON for each record. Before a file becomes larger than 1
/// MiB it is renamed to history.1.jsonl, over the one before.
class ActivityLog {
public:
    ActivityLog(std::filesystem::path folder, ActivityLogCalls calls);

    /// After an error the record is lost, those that follow are tried again.
    [[nodiscard]] Result<void> append(const decide::Record& record, std::chrono::sys_seconds now);

private:
    [[nodiscard]] Result<void> look();

    std::filesystem::path folder_;
    ActivityLogCalls calls_;
    std::optional<std::uint64_t> size_; // absent: to be looked for
    bool ends_within_a_line_ = false;
};

/// All users', each in that user's folder.
class ActivityLogs {
public:
    ActivityLogs(std::filesystem::path folder, ActivityLogCalls calls);

    /// Does nothing for a record without a user.
    [[nodiscard]] Result<void> append(const decide::Record& record, std::chrono::sys_seconds now);

private:
    std::filesystem::path folder_;
    ActivityLogCalls calls_;
    std::map<std::string, ActivityLog> logs_; // by SID
};

/// The entries of one account, or of all without one, the newest first, at most so many; also those that
/// earlier releases kept for all in `folder`. Lines that cannot be understood, as after a full disk or of a
/// later release, are left out; a file that cannot be read has none.
[[nodiscard]] std::vector<Activity> read_history(const std::filesystem::path& folder,
                                                 const ActivityLogCalls& calls,
                                                 const std::optional<std::string>& sid, std::size_t most);

} // namespace mirrorwatch::act
