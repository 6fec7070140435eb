// SPDX-License-Identifier: MIT
#include "service/doctor/port_list.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"

#include <algorithm>
#include <sstream>
#include <string>

namespace mirrorwatch::doctor {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_in(std::string_view part, std::uint16_t port) {
    const auto dash = part.find('-');
    const auto first = port_from(trimmed(part.substr(0, dash)));
    const auto last = dash == std::string_view::npos ? first : port_from(trimmed(part.substr(dash + 1)));
    return first && last && *first <= port && port <= *last;
}

} // namespace

bool has_port(std::string_view list, std::uint16_t port) {
    const std::string_view all = trimmed(list);
    if (all.empty() || all == "*" || equal_ignoring_case(all, "any")) {
        return true;
    }
    for (std::size_t at = 0; at <= all.size();) {
        const std::size_t end = std::min(all.find(',', at), all.size());
        if (is_in(trimmed(all.substr(at, end - at)), port)) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

std::vector<PortRange> excluded_ranges(std::string_view output) {
    std::vector<PortRange> ranges;
    std::istringstream lines{std::string{output}};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string first_word, last_word;
        words >> first_word >> last_word;
        const auto first = port_from(first_word);
        const auto last = port_from(last_word);
        if (first && last && *first <= *last) {
            ranges.push_back({*first, *last});
        }
    }
    return ranges;
}

} // namespace mirrorwatch::doctor
