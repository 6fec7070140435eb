#pragma once

#include "common/remedy.hpp"
#include "common/settings.hpp"
#include "service/decide/endpoints/guest_watch.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/network/connectivity.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/outbox.hpp"
#include "service/decide/wsl_watch.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace mirrorwatch::decide {

/// What a remedy may look at and act upon during one step.
struct World {
    const UserId& user;
    TimePoint now;
    const Settings& settings;
    const Network& network;
    const Connectivity& connectivity;
    const std::vector<Watched>& endpoints;
    WslWatch& wsl;
    GuestWatch& guest;
    Outbox& out;
};

/// One remedy on its way from consent to its end. Level-triggered: `advance` looks at the state and at the
/// world and does what is due, so that a remedy read back from the journal goes on from wherever it was.
/// Every question that it asks may be asked twice.
class RemedyFlow {
public:
    RemedyFlow(Remedy remedy, TimePoint now)
        : remedy_(std::move(remedy))
        , entered_(now) {}

    virtual ~RemedyFlow() = default;

    virtual void advance(World& world) = 0;
    /// True when the id answers this remedy's question.
    bool on_reply(ActionId id, const agent::Reply& reply, World& world);
    /// Take it back. It takes effect from any state but an end.
    virtual void undo(World& world) = 0;
    /// How it stands, for a person.
    [[nodiscard]] virtual Sentence sentence() const = 0;

    [[nodiscard]] const Remedy& remedy() const { return remedy_; }

    [[nodiscard]] bool is_over() const { return mirrorwatch::is_over(remedy_.state); }

    [[nodiscard]] bool is_in_force() const { return remedy_.state == RemedyState::Helped; }

    /// It cannot go on before somebody starts WSL, or WSL's state is seen.
    [[nodiscard]] bool awaits_wsl() const;

    /// Its endpoints tell whether it helped.
    [[nodiscard]] bool is_verifying() const { return remedy_.state == RemedyState::Verifying; }

    [[nodiscard]] TimePoint due() const {
        return waiting_ ? TimePoint::max() : std::min(deadline_, retry_at_.value_or(TimePoint::max()));
    }

    /// The user has gone, and the agent that was asked with him.
    void forget_question();

protected:
    virtual void on_answer(const agent::Reply& reply, World& world) = 0;
    /// After a question that failed though it may be repeated: ask again soon, but not for ever.
    [[nodiscard]] bool try_again(TimePoint now);

    void enter(RemedyState state, TimePoint now);
    void end(RemedyState state, Sentence sentence, World& world);
    void ask(World& world, agent::Request request);
    void begin_verifying(World& world);
    [[nodiscard]] bool are_endpoints_up(const World& world) const;

    [[nodiscard]] bool may_ask(TimePoint now) const { return !waiting_ && (!retry_at_ || now >= *retry_at_); }

    [[nodiscard]] bool is_deadline_over(TimePoint now) const { return now >= deadline_; }

    void set_deadline(TimePoint deadline) { deadline_ = deadline; }

    [[nodiscard]] TimePoint entered() const { return entered_; }

    Remedy remedy_;

private:
    std::optional<ActionId> waiting_;
    TimePoint entered_;
    std::optional<TimePoint> retry_at_;
    TimePoint deadline_ = TimePoint::max();
    int tries_ = 0;
};

/// The VPN's device is taken away from WSL, kept away while the VPN is up, and given back when it has gone.
[[nodiscard]] std::unique_ptr<RemedyFlow> make_exclusion(Remedy remedy, TimePoint now);
/// networkingMode is set, WSL restarted once, and the original file put back when that is asked for.
[[nodiscard]] std::unique_ptr<RemedyFlow> make_mode_switch(Remedy remedy, TimePoint now);
[[nodiscard]] std::unique_ptr<RemedyFlow> make_flow(Remedy remedy, TimePoint now);

} // namespace mirrorwatch::decide
