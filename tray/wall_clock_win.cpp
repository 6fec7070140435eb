// SPDX-License-Identifier: MIT
#include "tray/wall_clock_win.hpp"

#include "common/local_time_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace mirrorwatch::tray {
namespace {

/// Asked once for each quarter of an hour, as a page has thousands of times: clocks change at such a time.
class Offsets {
    using Quarters = std::chrono::duration<int, std::ratio<900>>;

public:
    explicit Offsets(UtcOffset offset)
        : offset_(std::move(offset)) {}

    std::chrono::local_seconds local(std::chrono::sys_seconds time) {
        const auto [known, is_new] = known_.try_emplace(std::chrono::floor<Quarters>(time));
        if (is_new) {
            known->second = offset_(time);
        }
        return std::chrono::local_seconds{time.time_since_epoch() + known->second};
    }

private:
    UtcOffset offset_;
    std::map<std::chrono::sys_time<Quarters>, std::chrono::minutes> known_;
};

using Text = std::array<wchar_t, 80>;

/// "30. Nov": as the region writes a day of a month, with the month's short name, as there is little room.
std::string written_day(const SYSTEMTIME& when, const DateCalls& calls) {
    Text picture{};
    if (calls.info(LOCALE_NAME_USER_DEFAULT, LOCALE_SMONTHDAY, picture.data(), 80) <= 0) {
        return {};
    }
    std::wstring shorter{picture.data()};
    if (const std::size_t at = shorter.find(L"MMMM"); at != std::wstring::npos) {
        shorter.erase(at, 1);
    }
    Text text{};
    calls.date(LOCALE_NAME_USER_DEFAULT, 0, &when, shorter.c_str(), text.data(), 80, nullptr);
    return narrow(text.data());
}

std::string written_date(std::chrono::local_seconds time, const DateCalls& calls) {
    const SYSTEMTIME when = system_time(std::chrono::sys_seconds{time.time_since_epoch()});
    const std::string day = written_day(when, calls);
    Text weekday{};
    calls.date(LOCALE_NAME_USER_DEFAULT, 0, &when, L"ddd", weekday.data(), 80, nullptr);
    return day.empty() || weekday[0] == L'\0'
               ? date_of(time, {})
               : text::filled(text::translated_as("date", "{weekday} {day}"),
                              {{"weekday", narrow(weekday.data())}, {"day", day}});
}

std::string written_time(std::chrono::local_seconds time, const DateCalls& calls) {
    const SYSTEMTIME when = system_time(std::chrono::sys_seconds{time.time_since_epoch()});
    Text text{};
    return calls.time(LOCALE_NAME_USER_DEFAULT, TIME_NOSECONDS, &when, nullptr, text.data(), 80) > 0
               ? narrow(text.data())
               : time_of_day(time, {});
}

} // namespace

Clock wall_clock(const DateCalls& calls, UtcOffset offset) {
    const auto offsets = std::make_shared<Offsets>(std::move(offset));
    return {std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
            [offsets](std::chrono::sys_seconds time) { return offsets->local(time); },
            [calls](std::chrono::local_seconds time) { return written_time(time, calls); },
            [calls](std::chrono::local_seconds time) { return written_date(time, calls); }};
}

} // namespace mirrorwatch::tray
