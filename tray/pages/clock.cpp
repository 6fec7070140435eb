// SPDX-License-Identifier: MIT
#include "tray/pages/clock.hpp"

#include "common/translated.hpp"

#include <array>

namespace mirrorwatch::tray {
namespace {

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

std::string time_of_day(std::chrono::local_seconds time, const Clock& clock) {
    if (clock.written_time) {
        return clock.written_time(time);
    }
    const std::chrono::hh_mm_ss day{time - std::chrono::floor<std::chrono::days>(time)};
    return two_digits(day.hours().count()) + ":" + two_digits(day.minutes().count());
}

std::string date_of(std::chrono::local_seconds time, const Clock& clock) {
    if (clock.written_date) {
        return clock.written_date(time);
    }
    constexpr std::array c_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array c_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::string number = std::to_string(static_cast<unsigned>(date.day()));
    const char* weekday = c_days.at(std::chrono::weekday{day}.c_encoding());
    const char* month = c_months.at(static_cast<unsigned>(date.month()) - 1);
    return text::filled(text::translated_as("date", "{weekday} {day} {month}"),
                        {{"weekday", text::translated_as("date", weekday)},
                         {"day", number},
                         {"month", text::translated_as("date", month)}});
}

std::string day_of(std::chrono::sys_seconds time, const Clock& clock) {
    const auto day = std::chrono::floor<std::chrono::days>(clock.local(time));
    const auto today = std::chrono::floor<std::chrono::days>(clock.local(clock.now));
    return day == today                          ? std::string{text::translated("Today")}
           : day + std::chrono::days{1} == today ? std::string{text::translated("Yesterday")}
                                                 : date_of(clock.local(time), clock);
}

} // namespace mirrorwatch::tray
