// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace mirrorwatch {

/// Keeps what somebody else can cause as often as they like from filling a log. On one thread.
class OnceAMinute {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit OnceAMinute(std::function<TimePoint()> now = [] { return std::chrono::steady_clock::now(); })
        : now_(std::move(now)) {}

    /// What to write: nothing if a line of this kind was written less than a minute ago; else the line, and
    /// how many were left out since. Of kinds it knows 100; one more than that counts as "other".
    [[nodiscard]] std::string line(std::string_view kind, std::string_view sentence);

private:
    struct Kind {
        TimePoint said{};
        unsigned left_out = 0;
    };

    std::function<TimePoint()> now_;
    std::map<std::string, Kind, std::less<>> kinds_;
};

} // namespace mirrorwatch
