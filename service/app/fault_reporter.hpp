// SPDX-License-Identifier: MIT
#pragma once

#include "common/log.hpp"
#include "common/once_a_minute.hpp"
#include "service/decide/core/event.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch::app {

/// The one place where an exception ends that nobody expected: behind a client, behind an effect, behind a
/// handler of the loop. Whoever caught it has ended that one thing; here it becomes a line in the log, once a
/// minute for each part, and a trouble that users see. It never ends the service: a client that finds such a
/// fault could then end it for everybody. On the loop's thread.
class FaultReporter {
public:
    FaultReporter(const Log& log, decide::EventSink sink)
        : log_(log)
        , sink_(std::move(sink)) {}

    void failed(std::string_view part, const std::string& what) noexcept;

private:
    const Log& log_;
    decide::EventSink sink_;
    OnceAMinute lines_;
};

} // namespace mirrorwatch::app
