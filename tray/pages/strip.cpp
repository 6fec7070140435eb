// SPDX-License-Identifier: MIT
#include "tray/pages/strip.hpp"

#include "common/text.hpp"
#include "common/translated.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

using text::translated;

constexpr int c_slots = static_cast<int>(c_longest_strip);
constexpr std::int64_t c_least_scale = 20; // ms

/// Where the slot begins; the slots fill the area to the last pixel.
int slot_left(const Area& area, int slot) {
    return area.left + area.width() * slot / c_slots;
}

int slot_of(const std::vector<StripCell>& cells, std::size_t index) {
    return c_slots - static_cast<int>(cells.size()) + static_cast<int>(index);
}

Ink ink_of(EndpointState state) {
    return state == EndpointState::Up ? Ink::Good : state == EndpointState::Down ? Ink::Bad : Ink::Unknown;
}

Area bar_at(const Area& area, int slot, EndpointState state) {
    const int left = slot_left(area, slot);
    const int slot_width = slot_left(area, slot + 1) - left;
    const int right = left + std::max(1, slot_width - std::max(1, slot_width / 3));
    if (state == EndpointState::Down) {
        return {left, area.top, right, area.bottom};
    }
    const int cut = state == EndpointState::Up ? area.height() / 6 : area.height() * 2 / 5;
    return {left, area.top + cut, right, area.bottom - cut};
}

std::int64_t highest(const std::vector<StripCell>& cells) {
    std::int64_t most = c_least_scale;
    for (const StripCell& cell : cells) {
        most = std::max(most, std::int64_t{cell.latency.count()});
    }
    return most;
}

} // namespace

std::vector<Box> bars_in(const Area& area, const std::vector<StripCell>& cells) {
    std::vector<Box> bars;
    bars.reserve(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        bars.push_back({bar_at(area, slot_of(cells, i), cells[i].state), ink_of(cells[i].state)});
    }
    return bars;
}

std::vector<std::vector<Point>> curves_in(const Area& area, const std::vector<StripCell>& cells) {
    std::vector<std::vector<Point>> curves;
    const std::int64_t scale = highest(cells);
    const int tall = std::max(0, area.height() - 1);
    bool is_broken = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool answered = cells[i].state == EndpointState::Up;
        if (answered) {
            if (std::exchange(is_broken, false)) {
                curves.emplace_back();
            }
            const int slot = slot_of(cells, i);
            const int x = (slot_left(area, slot) + slot_left(area, slot + 1)) / 2;
            const auto up = static_cast<int>(cells[i].latency.count() * tall / scale);
            curves.back().push_back({x, area.bottom - 1 - up});
        }
        is_broken = is_broken || !answered;
    }
    return curves;
}

std::string words_at(const Area& area, const std::vector<StripCell>& cells, int x) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const int slot = slot_of(cells, i);
        if (x < slot_left(area, slot) || x >= slot_left(area, slot + 1)) {
            continue;
        }
        const StripCell& cell = cells[i];
        const std::string when = ago(cell.ago);
        return cell.state == EndpointState::Up
                   ? translated("Answered in {time}, {when}",
                                {{"time", text::duration(cell.latency)}, {"when", when}})
               : cell.state == EndpointState::Down ? translated("No answer, {when}", {{"when", when}})
                                                   : translated("Not known, {when}", {{"when", when}});
    }
    return {};
}

std::string ago(std::chrono::seconds time) {
    constexpr std::int64_t c_minute = 60;
    constexpr std::int64_t c_hour = 60 * c_minute;
    constexpr std::int64_t c_day = 24 * c_hour;
    const std::int64_t seconds = time.count();
    if (seconds < 2) {
        return std::string{translated("now")};
    }
    if (seconds < c_minute) {
        return translated("{count} s ago", {{"count", std::to_string(seconds)}});
    }
    if (seconds < c_hour) {
        return translated("{count} min ago", {{"count", std::to_string(seconds / c_minute)}});
    }
    return seconds < 2 * c_day ? translated("{count} h ago", {{"count", std::to_string(seconds / c_hour)}})
                               : translated("{count} days ago", {{"count", std::to_string(seconds / c_day)}});
}

std::string summary(const std::vector<StripCell>& cells) {
    const auto count = [&](EndpointState state) {
        return std::to_string(std::ranges::count(cells, state, &StripCell::state));
    };
    if (cells.empty()) {
        return {};
    }
    const std::string unknown = count(EndpointState::Unknown);
    return text::filled(
        unknown == "0" ? translated("of the last {count} results {up} were answers, {down} were none")
                       : translated("of the last {count} results {up} were answers, {down} were none, and "
                                    "{unknown} times nothing is known"),
        {{"count", std::to_string(cells.size())},
         {"up", count(EndpointState::Up)},
         {"down", count(EndpointState::Down)},
         {"unknown", unknown}});
}

} // namespace mirrorwatch::tray
