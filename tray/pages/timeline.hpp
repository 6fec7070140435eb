// SPDX-License-Identifier: MIT
#pragma once

#include "common/past_event.hpp"
#include "tray/pages/clock.hpp"
#include "tray/pages/sheet.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// What happened, on one axis of time: a VPN that comes, what fails with it, and what was done about it stand
/// below each other, so that the eye sees the cause. Pure.
namespace mirrorwatch::tray {

enum class Lane { Vpn, Mode, Failure, Repair };

inline constexpr int c_lane_count = 4;

/// Nothing: it has no place there.
[[nodiscard]] std::optional<Lane> lane_of(MessageId code);

/// How an event is marked.
[[nodiscard]] Tone tone_of(const PastEvent& event);

/// The sentence, as it was said then; in another language than English as it is said now.
[[nodiscard]] std::string words_of(const PastEvent& event);

/// Something that lasted, or a moment.
struct Span {
    Lane lane = Lane::Vpn;
    std::chrono::sys_seconds from{};
    std::chrono::sys_seconds to{}; // as `from`: a moment
    std::string label;
    Tone tone = Tone::Neutral;

    friend bool operator==(const Span&, const Span&) = default;
};

struct Period {
    std::chrono::sys_seconds from{};
    std::chrono::sys_seconds to{};

    friend bool operator==(const Period&, const Period&) = default;
};

/// From the oldest event until now: a week at most, ten minutes at least.
[[nodiscard]] Period period_of(const std::vector<PastEvent>& events, std::chrono::sys_seconds now);

/// `events`: the newest first, as the service sends them. What has not ended goes on until the period's end;
/// what ended without having begun in it began before.
[[nodiscard]] std::vector<Span> spans_of(const std::vector<PastEvent>& events, const Period& period);

struct AxisTick {
    int x = 0; // from the left end of the axis
    std::string text;

    friend bool operator==(const AxisTick&, const AxisTick&) = default;
};

/// At whole minutes, hours or days of the wall clock, no closer than `closest` pixels.
[[nodiscard]] std::vector<AxisTick> ticks_of(const Period& period, int width, int closest,
                                             const Clock& clock);

/// Where a time is on an axis of that width.
[[nodiscard]] int place_of(std::chrono::sys_seconds time, const Period& period, int width);

[[nodiscard]] Scene timeline_page(const std::vector<PastEvent>& events, const Clock& clock,
                                  const Ruler& ruler, int width);

} // namespace mirrorwatch::tray
