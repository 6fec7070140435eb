// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/snapshot.hpp"
#include "service/decide/endpoints/endpoint_verdict.hpp"
#include "service/decide/endpoints/expectation.hpp"
#include "service/decide/endpoints/probe_times.hpp"

#include <optional>
#include <string>

namespace mirrorwatch::decide {

/// One endpoint as probed from one place: when to probe it, what the results mean, and whether it is expected
/// to answer at all.
class EndpointMonitor {
public:
    EndpointMonitor(EndpointSpec spec, TimePoint first_probe, Vantage vantage = Vantage::Windows);

    /// Max while there is nothing to wait for.
    [[nodiscard]] TimePoint due() const { return is_skipped() ? TimePoint::max() : times_.due(); }

    /// True when the id was one of this endpoint's probes that are still waited for.
    bool on_result(ActionId id, const ProbeResult& result, TimePoint now);
    /// The one who was to probe could not: nothing is known of the endpoint.
    void on_nobody_asked(ActionId id, const std::string& why, TimePoint now);

    /// What came back is of a network that is no more: it tells nothing.
    void on_outdated(ActionId id, TimePoint now);

    /// A remedy waits for this endpoint: while it is down it is probed as often as a pending one.
    void set_awaited(bool awaited, TimePoint now);
    /// Endpoints for which `when` does not hold are not probed.
    void set_vpn_present(bool present, TimePoint now);
    /// Where it is asked from is there at all: WSL, for its guest.
    void set_place_present(bool present, TimePoint now);
    /// Failures of what is not on this machine do not count while Windows is offline.
    void set_offline(bool offline, TimePoint now);
    void set_paused(bool paused, TimePoint now);

    /// A VPN came up, at or after that moment: remember whether the endpoint was fine before.
    void note_vpn_up(TimePoint came_after) { verdict_.note_vpn_up(counts(), came_after); }

    [[nodiscard]] const EndpointSpec& spec() const { return spec_; }

    [[nodiscard]] Vantage vantage() const { return vantage_; }

    [[nodiscard]] ProbeTimes& times() { return times_; }

    [[nodiscard]] EndpointVerdict& verdict() { return verdict_; }

    [[nodiscard]] const EndpointVerdict& verdict() const { return verdict_; }

    [[nodiscard]] EndpointState state() const;

    [[nodiscard]] bool is_up() const { return counts() && verdict_.is_up(); }

    [[nodiscard]] bool is_steadily_up() const { return counts() && verdict_.is_steadily_up(); }

    [[nodiscard]] bool is_down() const { return counts() && verdict_.is_down(); }

    /// A standing check that is well: nothing is asked until something happens.
    [[nodiscard]] bool is_at_rest() const;

    /// Not expected to answer now, other than because Windows is offline.
    [[nodiscard]] bool is_skipped() const { return expectation_.is_skipped(); }

    [[nodiscard]] const std::optional<std::chrono::sys_seconds>& certificate_expires() const {
        return certificate_expires_;
    }

    /// `now`: with statistics and the last results.
    [[nodiscard]] VantageView view(RunsIn runs_in, std::optional<TimePoint> now) const;

private:
    [[nodiscard]] bool counts() const { return !is_skipped() && !verdict_.is_excused(); }

    void plan(TimePoint now);
    void start_over_if(bool has_changed, TimePoint now);

    EndpointSpec spec_;
    Vantage vantage_;
    ProbeTimes times_;
    EndpointVerdict verdict_;
    Expectation expectation_;
    bool offline_ = false;
    bool awaited_ = false;
    std::optional<std::chrono::sys_seconds> certificate_expires_;
};

} // namespace mirrorwatch::decide
