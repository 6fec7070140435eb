#pragma once

#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/diagnosis/vpn_break.hpp"
#include "service/decide/endpoints/guest_watch.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/remedy/remedy_flow.hpp"
#include "service/decide/wsl_watch.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// All that concerns one user: his WSL, his view of the endpoints, the question put to him, and the remedies
/// he agreed to.
class Desk {
public:
    Desk(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now);

    /// What he watches now; the monitors that `windows` refers to must live until this is called again.
    void use(const Settings::Wsl& times, const std::vector<EndpointSpec>& endpoints,
             const std::vector<Watched>& windows);

    [[nodiscard]] const std::vector<Watched>& endpoints() const { return endpoints_; }

    /// Looks at the world and does what is due: remedies first, then the diagnosis.
    void advance(World& world);
    /// True when the id was one of this desk's questions.
    bool on_reply(ActionId id, const agent::Reply& reply, World& world);
    /// True when the id was one of this desk's own probes from Windows.
    bool on_probed(ActionId id, const ProbeResult& result);
    [[nodiscard]] protocol::Answer on_verb(const protocol::Request& request, World& world);
    /// He is back, after having been away.
    void on_return(TimePoint now);

    /// After advance; what is over by `now` waits for an event.
    [[nodiscard]] TimePoint due(const Network& network, const Settings& settings, TimePoint now) const;

    [[nodiscard]] WslWatch& wsl() { return wsl_; }

    [[nodiscard]] GuestWatch& guest() { return guest_; }

    /// A remedy waits for its endpoints.
    [[nodiscard]] bool awaits_endpoints() const;

    [[nodiscard]] bool is_paused() const { return paused_until_.has_value(); }

    void end_pause_if_over(TimePoint now);

    /// What a remedy waits for is probed all the same.
    [[nodiscard]] bool wants_no_probes() const { return is_paused() && !awaits_endpoints(); }

    /// True when the status should be fresh now, and was not made so a moment ago.
    [[nodiscard]] bool take_look();

    /// An offer or a remedy is about this VPN.
    [[nodiscard]] bool refers_to(const AdapterIdentity& vpn) const;
    /// What must survive a restart of the service.
    [[nodiscard]] std::vector<Remedy> journal() const;
    /// The user's part of his snapshot.
    void describe(Snapshot& snapshot, const Network& network) const;

private:
    /// The other side is asked once for each break; what it said stands until the break is over.
    struct Question {
        std::uint64_t epoch = 0;
        std::optional<ActionId> waiting;
        std::optional<GuestFacts> evidence;
        std::map<ActionId, std::string> probing; // from Windows: what is asked from WSL only
        std::map<std::string, bool> reached;     // by the endpoint's name
        TimePoint next_try = TimePoint::min();
        bool dead_servers_recorded = false;
    };

    void advance_remedies(World& world);
    void retire(std::unique_ptr<RemedyFlow> flow, const World& world);
    void on_wsl_started(bool seen_for_the_first_time, World& world);
    void consider_offer(World& world);
    [[nodiscard]] BreakEvidence gather(const Vpn* vpn, const World& world);
    void withdraw_offer_if_over(const World& world);
    void ask_guest(const BreakEvidence& evidence, World& world);
    void ask_windows(const BreakEvidence& evidence, World& world);
    void make_offer(const Vpn& vpn, Break found, World& world);
    void note_dead_servers(World& world);
    [[nodiscard]] bool is_taken_care_of(const Vpn& vpn) const;
    [[nodiscard]] RemedyFlow* mode_switch() const;

    protocol::Answer accept(const protocol::AnswerOffer& answer, std::uint32_t number, World& world);
    protocol::Answer roll_back(std::uint32_t number, World& world);
    protocol::Answer restore(std::uint32_t number, World& world);
    protocol::Answer pause(const protocol::Pause& pause, std::uint32_t number, TimePoint now);
    protocol::Answer look(std::uint32_t number, TimePoint now);
    void start(Remedy remedy, World& world);
    Sentence start_mode_switch(std::optional<AdapterIdentity> vpn, std::vector<std::string> endpoints,
                               World& world);

    WslWatch wsl_;
    GuestWatch guest_;
    std::vector<Watched> endpoints_;
    std::vector<std::unique_ptr<RemedyFlow>> flows_;
    std::optional<Remedy> last_ended_;
    std::optional<Offer> offer_;
    std::optional<AdapterIdentity> offered_vpn_;
    Sentence finding_;                 // what the offer rests on
    std::uint64_t answered_epoch_ = 0; // this VPN event has had its answer
    std::uint64_t exclusion_failed_epoch_ = 0;
    Question question_;
    std::optional<TimePoint> paused_until_;
    std::optional<TimePoint> looked_at_; // the user, at his status
    bool look_ = false;
};

} // namespace mirrorwatch::decide
