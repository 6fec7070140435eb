// SPDX-License-Identifier: MIT
#include "service/cli/pause_time.hpp"

#include "common/number.hpp"
#include "config/parse.hpp"

#include <optional>

namespace mirrorwatch::cli {
namespace {

using std::chrono::minutes;

constexpr std::uint32_t c_a_year = 366 * 24 * 60; // as the protocol has it

} // namespace

Result<std::uint32_t> pause_minutes(const std::string& word, std::chrono::sys_seconds now,
                                    const UtcOffset& offset) {
    if (word == "until-tomorrow") {
        return minutes_until_morning(now, offset);
    }
    std::optional<std::uint32_t> count = number_from<std::uint32_t>(word);
    if (const auto duration = config::duration_from(word)) {
        count = static_cast<std::uint32_t>(std::chrono::ceil<minutes>(*duration).count());
    }
    if (!count || *count == 0 || *count > c_a_year) {
        return Error{"\"" + word + "\" is no time to pause: give minutes from 1 to " +
                     std::to_string(c_a_year) + ", or a time like 30m or 1h, or until-tomorrow"};
    }
    return *count;
}

} // namespace mirrorwatch::cli
