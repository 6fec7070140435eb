#pragma once

#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/diagnosis.hpp"
#include "service/decide/remedy_flow.hpp"
#include "service/decide/wsl_watch.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// All that concerns one user: his WSL, the question put to him, and the remedies he agreed to.
class Desk {
public:
    Desk(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now);

    /// Looks at the world and does what is due: remedies first, then the diagnosis.
    void advance(World& world);
    /// True when the id was one of this desk's questions.
    bool on_reply(ActionId id, const agent::Reply& reply, World& world);
    [[nodiscard]] protocol::Answer on_verb(const protocol::Request& request, World& world);
    /// He is back, after having been away.
    void on_return(TimePoint now);

    [[nodiscard]] TimePoint due(const Network& network, const Settings& settings) const;

    [[nodiscard]] WslWatch& wsl() { return wsl_; }

    [[nodiscard]] const WslWatch& wsl() const { return wsl_; }

    /// A remedy waits for its endpoints.
    [[nodiscard]] bool awaits_endpoints() const;
    /// An offer or a remedy is about this VPN.
    [[nodiscard]] bool refers_to(const AdapterIdentity& vpn) const;
    /// What must survive a restart of the service.
    [[nodiscard]] std::vector<Remedy> journal() const;
    /// The user's part of his snapshot.
    void describe(Snapshot& snapshot, const Network& network) const;

private:
    /// The guest is asked once for each break; what it said stands until the break is over.
    struct GuestQuestion {
        std::uint64_t epoch = 0;
        std::optional<ActionId> waiting;
        std::optional<agent::GuestEvidence> evidence;
        TimePoint next_try = TimePoint::min();
        bool dead_servers_recorded = false;
    };

    void advance_remedies(World& world);
    void retire(std::unique_ptr<RemedyFlow> flow, const World& world);
    void consider_offer(World& world);
    void withdraw_offer_if_over(const World& world);
    void ask_guest(const Evidence& evidence, World& world);
    void make_offer(const Evidence& evidence, Break found, World& world);
    [[nodiscard]] bool is_taken_care_of(const Vpn& vpn) const;
    [[nodiscard]] RemedyFlow* mode_switch() const;

    protocol::Answer accept(const protocol::AnswerOffer& answer, std::uint32_t number, World& world);
    protocol::Answer roll_back(std::uint32_t number, World& world);
    protocol::Answer restore(std::uint32_t number, World& world);
    void start(Remedy remedy, World& world);
    Sentence start_mode_switch(std::optional<AdapterIdentity> vpn, std::vector<std::string> endpoints,
                               World& world);

    WslWatch wsl_;
    std::vector<std::unique_ptr<RemedyFlow>> flows_;
    std::optional<Remedy> last_ended_;
    std::optional<Offer> offer_;
    std::optional<AdapterIdentity> offered_vpn_;
    Sentence finding_;                 // what the offer rests on
    std::uint64_t answered_epoch_ = 0; // this VPN event has had its answer
    std::uint64_t exclusion_failed_epoch_ = 0;
    GuestQuestion guest_;
};

} // namespace mirrorwatch::decide
