// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/settings.hpp"
#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/diagnosis/diagnosis.hpp"
#include "service/decide/diagnosis/evidence.hpp"
#include "service/decide/diagnosis/guest_inquiry.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// What evidence is taken from in one step, and who is asked for more.
struct EvidenceContext {
    const UserId& user;
    TimePoint now;
    const Settings& settings;
    const Network& network;
    bool is_offline; // Windows itself
    const std::vector<Watched>& endpoints;
    WslWatch& wsl;
    Outbox& out;
};

/// Gathers what a diagnosis rests on, for one user: what is known anyway, and, when the diagnosis wants it,
/// what has to be asked for. Each question is put once for each state of the network and of WSL, and an
/// answer in doubt at once again; what could not be had is asked for later, and meanwhile counts as not to be
/// had.
class EvidenceCollector {
public:
    /// These were fine before the VPN came up, and failed with it: a remedy tells so that an earlier run
    /// left half way. Holds for as long as the VPN that is up when the first table is read stays up.
    void remember_break(const AdapterIdentity& vpn, const std::vector<std::string>& endpoints);

    /// What is known now; refers to the world's network.
    [[nodiscard]] Evidence evidence(const EvidenceContext& context);
    /// Puts the questions that are wanted, and neither answered nor under way.
    void gather(const std::vector<Want>& wants, const Evidence& evidence, const EvidenceContext& context);

    /// Puts the question to the guest once more, should it have been answered once only.
    void confirm(const EvidenceContext& context);

    /// The guest has told the same twice in this state of the network, or cannot tell.
    [[nodiscard]] bool is_confirmed() const { return guest_.is_confirmed(); }

    /// True when the id was one of its questions.
    bool on_reply(ActionId id, const agent::Reply& reply, const EvidenceContext& context);
    bool on_probed(const ProbeDone& done, TimePoint now);
    bool on_host_facts(ActionId id, const HostFacts& facts, TimePoint now);

    /// Windows has something new to tell; what is on its way may not have it yet.
    void forget_host();
    /// Nothing is wrong any more: another break is another question.
    void forget_answers();
    /// The agent has gone with its user.
    void reset();

    /// Whether somebody works in a distro, as of the last question to the guest in this state of the network.
    [[nodiscard]] std::optional<bool> distros_in_use() const;
    /// WSL's, as of the same question; empty when they are not known.
    [[nodiscard]] std::vector<GuestDevice> guest_devices() const;
    [[nodiscard]] std::optional<bool> mode_is_locked() const;
    /// Windows lacks what NAT needs to start. False while that is not known.
    [[nodiscard]] bool nat_cannot_start() const;
    /// No adapter has changed for the settle time; or the guest has followed the last change, and loses what
    /// leaves by the VPN's device, all of it and nothing else.
    [[nodiscard]] bool is_settled(const EvidenceContext& context) const;
    /// When that may change without any event: WSL can be asked whether it has followed, or the time is over.
    void add_settling_to(Agenda& agenda, const EvidenceContext& context) const;
    /// distros_in_use is the last word.
    [[nodiscard]] bool is_use_known(const EvidenceContext& context) const;
    /// Asks the guest, so that it becomes so.
    void ask_for_use(const EvidenceContext& context);

    /// Names of the endpoints that lie behind the VPN, as of the last evidence.
    [[nodiscard]] const std::vector<std::string>& behind_vpn() const { return behind_vpn_; }

    /// When a question may be put again, after `now`.
    [[nodiscard]] TimePoint due(TimePoint now) const;

private:
    struct HostInquiry {
        std::optional<ActionId> waiting;
        Gathered<HostFacts> answer;
        TimePoint next_try = TimePoint::min();
    };

    struct Break {
        std::string vpn_guid;
        std::vector<std::string> endpoints;
        std::uint64_t vpn_epoch = 0; // 0: no table was read yet
    };

    [[nodiscard]] static Validity validity(const EvidenceContext& context);
    void date_breaks(const Network& network);
    [[nodiscard]] bool is_known_to_break(const std::string& endpoint, const Vpn* vpn) const;
    [[nodiscard]] const Vpn* suspect(const EvidenceContext& context) const;
    [[nodiscard]] const GuestTrial* trial_of(const EndpointSpec& spec) const;
    [[nodiscard]] std::string address_of(const EndpointSpec& spec) const;
    [[nodiscard]] bool is_told_by_guest(const EndpointSpec& spec) const;
    [[nodiscard]] bool leaves_by(const EndpointSpec& spec, const Vpn& vpn) const;
    [[nodiscard]] const Vpn* carrier_of(const EndpointSpec& spec, const Network& network) const;
    [[nodiscard]] bool is_outdated(const Watched& endpoint) const;
    [[nodiscard]] std::vector<Comparison> compare(const EvidenceContext& context, const Vpn* vpn) const;
    [[nodiscard]] static bool is_target(const Comparison& endpoint);
    [[nodiscard]] static std::vector<agent::GuestTarget> targets_of(const Evidence& evidence);
    [[nodiscard]] bool lacks_trials(const std::vector<Comparison>& endpoints) const;
    [[nodiscard]] bool is_plain(const GuestFacts& facts, const EvidenceContext& context) const;
    [[nodiscard]] bool is_too_early(const GuestFacts* facts, const EvidenceContext& context) const;
    void ask_windows(const Evidence& evidence, const EvidenceContext& context);
    void ask_guest(const Evidence& evidence, const EvidenceContext& context);
    void ask_host(const EvidenceContext& context);

    GuestInquiry guest_;
    HostInquiry host_;
    std::optional<HostFacts> part_of_host_; // what the answer before the one that is waited for had
    std::uint32_t lacking_in_host_ = 0;     // what could not be had the last time
    std::vector<std::string> behind_vpn_;
    std::vector<Break> breaks_;
    std::map<ActionId, std::string> probing_; // from Windows: what is asked from WSL only
    std::map<std::string, bool> reached_;     // by the endpoint's name, in the network that is there now
    std::uint64_t reached_in_change_ = 0;
    TimePoint next_probing_ = TimePoint::min(); // after a time when nobody could ask
};

} // namespace mirrorwatch::decide
