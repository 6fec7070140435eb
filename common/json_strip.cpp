// SPDX-License-Identifier: MIT
#include "common/described.hpp"
#include "common/number.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch::json {
namespace {

using Strip = std::vector<StripCell>;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint32_t c_longest_latency = 86'400'000; // a day

struct Letter {
    EndpointState state;
    char letter;
};

constexpr std::array c_letters{Letter{EndpointState::Unknown, '-'}, Letter{EndpointState::Up, 'u'},
                               Letter{EndpointState::Down, 'd'}};

char letter_of(EndpointState state) {
    for (const Letter& row : c_letters) {
        if (row.state == state) {
            return row.letter;
        }
    }
    return '-';
}

std::optional<EndpointState> state_of(char letter) {
    for (const Letter& row : c_letters) {
        if (row.letter == letter) {
            return row.state;
        }
    }
    return std::nullopt;
}

/// "u12@90", "d@60"
std::optional<StripCell> cell_in(std::string_view word) {
    const std::size_t at = word.find('@');
    const auto state = word.empty() ? std::nullopt : state_of(word.front());
    if (!state || at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view latency = word.substr(1, at - 1);
    const bool has_latency = *state == EndpointState::Up;
    const auto time = has_latency ? number_from<std::uint32_t>(latency) : std::optional<std::uint32_t>{0};
    const auto ago = number_from<std::uint32_t>(word.substr(at + 1));
    if (!time || *time > c_longest_latency || !ago || (!has_latency && !latency.empty())) {
        return std::nullopt;
    }
    return StripCell{*state, milliseconds{*time}, seconds{*ago}};
}

} // namespace

boost::json::value Codec<Strip>::write(const Strip& strip, const Wire&) {
    std::string text;
    for (const StripCell& cell : strip) {
        text += text.empty() ? "" : " ";
        text += letter_of(cell.state);
        text += cell.state == EndpointState::Up ? std::to_string(cell.latency.count()) : "";
        text += "@" + std::to_string(cell.ago.count());
    }
    return boost::json::value(text);
}

Strip Codec<Strip>::read(const Spot& spot, const Wire& wire) {
    const std::string text = Codec<std::string>::read(spot, wire);
    Strip strip;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find(' ', from), text.size());
        const auto cell = cell_in(std::string_view{text}.substr(from, end - from));
        if (!cell || strip.size() == c_longest_strip) {
            spot.refuse("is no strip of results");
            return {};
        }
        strip.push_back(*cell);
        from = end + 1;
    }
    return strip;
}

} // namespace mirrorwatch::json
