// SPDX-License-Identifier: MIT
#include "tray/pages/timeline.hpp"

#include "common/text.hpp"
#include "common/translated.hpp"
#include "tray/retold.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <set>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::array c_repairs{
    MessageId::Excluding,         MessageId::ExcludedHelped,    MessageId::ExcludedDidNotHelp,
    MessageId::ExclusionLifted,   MessageId::SwitchingMode,     MessageId::ModeHelped,
    MessageId::ModeDidNotHelp,    MessageId::PuttingBack,       MessageId::PutBack,
    MessageId::LoweringMtu,       MessageId::MtuHelped,         MessageId::MtuDidNotHelp,
    MessageId::MtuRestored,       MessageId::ChangingSetting,   MessageId::SettingHelped,
    MessageId::SettingDidNotHelp, MessageId::SettingPutBack,    MessageId::RestartingWsl,
    MessageId::RestartHelped,     MessageId::RestartDidNotHelp, MessageId::Excluded,
    MessageId::NothingHelped,     MessageId::RepairOffered,     MessageId::TakenBackAsForbidden,
    MessageId::ExclusionFailed,   MessageId::ShutdownFailed};

constexpr std::array c_helped{MessageId::ExcludedHelped, MessageId::ModeHelped,    MessageId::MtuHelped,
                              MessageId::SettingHelped,  MessageId::RestartHelped, MessageId::AnswersAgain,
                              MessageId::Excluded,       MessageId::PutBack,       MessageId::AllWell};

template <std::size_t N>
bool is_in(const std::array<MessageId, N>& list, MessageId code) {
    return std::ranges::find(list, code) != list.end();
}

std::string first_argument(const PastEvent& event) {
    return event.message.arguments.empty() ? std::string{} : event.message.arguments.front();
}

/// Goes through the events from the oldest to the newest, and keeps what has begun and not ended.
class Spans {
public:
    explicit Spans(const Period& period)
        : period_(period) {}

    void take(const PastEvent& event) {
        switch (event.message.code) {
        case MessageId::VpnConnected:
            vpns_.insert_or_assign(first_argument(event), event.time);
            break;
        case MessageId::VpnDisconnected:
            end_vpn(first_argument(event), event.time);
            break;
        case MessageId::ModeInForce:
            end_mode(event.time);
            mode_ = {first_argument(event), event.time};
            break;
        case MessageId::WslEnded:
            end_mode(event.time);
            break;
        case MessageId::EndpointsDown:
            begin_failures(event);
            break;
        case MessageId::AnswersAgain:
            end_failures(event);
            break;
        default:
            if (lane_of(event.message.code) == Lane::Repair) {
                add(Lane::Repair, event.time, event.time, words_of(event), tone_of(event));
            }
        }
    }

    std::vector<Span> end() {
        while (!vpns_.empty()) {
            end_vpn(vpns_.begin()->first, period_.to);
        }
        end_mode(period_.to);
        if (!down_.empty()) {
            add(Lane::Failure, failing_since_, period_.to, failed_, Tone::Bad);
        }
        return std::move(spans_);
    }

private:
    void add(Lane lane, sys_seconds from, sys_seconds to, std::string label, Tone tone) {
        spans_.push_back({lane, std::max(from, period_.from), to, std::move(label), tone});
    }

    void end_vpn(std::string name, sys_seconds time) {
        const auto begun = vpns_.find(name);
        const sys_seconds from = begun == vpns_.end() ? period_.from : begun->second;
        vpns_.erase(name);
        add(Lane::Vpn, from, time, std::move(name), Tone::Warn);
    }

    void end_mode(sys_seconds time) {
        if (const auto mode = std::exchange(mode_, {}); !mode.first.empty()) {
            const NetworkingMode known = networking_mode_from(mode.first);
            const bool is_mirrored = known == NetworkingMode::Mirrored;
            add(Lane::Mode, mode.second, time,
                known == NetworkingMode::Unknown ? mode.first : std::string{text::label(known)},
                is_mirrored ? Tone::Good : Tone::Neutral);
        }
    }

    void begin_failures(const PastEvent& event) {
        if (down_.empty()) {
            failing_since_ = event.time;
            failed_.clear();
        }
        for (const std::string& name : event.message.arguments) {
            if (down_.insert(without_place(name)).second) {
                failed_ += (failed_.empty() ? "" : ", ") + retold(without_place(name));
            }
        }
    }

    void end_failures(const PastEvent& event) {
        const bool was_down = !down_.empty();
        for (const std::string& name : event.message.arguments) {
            down_.erase(without_place(name));
        }
        if (was_down && down_.empty()) {
            add(Lane::Failure, failing_since_, event.time, failed_, Tone::Bad);
        }
    }

    /// "api", of "api (from WSL)".
    static std::string without_place(const std::string& name) { return name.substr(0, name.find(" (")); }

    const Period& period_;
    std::vector<Span> spans_;
    std::map<std::string, sys_seconds> vpns_; // since when they are up
    std::pair<std::string, sys_seconds> mode_;
    std::set<std::string> down_;
    sys_seconds failing_since_{};
    std::string failed_; // all of this failure
};

} // namespace

std::optional<Lane> lane_of(MessageId code) {
    switch (code) {
    case MessageId::VpnConnected:
    case MessageId::VpnDisconnected:
        return Lane::Vpn;
    case MessageId::ModeInForce:
    case MessageId::WslEnded:
        return Lane::Mode;
    case MessageId::EndpointsDown:
    case MessageId::AnswersAgain:
    case MessageId::VpnBrokeMirrored:
    case MessageId::TroubleFound:
        return Lane::Failure;
    default:
        return is_in(c_repairs, code) ? std::optional{Lane::Repair} : std::nullopt;
    }
}

Tone tone_of(const PastEvent& event) {
    if (is_in(c_helped, event.message.code)) {
        return Tone::Good;
    }
    const auto lane = lane_of(event.message.code);
    if (lane == Lane::Failure || event.warn) {
        return Tone::Bad;
    }
    return lane == Lane::Vpn ? Tone::Warn : Tone::Neutral;
}

std::string words_of(const PastEvent& event) {
    return event.text.empty() || text::spoken() != nullptr ? said(event.message) : event.text;
}

Period period_of(const std::vector<PastEvent>& events, sys_seconds now) {
    constexpr hours c_longest{7 * 24};
    constexpr minutes c_shortest{10};
    const sys_seconds oldest = events.empty() ? now : events.back().time - seconds{30};
    return {std::clamp(oldest, now - c_longest, now - c_shortest), now};
}

std::vector<Span> spans_of(const std::vector<PastEvent>& events, const Period& period) {
    Spans spans{period};
    for (const PastEvent& event : events | std::views::reverse) {
        if (event.time <= period.to) {
            spans.take(event);
        }
    }
    std::vector<Span> all = spans.end();
    std::erase_if(all, [&](const Span& span) { return span.to < period.from; });
    std::ranges::stable_sort(all, {}, [](const Span& span) { return std::pair{span.lane, span.from}; });
    return all;
}

int place_of(sys_seconds time, const Period& period, int width) {
    const auto all = std::max<std::int64_t>(1, (period.to - period.from).count());
    const auto part = std::clamp<std::int64_t>((time - period.from).count(), 0, all);
    return static_cast<int>(part * width / all);
}

namespace {

seconds offset_at(sys_seconds time, const Clock& clock) {
    return clock.local(time).time_since_epoch() - time.time_since_epoch();
}

/// When the clock on the wall shows that; where it shows it twice the second time, and where it never does
/// the hour after. `offset`: what holds about then.
sys_seconds moment_of(seconds shown, seconds offset, const Clock& clock) {
    return sys_seconds{shown - offset_at(sys_seconds{shown - offset}, clock)};
}

} // namespace

std::vector<AxisTick> ticks_of(const Period& period, int width, int closest, const Clock& clock) {
    constexpr std::array<seconds, 13> c_steps{minutes{1},  minutes{2}, minutes{5}, minutes{10}, minutes{15},
                                              minutes{30}, hours{1},   hours{2},   hours{3},    hours{6},
                                              hours{12},   hours{24},  hours{48}};
    const seconds all = period.to - period.from;
    const auto fits = [&](seconds step) { return step * width >= all * closest; };
    const auto* found = std::ranges::find_if(c_steps, fits);
    const seconds step = found == c_steps.end() ? c_steps.back() : *found;
    const seconds offset = offset_at(period.to, clock);
    const seconds begin = clock.local(period.from).time_since_epoch();
    const seconds end = clock.local(period.to).time_since_epoch();
    std::vector<AxisTick> ticks;
    sys_seconds last = sys_seconds::min();
    for (seconds at = (begin + step - seconds{1}) / step * step; at <= end; at += step) {
        const sys_seconds moment = moment_of(at, offset, clock);
        if (moment > last && moment >= period.from) {
            const std::chrono::local_seconds shown = clock.local(moment);
            const bool is_midnight = shown == std::chrono::floor<std::chrono::days>(shown);
            ticks.push_back({place_of(moment, period, width),
                             is_midnight ? date_of(shown, clock) : time_of_day(shown, clock)});
        }
        last = std::max(last, moment);
    }
    return ticks;
}

} // namespace mirrorwatch::tray
