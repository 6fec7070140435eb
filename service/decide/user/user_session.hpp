#pragma once

#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "service/decide/consent/consent.hpp"
#include "service/decide/consent/question.hpp"
#include "service/decide/core/step_context.hpp"
#include "service/decide/diagnosis/evidence_collector.hpp"
#include "service/decide/diagnosis/findings.hpp"
#include "service/decide/remedies/ladder.hpp"
#include "service/decide/remedies/remedy_flow.hpp"

#include <memory>
#include <optional>
#include <string>
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

    /// Looks at the world and does what is due: remedies first, then the diagnosis, then what follows from
    /// it.
    void advance(StepContext& context);
    /// True when the id was one of this session's questions.
    bool on_reply(ActionId id, const agent::Reply& reply, StepContext& context);
    /// True when the id was one of this session's own probes from Windows.
    bool on_probed(ActionId id, const ProbeResult& result);
    bool on_host_facts(ActionId id, const HostFacts& facts, TimePoint now);
    [[nodiscard]] protocol::Answer on_verb(const protocol::Request& request, StepContext& context);

    void on_dial_failed() { collector_.forget_host(); }

    /// The user is back, after having been away.
    void on_return(TimePoint now);

    /// After advance: when it has to be done again, should nothing happen before.
    void add_to(Agenda& agenda, const Network& network, const Settings& settings, TimePoint now) const;

    [[nodiscard]] WslWatch& wsl() { return wsl_; }

    [[nodiscard]] GuestWatch& guest() { return guest_; }

    /// A remedy waits for its endpoints.
    [[nodiscard]] bool awaits_endpoints() const;
    /// Each result of a probe may be what this session waits for, even if it changes no state.
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
    /// The user's part of the snapshot. `now`: with the time that is left of a countdown, which always
    /// differs.
    void describe(Snapshot& snapshot, const Network& network, std::optional<TimePoint> now) const;

private:
    struct AutomaticSwitch {
        std::uint64_t vpn_epoch = 0;
        TimePoint when;
    };

    // session.cpp
    void advance_remedies(StepContext& context);
    void retire(std::unique_ptr<RemedyFlow> flow, const StepContext& context);
    void note_failure(const Remedy& failed, std::uint64_t occasion, const Settings::Policy& policy);
    void on_wsl_started(bool seen_for_the_first_time, StepContext& context);
    [[nodiscard]] RemedyFlow*
    restart_remedy() const; // the one about WSL that is not being taken back for another
    void start(Remedy remedy, StepContext& context);

    // user_session_findings.cpp
    void look_into(StepContext& context);
    [[nodiscard]] bool may_be_wrong(const StepContext& context) const;
    [[nodiscard]] bool is_out_of_sight() const;
    [[nodiscard]] bool is_being_probed(const Findings::Current& found);
    void on_over(TimePoint now);
    void consider_relapses(StepContext& context);
    void consider(StepContext& context);
    [[nodiscard]] std::optional<Message> decide_for(const Findings::Current& found,
                                                    const std::vector<Choice>& choices, StepContext& context);
    [[nodiscard]] std::optional<Message> why_not_yet(const Findings::Current& found,
                                                     const std::vector<Choice>& choices,
                                                     const StepContext& context);
    [[nodiscard]] std::vector<Choice> choices_against(const Finding& finding,
                                                      const StepContext& context) const;
    [[nodiscard]] ConsentRequest case_for(const Findings::Current& found, Choice choice,
                                          StepContext& context);
    [[nodiscard]] bool has_to_know_use(const ConsentRequest& asked, StepContext& context);
    [[nodiscard]] bool may_switch(const StepContext& context) const;
    [[nodiscard]] bool is_taken_care_of(const Findings::Current& found) const;
    void consider_failure(StepContext& context);

    // user_session_question.cpp
    void open_offer(const Findings::Current& found, std::vector<Choice> choices, bool counts_down,
                    StepContext& context);
    void offer_next_rung(const RemedyFlow& failed, std::vector<Choice> choices, bool counts_down,
                         StepContext& context);
    void consider_restore(StepContext& context);
    void raise_restore(const RemedyFlow& flow, bool counts_down, StepContext& context);
    void withdraw_if_over(const StepContext& context);
    [[nodiscard]] bool is_moot(const Question& question, const StepContext& context) const;
    void run_countdown(StepContext& context);
    Message apply_choice(Choice choice, const Question& question, bool automatic, StepContext& context);
    [[nodiscard]] static Remedy remedy_for(Choice choice, const Question& question);
    void remember(const Question& question, Choice choice, StepContext& context) const;

    // user_session_verbs.cpp
    protocol::Answer answer(const protocol::AnswerOffer& answer, std::uint32_t number, StepContext& context);
    protocol::Answer roll_back(NetworkingMode mode, std::uint32_t number, StepContext& context);
    protocol::Answer restore(std::uint32_t number, StepContext& context);
    protocol::Answer pause(const protocol::Pause& pause, std::uint32_t number, TimePoint now);
    protocol::Answer look(std::uint32_t number, StepContext& context);
    protocol::Answer exclude(const protocol::ExcludeVpn& preference, std::uint32_t number,
                             StepContext& context);
    protocol::Answer include(const protocol::IncludeVpn& preference, std::uint32_t number,
                             StepContext& context);

    WslWatch wsl_;
    GuestWatch guest_;
    std::vector<Watched> endpoints_;
    std::vector<std::unique_ptr<RemedyFlow>> flows_; // of those about WSL the first one goes first
    std::vector<std::string> taken_up_;              // remedies that an earlier run left half way
    std::optional<Remedy> last_ended_;
    EvidenceCollector collector_;
    Diagnosis diagnosis_;
    Findings findings_;
    std::vector<FindingView> views_;
    std::optional<Question> question_;
    Answers answers_;
    std::vector<AutomaticSwitch> switches_;
    std::vector<VpnPreference> preferences_; // the user's own, to be shown
    std::optional<TimePoint> paused_until_;
    std::optional<TimePoint> looked_at_; // the user, at the status
    bool look_ = false;
    bool acted_ = false;        // in this step, without being asked to
    bool awaits_probe_ = false; // what was found is said when it has come back
};

[[nodiscard]] Message headline_of(const Findings::Current& found);

/// What people call it: its client, else its adapter's name.
[[nodiscard]] std::string label(const Vpn& vpn);

} // namespace mirrorwatch::decide
