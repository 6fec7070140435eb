// SPDX-License-Identifier: MIT
#include "service/act/activity_log.hpp"

#include "service/act/activity_log_json.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace mirrorwatch::act {
namespace {

constexpr const char* c_name = "history.jsonl";
constexpr const char* c_older = "history.1.jsonl";
constexpr std::uint64_t c_largest = std::uint64_t{1024} * 1024;

/// From the last line to the first, until `take` has enough.
template <class Take>
void each_line_backwards(std::string_view text, Take take) {
    while (!text.empty()) {
        const std::size_t before = text.rfind('\n');
        const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
        if (!take(text.substr(begin))) {
            return;
        }
        text = text.substr(0, begin == 0 ? 0 : before);
    }
}

/// Of the files in this one folder, the newest first.
std::vector<Activity> read_folder(const std::filesystem::path& folder, const ActivityLogCalls& calls,
                                  const std::optional<std::string>& sid, std::size_t most) {
    std::vector<Activity> entries;
    for (const char* name : {c_name, c_older}) {
        if (entries.size() >= most) {
            break;
        }
        const auto bytes = calls.read(folder / name);
        const std::string text = bytes ? bytes->value_or("") : std::string{};
        each_line_backwards(text, [&](std::string_view line) {
            if (entries.size() < most) {
                if (auto entry = from_line(line); entry && (!sid || entry->sid == *sid)) {
                    entries.push_back(std::move(*entry));
                }
            }
            return entries.size() < most;
        });
    }
    return entries;
}

} // namespace

ActivityLog::ActivityLog(std::filesystem::path folder, ActivityLogCalls calls)
    : folder_(std::move(folder))
    , calls_(std::move(calls)) {}

/// How long the file is, and whether the last line of it was written to its end.
Result<void> ActivityLog::look() {
    if (Result<void> made = calls_.folders.make(folder_); !made) {
        return made;
    }
    const auto bytes = calls_.read(folder_ / c_name);
    if (!bytes) {
        return bytes.error();
    }
    const std::string text = bytes->value_or("");
    size_ = text.size();
    ends_within_a_line_ = !text.empty() && text.back() != '\n';
    return {};
}

Result<void> ActivityLog::append(const decide::Record& record, std::chrono::sys_seconds now) {
    if (!size_) {
        if (Result<void> seen = look(); !seen) {
            return seen;
        }
    }
    std::string line = to_line(record, now) + "\n";
    if (*size_ > 0 && *size_ + line.size() > c_largest) {
        if (Result<void> moved = calls_.rename_over(folder_ / c_name, folder_ / c_older); !moved) {
            return moved;
        }
        size_ = 0;
        ends_within_a_line_ = false;
    }
    if (ends_within_a_line_) {
        line.insert(0, "\n");
    }
    Result<void> written = calls_.append(folder_ / c_name, line);
    if (written) {
        *size_ += line.size();
        ends_within_a_line_ = false;
    } else {
        size_.reset();
    }
    return written;
}

ActivityLogs::ActivityLogs(std::filesystem::path folder, ActivityLogCalls calls)
    : folder_(std::move(folder))
    , calls_(std::move(calls)) {}

Result<void> ActivityLogs::append(const decide::Record& record, std::chrono::sys_seconds now) {
    if (!record.user) {
        return {};
    }
    const std::string& sid = record.user->sid;
    return logs_.try_emplace(sid, folder_of(folder_, sid), calls_).first->second.append(record, now);
}

std::vector<Activity> read_history(const std::filesystem::path& folder, const ActivityLogCalls& calls,
                                   const std::optional<std::string>& sid, std::size_t most) {
    const auto accounts =
        sid ? Result<std::vector<std::string>>{std::vector{*sid}} : accounts_in(folder, calls.folders);
    std::vector<Activity> entries;
    for (const std::string& account : accounts ? *accounts : std::vector<std::string>{}) {
        std::ranges::move(read_folder(folder_of(folder, account), calls, account, most),
                          std::back_inserter(entries));
    }
    std::ranges::move(read_folder(folder, calls, sid, most), std::back_inserter(entries));
    if (!sid) {
        std::ranges::stable_sort(entries, std::ranges::greater{}, &Activity::time);
    }
    entries.resize(std::min(entries.size(), most));
    return entries;
}

} // namespace mirrorwatch::act
