// SPDX-License-Identifier: MIT
#pragma once

#include "common/remedy.hpp"
#include "common/remedy_catalogue.hpp"
#include "service/decide/remedies/attempts.hpp"
#include "service/decide/remedies/remedy_context.hpp"

#include <memory>
#include <utility>

namespace mirrorwatch::decide {

[[nodiscard]] bool is_in_force(const Remedy& remedy);
/// Its endpoints tell whether it helped.
[[nodiscard]] bool is_verifying(const Remedy& remedy);
[[nodiscard]] bool is_undoing(const Remedy& remedy);
/// It cannot go on before somebody starts WSL, or WSL's state is seen.
[[nodiscard]] bool awaits_wsl(const Remedy& remedy);
/// It edits .wslconfig or restarts WSL: only one of these at a time.
[[nodiscard]] bool is_about_wsl(const Remedy& remedy);
/// Its next step, or the one that is under way, edits the file or shuts WSL down.
[[nodiscard]] bool would_change_wsl(const Remedy& remedy);
/// It is in force and did not help: what now is a question, as it costs another restart.
[[nodiscard]] bool has_failed(const Remedy& remedy);

/// WSL did not let itself be shut down for it, which is not tried again.
[[nodiscard]] bool is_shutdown_refused(const Remedy& remedy);

/// One remedy on its way from consent to its end. Level-triggered: `advance` looks at the state and at the
/// world and does what is due, so that a remedy read back from the journal goes on from wherever it was.
/// Every question that it asks may be asked twice.
class RemedyFlow {
public:
    RemedyFlow(Remedy remedy, TimePoint now)
        : remedy_(std::move(remedy))
        , entered_(now) {}

    virtual ~RemedyFlow() = default;

    virtual void advance(const RemedyContext& context) = 0;
    /// True when the id answers this remedy's question.
    bool on_reply(ActionId id, const agent::Reply& reply, const RemedyContext& context);
    /// Take it back. It takes effect from any state but an end. `may_shut_down`: WSL may be shut down for it;
    /// otherwise what is in WSL's file counts from its next start.
    virtual void undo(const RemedyContext& context, bool may_shut_down) = 0;

    /// It is being taken back, or will be once an answer has come.
    [[nodiscard]] virtual bool goes_back() const { return is_undoing(remedy_); }

    /// There is nothing any more that it could be verified by, and it is to stay all the same.
    virtual void keep(const RemedyContext&) {}

    /// In force for so long, as it is to be, that what it was taken against cannot be there any more.
    [[nodiscard]] virtual bool has_stood(const RemedyContext&) const { return false; }

    /// It seemed to help, and what it was taken against is there all the same, found at that time.
    virtual void did_not_last(TimePoint, const RemedyContext&) {}

    /// Another remedy of the same kind follows: it has been taken back as far as it must be before that.
    virtual void make_way(const RemedyContext&) {}

    /// How it stands, for a person.
    [[nodiscard]] virtual Message sentence() const = 0;

    [[nodiscard]] const Remedy& remedy() const { return remedy_; }

    /// The agent has been asked, and has not answered yet.
    [[nodiscard]] bool is_waiting() const { return attempts_.is_waiting(); }

    /// The user has gone, and with the user the agent that was asked.
    void forget_question() { attempts_.forget_question(); }

    /// When it has something to do without an event.
    void add_to(Agenda& agenda) const { attempts_.add_to(agenda, next_errand()); }

protected:
    /// When it has something to do besides what a deadline is for.
    [[nodiscard]] virtual TimePoint next_errand() const { return TimePoint::max(); }

    virtual void on_answer(const agent::Reply& reply, const RemedyContext& context) = 0;

    void enter(RemedyState state, TimePoint now);
    void end(RemedyState state, Message sentence, const RemedyContext& context);
    /// Of a step that was not told before.
    void record(Message sentence, const RemedyContext& context, std::vector<std::string> evidence = {},
                bool warn = false) const;
    void ask(const RemedyContext& context, agent::Request request);
    void begin_verifying(const RemedyContext& context);
    /// False while Windows is offline, or WSL does not run, as far as is known: then the deadline moves on.
    [[nodiscard]] bool can_verify(const RemedyContext& context);
    [[nodiscard]] bool are_endpoints_up(const RemedyContext& context) const;
    /// One of its endpoints has failed since this step began and the network changed. What was known before
    /// tells nothing of the remedy, nor does an answer that was lost.
    [[nodiscard]] bool is_seen_failing(const RemedyContext& context) const;

    [[nodiscard]] TimePoint entered() const { return entered_; }

    [[nodiscard]] const RemedyMessages& says() const { return row_of(remedy_.spec).says; }

    Remedy remedy_;
    Attempts attempts_;

private:
    TimePoint entered_;
};

/// Exclude: the VPN's device is taken away from WSL, kept away while the VPN is up, and given back when it
/// has gone. LowerMtu: its largest packet is made smaller, and as it was when the VPN has gone.
[[nodiscard]] std::unique_ptr<RemedyFlow> make_guest_remedy(Remedy remedy, TimePoint now);
/// SwitchMode and ChangeSetting: the file is edited, WSL restarted once, and the original put back when that
/// is asked for. RestartWsl: it is restarted.
[[nodiscard]] std::unique_ptr<RemedyFlow> make_restart_remedy(Remedy remedy, TimePoint now);
[[nodiscard]] std::unique_ptr<RemedyFlow> make_flow(Remedy remedy, TimePoint now);

} // namespace mirrorwatch::decide
