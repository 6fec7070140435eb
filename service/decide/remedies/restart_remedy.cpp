// SPDX-License-Identifier: MIT
#include "common/names.hpp"
#include "service/decide/remedies/edited_file.hpp"
#include "service/decide/remedies/remedy_flow.hpp"
#include "service/decide/remedies/restart_verdict.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// How often the guest may be asked why an endpoint has not come back. Each question keeps WSL from going
// idle.
constexpr std::chrono::minutes c_ask_guest_every{5};
// What an earlier run was verifying is looked at once the endpoints have been probed again.
constexpr Duration c_taken_up{15'000};
// A server that nobody starts again leaves it open whether the switch helped; the switch is in force all the
// same.
constexpr std::chrono::minutes c_not_longer{12};

// Whoever is back at work does not want it ended for an earlier consent; it counts from the next start
// then.
constexpr std::chrono::minutes c_consent_lasts{5};

/// What counts from WSL's next start. Nothing is changed while WSL is starting; somebody else starts it.
class RestartRemedy final : public RemedyFlow {
public:
    RestartRemedy(Remedy remedy, TimePoint now)
        : RemedyFlow(std::move(remedy), now)
        , consented_at_(now)
        , edited_at_(now) {
        if (is_verifying(remedy_)) {
            attempts_.set_deadline(now + c_taken_up); // by an earlier run
        }
    }

    void advance(const RemedyContext& context) override {
        if (is_put_back(remedy_, context.wsl, edited_at_)) {
            const bool is_back = context.wsl.is_running() &&
                                 context.wsl.seen().effective == mode_before(remedy_) &&
                                 is<SwitchMode>(remedy_.spec);
            end(RemedyState::Undone, said(is_back ? says().is_back : says().awaits_back), context);
        } else if (is_overtaken(remedy_, context.wsl, edited_at_)) {
            const std::string mode{to_string(context.wsl.seen().configured)};
            end(RemedyState::Undone, Message{MessageId::ConfigChangedMeanwhile, {mode}}, context);
        } else if (would_change_wsl(remedy_) && context.wsl.is_starting(context.now)) {
            attempts_.set_deadline(context.wsl.will_have_started());
        } else {
            step(context);
        }
    }

    void undo(const RemedyContext& context, bool may_shut_down) override {
        if (is_over(remedy_.state)) {
            return;
        }
        if (would_change_wsl(remedy_) && is_waiting()) {
            wish_ = may_shut_down; // one change at a time: after the answer
            return;
        }
        if (is<RestartWsl>(remedy_.spec)) {
            end(RemedyState::Undone, sentence(), context);
            return;
        }
        if (may_shut_down) {
            remedy_.ending.reset();
        }
        remedy_.may_shut_down = may_shut_down;
        consented_at_ = context.now;
        remedy_.vm_id = context.wsl.vm_id();
        asked_in_.reset();
        forget_question();
        enter(RemedyState::Undoing, context.now);
    }

    bool goes_back() const override { return is_undoing(remedy_) || wish_; }

    void keep(const RemedyContext& context) override {
        if (is_verifying(remedy_) || has_failed(remedy_)) {
            enter(RemedyState::Helped, context.now);
            remedy_.ending = said(says().in_force);
        }
    }

    void make_way(const RemedyContext& context) override {
        if (remedy_.state == RemedyState::UndoShuttingDown || remedy_.state == RemedyState::UndoAwaitingWsl) {
            has_gone_back(context);
        }
    }

    Message sentence() const override {
        if (remedy_.ending && !is_undoing(remedy_)) {
            return *remedy_.ending;
        }
        if (wish_) {
            return said(says().goes_back);
        }
        switch (remedy_.state) {
        case RemedyState::AwaitingWsl:
            return said(says().awaits);
        case RemedyState::Verifying:
            return said(says().checks);
        case RemedyState::Helped:
            return said(says().helped);
        case RemedyState::Undoing:
        case RemedyState::UndoShuttingDown:
            return is_shutdown_refused(remedy_) ? *remedy_.ending : said(says().goes_back);
        case RemedyState::UndoAwaitingWsl:
            return said(says().awaits_back);
        default:
            return said(says().begins);
        }
    }

private:
    Message said(MessageId code) const {
        if (const auto* change = std::get_if<ChangeSetting>(&remedy_.spec)) {
            return {code, {std::string{name_of(change->setting)}}};
        }
        if (const auto* change = std::get_if<SwitchMode>(&remedy_.spec)) {
            const bool goes_back =
                is_undoing(remedy_) || wish_ || code == says().is_back || code == says().awaits_back;
            return {code, {std::string{to_string(goes_back ? mode_before(remedy_) : change->mode)}}};
        }
        return {code, {}};
    }

    void step(const RemedyContext& context) {
        switch (remedy_.state) {
        case RemedyState::Applying:
            apply(context);
            break;
        case RemedyState::ShuttingDown:
        case RemedyState::UndoShuttingDown:
            restart(context);
            break;
        case RemedyState::AwaitingWsl:
        case RemedyState::UndoAwaitingWsl:
            await(context);
            break;
        case RemedyState::Verifying:
            verify(context);
            break;
        case RemedyState::Helped:
            if (remedy_.ending && !remedy_.endpoints.empty() && are_endpoints_up(context)) {
                helped(context); // late, but it does
            }
            break;
        case RemedyState::Undoing:
            if (attempts_.may_ask(context.now)) {
                ask(context, agent::PutBackConfig{remedy_.id});
            }
            break;
        default:
            break;
        }
    }

    void apply(const RemedyContext& context) {
        if (!attempts_.may_ask(context.now)) {
            return;
        }
        remedy_.vm_id = context.wsl.vm_id();
        if (const auto* mode = std::get_if<SwitchMode>(&remedy_.spec)) {
            ask(context, agent::SetNetworkingMode{remedy_.id, mode->mode});
        } else if (const auto* change = std::get_if<ChangeSetting>(&remedy_.spec)) {
            ask(context, agent::SetConfigSetting{remedy_.id, change->setting});
        } else {
            enter(RemedyState::ShuttingDown, context.now);
            restart(context);
        }
    }

    /// The file is as wanted. WSL reads it at its next start: one that has not done so yet is shut down,
    /// once.
    void restart(const RemedyContext& context) {
        if (!attempts_.may_ask(context.now)) {
            return;
        }
        if (context.now >= consented_at_ + c_consent_lasts) {
            remedy_.may_shut_down = false;
        }
        const TimePoint since = std::max(entered(), refused_at_);
        if (!context.wsl.is_mode_known_since(since)) {
            context.wsl.need_mode_since(since, context.now);
        } else if (context.wsl.is_running() && (counts_already(remedy_, context.wsl) ||
                                                never_counted(context) || has_started_since(context))) {
            reached(context);
        } else if (context.wsl.is_running() && remedy_.may_shut_down) {
            shut_down(context);
        } else {
            enter(is_undoing(remedy_) ? RemedyState::UndoAwaitingWsl : RemedyState::AwaitingWsl, context.now);
            record(sentence(), context);
        }
    }

    void shut_down(const RemedyContext& context) {
        for (const Watched& endpoint : context.endpoints.watched) {
            endpoint.forget_vpn(); // what falls silent now is our doing
        }
        if (remedy_.vm_id.empty()) {
            remedy_.vm_id = context.wsl.vm_id(); // it was not known when this began
        }
        asked_in_ = context.wsl.start_count();
        ask(context, agent::ShutDownWsl{});
    }

    /// The answer to the shutdown was lost, and somebody has started WSL again: that one is not ours to end.
    bool has_started_since(const RemedyContext& context) const {
        return asked_in_ && context.wsl.start_count() != *asked_in_;
    }

    /// The WSL that would not be shut down runs on: it never read what has been put back.
    bool never_counted(const RemedyContext& context) const {
        return is_undoing(remedy_) && is_shutdown_refused(remedy_) && !remedy_.vm_id.empty() &&
               context.wsl.vm_id() == remedy_.vm_id;
    }

    /// Somebody else starts WSL, at any time.
    void await(const RemedyContext& context) {
        if (!context.wsl.is_seen_since(entered()) || !context.wsl.is_running()) {
            return;
        }
        if (!context.wsl.is_mode_known_since(entered())) {
            context.wsl.need_mode_since(entered(), context.now);
            return;
        }
        const bool is_as_before = !remedy_.vm_id.empty() && context.wsl.vm_id() == remedy_.vm_id;
        if (!is_as_before || counts_already(remedy_, context.wsl)) {
            reached(context);
        }
    }

    void reached(const RemedyContext& context) {
        if (is_undoing(remedy_)) {
            has_gone_back(context);
        } else {
            begin_verifying(context);
            verify(context);
        }
    }

    void has_gone_back(const RemedyContext& context) {
        if (is_shutdown_refused(remedy_)) {
            enter(RemedyState::GivenUp, context.now); // that was said when it was refused
            return;
        }
        const bool was_in_vain = remedy_.ending.has_value();
        const Message back = said(says().is_back);
        end(was_in_vain ? RemedyState::GivenUp : RemedyState::Undone, remedy_.ending.value_or(back), context);
    }

    /// A server that is not running again is not yet known. Only one that answers in the guest, and not from
    /// Windows, shows that the switch did not help; what to do then is a new question, since it costs another
    /// restart.
    void verify(const RemedyContext& context) {
        if (!can_verify(context)) {
            if (!context.wsl.is_running() && context.now >= entered() + c_not_longer) {
                keep(context);
            }
            return;
        }
        if (are_endpoints_up(context)) {
            helped(context);
            return;
        }
        if (context.now >= entered() + context.policy.verify_within &&
            is_out_of_guests_reach(remedy_, entered(), context)) {
            is_cured_of_its_own(remedy_, context) ? keep(context) : did_not_help(context);
        } else if (context.now >= entered() + c_not_longer) {
            keep(context);
        } else if (attempts_.is_deadline_over(context.now) && attempts_.may_ask(context.now)) {
            attempts_.set_deadline(context.now + c_ask_guest_every);
            agent::AskGuest question{targets_of(remedy_, context)};
            if (context.wsl.is_running() && !question.targets.empty()) {
                ask(context, std::move(question));
            }
        }
    }

    void helped(const RemedyContext& context) {
        remedy_.ending.reset();
        if (is<RestartWsl>(remedy_.spec)) {
            end(RemedyState::Undone, said(MessageId::RestartHelped), context);
        } else {
            enter(RemedyState::Helped, context.now);
            record(sentence(), context);
        }
    }

    void did_not_help(const RemedyContext& context) {
        if (is<RestartWsl>(remedy_.spec)) {
            end(RemedyState::GivenUp, said(MessageId::RestartDidNotHelp), context);
        } else {
            enter(RemedyState::Helped, context.now); // in force, for what it is worth
            remedy_.ending = said(says().did_not_help);
            record(*remedy_.ending, context, {}, true);
        }
    }

    void on_answer(const agent::Reply& reply, const RemedyContext& context) override {
        if (const auto* edit = std::get_if<ConfigEdit>(&reply)) {
            on_edited(*edit, context);
        } else if (std::holds_alternative<agent::Done>(reply)) {
            enter(is_undoing(remedy_) ? RemedyState::UndoAwaitingWsl : RemedyState::AwaitingWsl, context.now);
            context.wsl.on_shut_down(context.now);
            record(sentence(), context);
        } else if (const auto* guest = std::get_if<GuestFacts>(&reply)) {
            on_guest(*guest, context);
        } else if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
            on_refused(refusal->why, context);
        }
        if (const auto preference = std::exchange(wish_, std::nullopt)) {
            undo(context, *preference);
        }
    }

    void on_edited(const ConfigEdit& edit, const RemedyContext& context) {
        if (remedy_.state == RemedyState::Undoing) {
            enter(RemedyState::UndoShuttingDown, context.now);
        } else if (remedy_.state == RemedyState::Applying) {
            remedy_.receipt = edit;
            edited_at_ = context.now;
            enter(RemedyState::ShuttingDown, context.now);
        }
    }

    void on_guest(const GuestFacts& guest, const RemedyContext& context) {
        const bool alive = std::any_of(guest.trials.begin(), guest.trials.end(), [](const GuestTrial& trial) {
            return trial.listens_here.value_or(false) && trial.answers_here.value_or(false);
        });
        if (alive && is_verifying(remedy_)) {
            did_not_help(context);
        }
    }

    void on_refused(const Message& why, const RemedyContext& context) {
        if (!would_change_wsl(remedy_)) {
            return; // it was the guest who was asked, and perhaps it has helped meanwhile
        }
        if (why.code == MessageId::AgentFailed && remedy_.state == RemedyState::Undoing) {
            attempts_.keep_trying(context.now); // the file may be ours still
            return;
        }
        if (why.code == MessageId::AgentFailed && attempts_.try_again(context.now)) {
            refused_at_ = context.now; // it may be done all the same, and WSL be started again by now
            return;
        }
        if (why.code == MessageId::ShutdownFailed) {
            on_shutdown_refused(why, context);
            return;
        }
        const bool may_be_edited =
            remedy_.state == RemedyState::Applying && why.code == MessageId::AgentFailed;
        const bool is_edited = remedy_.state == RemedyState::ShuttingDown && remedy_.edit() != nullptr;
        if (is_edited || may_be_edited) {
            // The file must not wait for somebody's next start with a mode that nobody gets now.
            undo(context, false);
            remedy_.ending = why;
            return;
        }
        end(RemedyState::GivenUp, remedy_.ending.value_or(why), context);
    }

    /// What hinders WSL once, a virtual machine that hangs for one, hinders it again: it is not tried twice.
    void on_shutdown_refused(const Message& why, const RemedyContext& context) {
        Message ending{MessageId::ShutdownNotRepeated, why.arguments};
        if (remedy_.state != RemedyState::ShuttingDown || remedy_.edit() == nullptr) {
            end(RemedyState::GivenUp, std::move(ending), context);
            return;
        }
        // The file must not wait for somebody's next start with a mode that nobody gets now.
        undo(context, false);
        context.out.record(ending, {}, true);
        remedy_.ending = std::move(ending);
    }

    TimePoint consented_at_;
    TimePoint edited_at_; // or when it was taken up
    TimePoint refused_at_ = TimePoint::min();
    std::optional<std::uint64_t> asked_in_; // WslWatch::start_count when it was last told to shut down
    std::optional<bool> wish_;              // to take it back: whether WSL may be shut down for it
};

} // namespace

std::unique_ptr<RemedyFlow> make_restart_remedy(Remedy remedy, TimePoint now) {
    return std::make_unique<RestartRemedy>(std::move(remedy), now);
}

} // namespace mirrorwatch::decide
