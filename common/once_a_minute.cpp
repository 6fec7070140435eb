// SPDX-License-Identifier: MIT
#include "common/once_a_minute.hpp"

#include <utility>

namespace mirrorwatch {

std::string OnceAMinute::line(std::string_view kind, std::string_view sentence) {
    constexpr std::size_t c_most_kinds = 100;
    const TimePoint now = now_();
    const bool is_known = kinds_.contains(kind) || kinds_.size() < c_most_kinds;
    const auto [place, is_new] = kinds_.try_emplace(std::string{is_known ? kind : "other"});
    Kind& found = place->second;
    if (!is_new && now < found.said + std::chrono::minutes{1}) {
        ++found.left_out;
        return {};
    }
    found.said = now;
    const unsigned left_out = std::exchange(found.left_out, 0);
    const std::string more =
        left_out == 0 ? "" : " (and " + std::to_string(left_out) + " times since the last such line)";
    return std::string{sentence} + more;
}

} // namespace mirrorwatch
