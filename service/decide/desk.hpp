#pragma once

#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/consent/consent.hpp"
#include "service/decide/consent/question.hpp"
#include "service/decide/diagnosis/findings.hpp"
#include "service/decide/evidence/inquiry.hpp"
#include "service/decide/ladder/ladder.hpp"
#include "service/decide/remedy/remedy_flow.hpp"
#include "service/decide/world.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// All that concerns one user: his WSL, his view of the endpoints, what was found to be wrong, the question
/// put to him, and the remedies he agreed to.
class Desk {
public:
    Desk(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now);

    /// What he watches now; the monitors that `windows` refers to must live until this is called again.
    void use(const Settings::Wsl& times, const std::vector<EndpointSpec>& endpoints,
             const std::vector<Watched>& windows);

    [[nodiscard]] const std::vector<Watched>& endpoints() const { return endpoints_; }

    /// Looks at the world and does what is due: remedies first, then the diagnosis, then what follows from
    /// it.
    void advance(World& world);
    /// True when the id was one of this desk's questions.
    bool on_reply(ActionId id, const agent::Reply& reply, World& world);
    /// True when the id was one of this desk's own probes from Windows.
    bool on_probed(ActionId id, const ProbeResult& result);
    bool on_host_facts(ActionId id, const HostFacts& facts, TimePoint now);
    [[nodiscard]] protocol::Answer on_verb(const protocol::Request& request, World& world);

    void on_dial_failed() { inquiry_.forget_host(); }

    /// He is back, after having been away.
    void on_return(TimePoint now);

    /// After advance: when it has to be done again, should nothing happen before.
    void add_to(Agenda& agenda, const Network& network, const Settings& settings, TimePoint now) const;

    [[nodiscard]] WslWatch& wsl() { return wsl_; }

    [[nodiscard]] GuestWatch& guest() { return guest_; }

    /// A remedy waits for its endpoints.
    [[nodiscard]] bool awaits_endpoints() const;
    /// Each result of a probe may be what this desk waits for, even if it changes no state.
    [[nodiscard]] bool awaits_probes() const;

    [[nodiscard]] bool is_paused() const { return paused_until_.has_value(); }

    void end_pause_if_over(TimePoint now);

    /// What a remedy waits for is probed all the same.
    [[nodiscard]] bool wants_no_probes() const { return is_paused() && !awaits_endpoints(); }

    /// True when the status should be fresh now, and was not made so a moment ago.
    [[nodiscard]] bool take_look();

    /// A question or a remedy is about this VPN.
    [[nodiscard]] bool refers_to(const AdapterIdentity& vpn) const;
    /// What must survive a restart of the service.
    [[nodiscard]] std::vector<Remedy> journal() const;
    /// The user's part of his snapshot. `now`: with the time that is left of a countdown, which always
    /// differs.
    void describe(Snapshot& snapshot, const Network& network, std::optional<TimePoint> now) const;

private:
    struct AutomaticSwitch {
        std::uint64_t vpn_epoch = 0;
        TimePoint when;
    };

    // desk.cpp
    void advance_remedies(World& world);
    void retire(std::unique_ptr<RemedyFlow> flow, const World& world);
    void note_failure(const Remedy& failed, std::uint64_t occasion, const Settings::Policy& policy);
    void on_wsl_started(bool seen_for_the_first_time, World& world);
    [[nodiscard]] RemedyFlow*
    restart_remedy() const; // the one about WSL that is not being taken back for another
    void start(Remedy remedy, World& world);

    // desk_findings.cpp
    void look_into(World& world);
    [[nodiscard]] bool may_be_wrong(const World& world) const;
    [[nodiscard]] bool is_out_of_sight() const;
    [[nodiscard]] bool is_being_probed(const Findings::Current& found);
    void on_over(TimePoint now);
    void consider_relapses(World& world);
    void consider(World& world);
    [[nodiscard]] std::optional<Sentence> treat(const Findings::Current& found,
                                                const std::vector<Choice>& choices, World& world);
    [[nodiscard]] std::optional<Sentence> why_not_yet(const Findings::Current& found,
                                                      const std::vector<Choice>& choices, const World& world);
    [[nodiscard]] std::vector<Choice> choices_against(const Finding& finding, const World& world) const;
    [[nodiscard]] Case case_for(const Findings::Current& found, Choice choice, World& world);
    [[nodiscard]] bool has_to_know_use(const Case& asked, World& world);
    [[nodiscard]] bool may_switch(const World& world) const;
    [[nodiscard]] bool is_taken_care_of(const Findings::Current& found) const;
    void consider_failure(World& world);

    // desk_question.cpp
    void raise(const Findings::Current& found, std::vector<Choice> choices, bool counts_down, World& world);
    void raise_next_rung(const RemedyFlow& failed, std::vector<Choice> choices, bool counts_down,
                         World& world);
    void consider_restore(World& world);
    void raise_restore(const RemedyFlow& flow, bool counts_down, World& world);
    void withdraw_if_over(const World& world);
    [[nodiscard]] bool is_moot(const Question& question, const World& world) const;
    void run_countdown(World& world);
    Sentence take(Choice choice, const Question& question, bool automatic, World& world);
    [[nodiscard]] static Remedy remedy_for(Choice choice, const Question& question);
    void remember(const Question& question, Choice choice, World& world) const;

    // desk_verbs.cpp
    protocol::Answer answer(const protocol::AnswerOffer& answer, std::uint32_t number, World& world);
    protocol::Answer roll_back(NetworkingMode mode, std::uint32_t number, World& world);
    protocol::Answer restore(std::uint32_t number, World& world);
    protocol::Answer pause(const protocol::Pause& pause, std::uint32_t number, TimePoint now);
    protocol::Answer look(std::uint32_t number, World& world);
    protocol::Answer exclude(const protocol::ExcludeVpn& wish, std::uint32_t number, World& world);
    protocol::Answer include(const protocol::IncludeVpn& wish, std::uint32_t number, World& world);

    WslWatch wsl_;
    GuestWatch guest_;
    std::vector<Watched> endpoints_;
    std::vector<std::unique_ptr<RemedyFlow>> flows_; // of those about WSL the first one goes first
    std::vector<std::string> taken_up_;              // remedies that a run of before left half way
    std::optional<Remedy> last_ended_;
    Inquiry inquiry_;
    Diagnosis diagnosis_;
    Findings findings_;
    std::vector<FindingView> views_;
    std::optional<Question> question_;
    Answers answers_;
    std::vector<AutomaticSwitch> switches_;
    std::vector<VpnWish> wishes_; // the user's own, to be shown
    std::optional<TimePoint> paused_until_;
    std::optional<TimePoint> looked_at_; // the user, at his status
    bool look_ = false;
    bool acted_ = false;        // in this step, without being asked to
    bool awaits_probe_ = false; // what was found is said when it has come back
};

[[nodiscard]] Sentence headline_of(const Findings::Current& found);

/// What people call it: its client, else its adapter's name.
[[nodiscard]] std::string label(const Vpn& vpn);

} // namespace mirrorwatch::decide
