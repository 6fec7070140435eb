// SPDX-License-Identifier: MIT
#include "common/text_parts.hpp"

#include "common/text.hpp"
#include "common/translated.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::text {
namespace {

std::string_view name_of(Part part) {
    constexpr std::array<std::string_view, 5> c_names{"", "vpn", "endpoints", "mode", "detail"};
    return c_names.at(static_cast<std::size_t>(part));
}

/// In a sentence that begins with it "The VPN".
std::string_view general_word(Part part, bool begins) {
    switch (part) {
    case Part::Vpn:
        return begins ? translated("The VPN") : translated("the VPN");
    case Part::Endpoints:
        return translated("some endpoints");
    case Part::Mode:
        return translated("another kind of");
    default:
        return translated("no reason is known");
    }
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
            if (next != parts.end() && words.substr(at + 1).starts_with(name_of(part))) {
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

std::string filled_in(std::string_view words, const Parts& parts, const std::vector<std::string>& arguments) {
    std::array<std::string, 2> texts;
    std::array<Filling, 2> fillings;
    for (std::size_t i = 0; i < count(parts); ++i) {
        const std::string_view name = name_of(parts.at(i));
        const bool begins = words.substr(words.empty() ? 0 : 1).starts_with(name);
        texts.at(i) = words_for(parts.at(i), arguments, i);
        if (texts.at(i).empty()) {
            texts.at(i) = general_word(parts.at(i), begins);
        }
        fillings.at(i) = {name, texts.at(i)};
    }
    return filled(words, std::span{fillings}.first(count(parts)));
}

} // namespace mirrorwatch::text
