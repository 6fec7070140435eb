// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/snapshot.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/endpoints/statistics.hpp"
#include "service/decide/endpoints/strip.hpp"

#include <optional>
#include <string>

namespace mirrorwatch::decide {

/// What the results of one endpoint's probes mean: up, down, or nothing yet. Thresholds make a verdict
/// steady; what fails while Windows is offline, or while WSL starts, is excused.
class EndpointVerdict {
public:
    /// `only_excuses`: when it would be down it is excused (is_excused), until somebody condemns it.
    explicit EndpointVerdict(const EndpointSpec& spec, bool only_excuses = false);

    void on_success(const ProbeResult& result, TimePoint now);
    /// True when it says nothing new, so that the next probe may come later.
    bool on_failure(const ProbeResult& result, TimePoint now);
    /// The one who was to probe could not: nothing is known of the endpoint.
    void on_nobody_asked(const std::string& why, TimePoint now);

    /// What was excused counts now: somebody has seen that it should answer.
    void condemn();

    /// Until then, or until the first success, failures do not count.
    void begin_grace(TimePoint until) { grace_until_ = until; }

    /// True when it was excused until now.
    bool set_offline(bool offline, TimePoint now);
    /// A VPN came up, at or after that moment: remember whether the endpoint was fine before.
    void note_vpn_up(bool is_expected, TimePoint came_after);

    /// Failures from here on are not the VPN's doing.
    void forget_vpn() { was_up_before_vpn_ = false; }

    void start_over(TimePoint now);

    /// As far as anything is known, and without what it may be about to become.
    [[nodiscard]] bool is_up() const { return decided_ == EndpointState::Up && failures_ == 0; }

    /// The same, whatever it may be about to become.
    [[nodiscard]] bool is_decided_up() const { return decided_ == EndpointState::Up; }

    /// One answer may be luck.
    [[nodiscard]] bool is_steadily_up() const { return is_up() && successes_ > 1; }

    [[nodiscard]] bool is_down() const { return decided_ == EndpointState::Down; }

    /// It fails, and Windows is offline; or it is one that only excuses.
    [[nodiscard]] bool is_excused() const { return excused_; }

    /// Of one that counts: Unknown, Up, Down, or Pending on the way from one to another.
    [[nodiscard]] EndpointState state() const;

    /// It cannot be asked, as far as is known.
    [[nodiscard]] bool is_unaskable() const { return unanswered_ > 0; }

    /// It was tried often enough.
    [[nodiscard]] bool is_long_unaskable() const { return unanswered_ >= c_most_unanswered; }

    [[nodiscard]] bool was_up_before_vpn() const { return was_up_before_vpn_; }

    [[nodiscard]] bool is_in_grace(TimePoint now) const { return grace_until_ && now < *grace_until_; }

    [[nodiscard]] TimePoint failing_since() const { return failing_since_; }

    /// Of the last result, good or bad; min: there was none.
    [[nodiscard]] TimePoint answered_at() const { return answered_at_; }

    /// Of the last success; min: there was none.
    [[nodiscard]] TimePoint succeeded_at() const { return succeeded_at_; }

    [[nodiscard]] const std::string& last_error() const { return last_error_; }

    [[nodiscard]] ProbeStep last_failed() const { return last_failed_; }

    /// `now`: with its last results, and the times of its successes.
    void describe(VantageView& view, std::optional<TimePoint> now) const;

private:
    static constexpr int c_most_unanswered = 3;

    int failure_threshold_;
    int success_threshold_;
    bool only_excuses_;
    EndpointState decided_ = EndpointState::Unknown; // Unknown, Up or Down
    int failures_ = 0;                               // consecutive
    int successes_ = 0;                              // consecutive
    int unanswered_ = 0;                             // questions in a row that nobody could put to it
    bool offline_ = false;
    bool excused_ = false;
    bool was_up_before_vpn_ = false;
    TimePoint failing_since_{};
    TimePoint answered_at_ = TimePoint::min();
    TimePoint succeeded_at_ = TimePoint::min();
    std::optional<TimePoint> grace_until_;
    std::string last_error_;
    ProbeStep last_failed_ = ProbeStep::None;
    Duration latency_{0};
    Statistics statistics_;
    Strip strip_;
};

} // namespace mirrorwatch::decide
