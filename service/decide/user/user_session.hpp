// SPDX-License-Identifier: MIT
#pragma once

#include "common/protocol.hpp"
#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/diagnosis/trouble_watch.hpp"
#include "service/decide/remedies/remedy_runner.hpp"
#include "service/decide/user/chronicle.hpp"
#include "service/decide/user/offers.hpp"
#include "service/decide/user/step_context.hpp"
#include "service/decide/user/treatment.hpp"

#include <optional>
#include <vector>

namespace mirrorwatch::decide {

/// All that concerns one user: WSL, the endpoints as this user sees them, what was found to be wrong, the
/// question on the screen, and the remedies agreed to.
class UserSession {
public:
    UserSession(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now);

    /// What the user watches now; the monitors that `windows` refers to must live until this is called again.
    void use(const Settings::Wsl& times, const std::vector<EndpointSpec>& endpoints,
             const std::vector<Watched>& windows);

    [[nodiscard]] const std::vector<Watched>& endpoints() const { return endpoints_; }

    /// Does what is due: remedies go on, what is wrong is looked for, and treated.
    void advance(StepContext& context);
    /// True when the id was one of this session's questions.
    bool on_reply(ActionId id, const agent::Reply& reply, StepContext& context);
    /// What the user asks for by the tray or the command line.
    [[nodiscard]] protocol::Answer on_verb(const protocol::Request& request, std::uint64_t connection,
                                           StepContext& context);

    [[nodiscard]] Offers& offers() { return offers_; }

    /// The user is back, after having been away.
    void on_return(TimePoint now);

    /// After advance: when it has to be done again, should nothing happen before.
    void add_to(Agenda& agenda, const StepContext& context) const;

    [[nodiscard]] WslWatch& wsl() { return wsl_; }

    [[nodiscard]] const WslWatch& wsl() const { return wsl_; }

    [[nodiscard]] GuestWatch& guest() { return guest_; }

    [[nodiscard]] const GuestWatch& guest() const { return guest_; }

    /// What is asked of Windows and by its own probes.
    [[nodiscard]] EvidenceCollector& collector() { return troubles_.collector(); }

    /// A remedy waits for its endpoints.
    [[nodiscard]] bool awaits_endpoints() const { return remedies_.is_verifying(); }

    /// Each result of a probe may be what this session waits for, even if it changes no state.
    [[nodiscard]] bool awaits_probes() const {
        return awaits_endpoints() || treated_.awaits_probe || troubles_.awaits_windows();
    }

    /// Of the WSL that runs, else of the next one; Unknown: nobody has told.
    [[nodiscard]] NetworkingMode mode() const { return wsl_.mode(); }

    /// WSL's networking is mirrored, or was until a remedy of ours: then it is watched without any setting.
    /// Nothing: that is not known now.
    [[nodiscard]] std::optional<bool> is_guarded() const;

    /// WSL is kept from it now; null: from none. Valid until the next event.
    [[nodiscard]] const AdapterIdentity* excluded_vpn() const { return remedies_.excluded_vpn(); }

    [[nodiscard]] bool is_paused() const { return paused_until_.has_value(); }

    void end_pause_if_over(TimePoint now);

    /// What a remedy waits for is probed all the same.
    [[nodiscard]] bool wants_no_probes() const { return is_paused() && !awaits_endpoints(); }

    /// True when the status should be fresh now, and was not made so a moment ago.
    [[nodiscard]] bool take_look();

    /// A question or a remedy is about this VPN.
    [[nodiscard]] bool refers_to(const AdapterIdentity& vpn) const;

    /// What must survive a restart of the service.
    [[nodiscard]] std::vector<Remedy> journal() const { return remedies_.journal(); }

    /// The user's part of the snapshot. `now`: with the time that is left of a countdown, which always
    /// differs.
    void describe(Snapshot& snapshot, const Network& network, std::optional<TimePoint> now) const;

private:
    friend struct VerbHandler;

    [[nodiscard]] Round round(StepContext& context);
    void advance_remedies(Round& round);
    void look_for_trouble(Round& round);
    void look_after_wsl(StepContext& context);
    void judge_servers();
    void on_wsl_started(bool seen_for_the_first_time, StepContext& context);

    WslWatch wsl_;
    GuestWatch guest_;
    std::vector<Watched> endpoints_;
    RemedyRunner remedies_;
    TroubleWatch troubles_;
    Offers offers_;
    Chronicle chronicle_;
    Treated treated_;
    std::vector<VpnPreference> preferences_; // the user's own, to be shown
    std::optional<TimePoint> paused_until_;
    std::optional<TimePoint> looked_at_; // the user, at the status
    bool look_ = false;
};

} // namespace mirrorwatch::decide
