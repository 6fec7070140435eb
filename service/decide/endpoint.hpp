#pragma once

#include "common/endpoint.hpp"
#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/outbox.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// One endpoint as probed from Windows: when to probe, and what the results mean.
class EndpointMonitor {
public:
    EndpointMonitor(EndpointSpec spec, TimePoint first_probe);

    void probe_if_due(TimePoint now, Outbox& out);
    [[nodiscard]] TimePoint due() const;
    /// True when the id was one of this endpoint's probes that are still waited for.
    bool on_result(ActionId id, const ProbeResult& result, TimePoint now);

    /// Something happened that a few quick probes will tell more about. Results of older probes no longer
    /// count.
    void burst(const Settings::Burst& times, TimePoint now);
    /// Until then, or until the first success, failures do not count, and it is probed as often as a pending
    /// one.
    void begin_grace(TimePoint until);

    /// A remedy waits for this endpoint: while it is down it is probed as often as a pending one.
    void set_awaited(bool awaited) { awaited_ = awaited; }

    /// Endpoints for which `when` does not hold are not probed.
    void set_vpn_present(bool present, TimePoint now);
    /// A VPN came up just now: remember whether the endpoint was fine before.
    void note_vpn_up();

    /// Failures from here on are not the VPN's doing.
    void forget_vpn() { was_up_before_vpn_ = false; }

    [[nodiscard]] const EndpointSpec& spec() const { return spec_; }

    [[nodiscard]] EndpointState state() const;

    [[nodiscard]] bool is_up() const { return !skipped_ && decided_ == EndpointState::Up && failures_ == 0; }

    [[nodiscard]] bool is_down() const { return !skipped_ && decided_ == EndpointState::Down; }

    [[nodiscard]] bool was_up_before_vpn() const { return was_up_before_vpn_; }

    [[nodiscard]] TimePoint failing_since() const { return failing_since_; }

    [[nodiscard]] const std::string& last_error() const { return last_error_; }

    [[nodiscard]] EndpointView view() const;

private:
    void on_success(const ProbeResult& result);
    void on_failure(const ProbeResult& result, TimePoint now);
    [[nodiscard]] Duration pause(TimePoint now) const;

    EndpointSpec spec_;
    EndpointState decided_ = EndpointState::Unknown; // Unknown, Up or Down
    int failures_ = 0;                               // consecutive
    int successes_ = 0;                              // consecutive
    bool skipped_ = false;
    bool awaited_ = false;
    bool was_up_before_vpn_ = false;
    TimePoint failing_since_{};
    std::optional<TimePoint> grace_until_;
    std::string last_error_;
    Duration latency_{0};
    TimePoint next_probe_;
    std::vector<TimePoint> burst_; // still to come, the next one last
    Duration burst_timeout_{0};
    std::set<ActionId> in_flight_;
};

} // namespace mirrorwatch::decide
