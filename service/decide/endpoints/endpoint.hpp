#pragma once

#include "common/endpoint.hpp"
#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/endpoints/statistics.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// One endpoint as probed from one place: when to probe, and what the results mean. No two endpoints fall
/// into step: the pauses vary by a hash of the name and of the number of the probe.
class EndpointMonitor {
public:
    EndpointMonitor(EndpointSpec spec, TimePoint first_probe, Vantage vantage = Vantage::Windows);

    /// Asks the service's prober.
    void probe_if_due(TimePoint now, Outbox& out);
    /// A probe with this id is on its way; returns the time that it may take.
    Duration begin_probe(ActionId id, TimePoint now);
    /// Max while there is nothing to wait for.
    [[nodiscard]] TimePoint due() const;
    /// True when the id was one of this endpoint's probes that are still waited for.
    bool on_result(ActionId id, const ProbeResult& result, TimePoint now);
    /// The one who was to probe could not: nothing is known of the endpoint.
    void on_nobody_asked(ActionId id, const std::string& why, TimePoint now);

    /// Something happened that a few quick probes will tell more about. Results of older probes no longer
    /// count.
    void burst(const Settings::Burst& times, TimePoint now);
    /// What is known is to be a few seconds old at most: else it is probed, and not waited for for long.
    void refresh(Duration timeout, TimePoint now);
    /// Until then, or until the first success, failures do not count, and it is probed as often as a pending
    /// one.
    void begin_grace(TimePoint until);

    /// Of hundreds not all burst in the same moment.
    void set_place_in_line(Duration place) { place_in_line_ = place; }

    /// Somebody looks: no waiting for the end of a long pause.
    void hurry(TimePoint now);

    /// A remedy waits for this endpoint: while it is down it is probed as often as a pending one.
    void set_awaited(bool awaited, TimePoint now);
    /// Endpoints for which `when` does not hold are not probed.
    void set_vpn_present(bool present, TimePoint now);
    /// Where it is asked from is there at all: WSL, for its guest.
    void set_place_present(bool present, TimePoint now);
    /// Failures of what is not on this machine do not count while Windows is offline.
    void set_offline(bool offline, TimePoint now);
    void set_paused(bool paused, TimePoint now);
    /// A VPN came up just now: remember whether the endpoint was fine before.
    void note_vpn_up();

    /// Failures from here on are not the VPN's doing.
    void forget_vpn() { was_up_before_vpn_ = false; }

    [[nodiscard]] const EndpointSpec& spec() const { return spec_; }

    [[nodiscard]] Vantage vantage() const { return vantage_; }

    [[nodiscard]] EndpointState state() const;

    [[nodiscard]] bool is_up() const { return counts() && decided_ == EndpointState::Up && failures_ == 0; }

    /// One answer may be luck.
    [[nodiscard]] bool is_steadily_up() const { return is_up() && successes_ > 1; }

    [[nodiscard]] bool is_down() const { return counts() && decided_ == EndpointState::Down; }

    /// Not expected to answer now, other than because Windows is offline.
    [[nodiscard]] bool is_skipped() const { return skipped_by_when_ || place_absent_ || is_paused(); }

    /// It cannot be asked, as far as is known.
    [[nodiscard]] bool is_unaskable() const { return unanswered_ > 0; }

    /// It was tried often enough.
    [[nodiscard]] bool is_long_unaskable() const { return unanswered_ >= c_most_unanswered; }

    [[nodiscard]] bool was_up_before_vpn() const { return was_up_before_vpn_; }

    [[nodiscard]] TimePoint failing_since() const { return failing_since_; }

    [[nodiscard]] const std::string& last_error() const { return last_error_; }

    [[nodiscard]] ProbeStep last_failed() const { return last_failed_; }

    [[nodiscard]] Duration latency() const { return latency_; }

    [[nodiscard]] bool is_in_grace(TimePoint now) const { return grace_until_ && now < *grace_until_; }

    [[nodiscard]] bool is_in_flight() const { return !in_flight_.empty(); }

    [[nodiscard]] const std::optional<std::chrono::sys_seconds>& certificate_expires() const {
        return certificate_expires_;
    }

    [[nodiscard]] VantageView view(RunsIn runs_in, bool with_statistics = true) const;

private:
    static constexpr int c_most_unanswered = 3;

    [[nodiscard]] bool is_paused() const { return paused_ || !spec_.enabled; }

    [[nodiscard]] bool counts() const { return !is_skipped() && !excused_; }

    void on_success(const ProbeResult& result);
    void on_failure(const ProbeResult& result, TimePoint now);
    void start_over(TimePoint now);
    void set_skipping(bool& reason, bool value, TimePoint now);
    [[nodiscard]] TimePoint next_after(TimePoint now) const;
    [[nodiscard]] Duration regular_pause() const;
    [[nodiscard]] std::uint32_t chance() const;

    EndpointSpec spec_;
    Vantage vantage_;
    std::uint64_t hash_;      // of the name
    std::uint64_t count_ = 0; // of probes begun
    bool in_step_ = true;     // the last one was begun together with those of others
    Duration place_in_line_{0};
    EndpointState decided_ = EndpointState::Unknown; // Unknown, Up or Down
    int failures_ = 0;                               // consecutive
    int successes_ = 0;                              // consecutive
    int vain_ = 0;                                   // probes since it is down, or excused
    bool skipped_by_when_ = false;
    bool place_absent_ = false;
    bool paused_ = false;
    bool offline_ = false;
    bool excused_ = false; // fails, and Windows is offline
    bool awaited_ = false;
    int unanswered_ = 0; // questions in a row that nobody could put to it
    bool was_up_before_vpn_ = false;
    TimePoint failing_since_{};
    std::optional<TimePoint> grace_until_;
    std::string last_error_;
    ProbeStep last_failed_ = ProbeStep::None;
    Duration latency_{0};
    std::optional<std::chrono::sys_seconds> certificate_expires_;
    Statistics statistics_;
    TimePoint next_probe_;
    TimePoint begun_at_{};
    std::vector<TimePoint> burst_; // still to come, the next one last
    Duration burst_timeout_{0};
    std::vector<ActionId> in_flight_;
};

} // namespace mirrorwatch::decide
