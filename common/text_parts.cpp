// SPDX-License-Identifier: MIT
#include "common/text_parts.hpp"

#include "common/text.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::text {
namespace {

std::string_view placeholder(Part part) {
    constexpr std::array<std::string_view, 5> c_placeholders{"", "{vpn}", "{endpoints}", "{mode}",
                                                             "{detail}"};
    return c_placeholders.at(static_cast<std::size_t>(part));
}

std::string_view general_word(Part part) {
    constexpr std::array<std::string_view, 5> c_words{"", "the VPN", "some endpoints", "another kind of",
                                                      "no reason is known"};
    return c_words.at(static_cast<std::size_t>(part));
}

std::string without_full_stop(std::string text) {
    while (!text.empty() && (text.back() == '.' || text.back() == ' ' || text.back() == '\n')) {
        text.pop_back();
    }
    return text;
}

std::string mode_word(const std::string& argument) {
    const NetworkingMode mode = networking_mode_from(argument);
    return mode == NetworkingMode::Unknown ? argument : std::string{label(mode)};
}

/// Empty when it is missing.
std::string words_for(Part part, const std::vector<std::string>& arguments, std::size_t position) {
    if (position >= arguments.size()) {
        return {};
    }
    switch (part) {
    case Part::Endpoints:
        return list_of({arguments.begin() + static_cast<std::ptrdiff_t>(position), arguments.end()});
    case Part::Mode:
        return mode_word(arguments[position]);
    case Part::Detail:
        return without_full_stop(arguments[position]);
    default:
        return arguments[position];
    }
}

} // namespace

Parts parts_in(std::string_view words) {
    Parts parts{Part::Nothing, Part::Nothing};
    auto next = parts.begin();
    for (std::size_t at = words.find('{'); at != std::string_view::npos; at = words.find('{', at + 1)) {
        for (const Part part : {Part::Vpn, Part::Mode, Part::Detail, Part::Endpoints}) {
            if (next != parts.end() && words.substr(at).starts_with(placeholder(part))) {
                *next++ = part;
            }
        }
    }
    if (parts[0] == Part::Endpoints && parts[1] != Part::Nothing) {
        std::swap(parts[0], parts[1]);
    }
    return parts;
}

std::size_t count(const Parts& parts) {
    return static_cast<std::size_t>(
        std::count_if(parts.begin(), parts.end(), [](Part part) { return part != Part::Nothing; }));
}

bool is_any_missing(const Parts& parts, const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < count(parts); ++i) {
        if (words_for(parts[i], arguments, i).empty()) {
            return true;
        }
    }
    return false;
}

std::string filled(std::string_view words, const Parts& parts, const std::vector<std::string>& arguments) {
    std::string result{words};
    std::size_t from = 0; // behind what was filled in: an argument's own braces are only text
    for (std::size_t i = 0; i < count(parts); ++i) {
        const std::string_view hole = placeholder(parts[i]);
        std::string filling = words_for(parts[i], arguments, i);
        const std::size_t at = result.find(hole, from);
        if (filling.empty()) {
            filling = general_word(parts[i]);
            filling[0] = at == 0 && filling[0] == 't' ? 'T' : filling[0]; // "the VPN" begins a sentence
        }
        if (at != std::string::npos) {
            result.replace(at, hole.size(), filling);
            from = at + filling.size();
        }
    }
    return result;
}

} // namespace mirrorwatch::text
