// SPDX-License-Identifier: MIT
#pragma once

#include "common/log.hpp"
#include "common/once_a_minute.hpp"
#include "service/decide/core/event.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace mirrorwatch::app {

/// The one place where an exception ends that nobody expected: behind a client, behind an effect, behind a
/// handler of the loop. Whoever caught it has ended that one thing; here it becomes a line in the log, once a
/// minute for each part, and a trouble that users see until the part has worked again and not failed for ten
/// minutes. It never ends the service: a client that finds such a fault could then end it for everybody. On
/// the loop's thread.
class FaultReporter {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    static constexpr std::chrono::minutes c_shown{10}; // at least: whoever looks at times sees it

    FaultReporter(
        const Log& log, decide::EventSink sink,
        std::function<TimePoint()> now = [] { return std::chrono::steady_clock::now(); })
        : log_(log)
        , sink_(std::move(sink))
        , now_(std::move(now)) {}

    void failed(std::string_view part, const std::string& what) noexcept;

    /// It has done its work once more. Costs nothing while nothing has failed.
    void worked(std::string_view part) noexcept;

    /// Now and then: takes back what is over.
    void look() noexcept;

private:
    struct Failure {
        TimePoint last{};
        bool has_worked = false; // since then
    };

    const Log& log_;
    decide::EventSink sink_;
    std::function<TimePoint()> now_;
    OnceAMinute lines_;
    std::map<std::string, Failure, std::less<>> failures_; // by part
};

} // namespace mirrorwatch::app
