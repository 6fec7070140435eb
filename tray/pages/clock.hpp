// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace mirrorwatch::tray {

/// What time it is, and what clocks on the wall say.
struct Clock {
    std::chrono::sys_seconds now{};
    /// Of the time zone that held then.
    std::function<std::chrono::local_seconds(std::chrono::sys_seconds)> local;
    /// As the user has them written in Windows; null: as below.
    std::function<std::string(std::chrono::local_seconds)> written_time = {};
    std::function<std::string(std::chrono::local_seconds)> written_date = {};
};

/// "14:05"
[[nodiscard]] std::string time_of_day(std::chrono::local_seconds time, const Clock& clock);

/// "Mon 30 Nov"
[[nodiscard]] std::string date_of(std::chrono::local_seconds time, const Clock& clock);

/// "Today", "Yesterday", "Mon 30 Nov"
[[nodiscard]] std::string day_of(std::chrono::sys_seconds time, const Clock& clock);

} // namespace mirrorwatch::tray
