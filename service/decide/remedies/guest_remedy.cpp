// SPDX-License-Identifier: MIT
#include "service/decide/remedies/refreshes.hpp"
#include "service/decide/remedies/remedy_flow.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// What every IPv6 path carries (RFC 8200), and every tunnel that was met.
constexpr std::uint32_t c_low_mtu = 1280;

constexpr Duration c_refresh_again{1'000}; // one that failed

/// Gone, and stayed gone for the settle time: a reconnect keeps what was done. When that becomes true; max:
/// it is up. `since`: when the remedy entered its state, for a VPN not seen since the service started.
TimePoint vpn_has_left_at(const AdapterIdentity& identity, TimePoint since, const StepContext& context) {
    const Vpn* vpn = context.network.vpns().find(identity);
    if (vpn == nullptr) {
        return since + context.settings.policy.settle;
    }
    return vpn->is_up() ? TimePoint::max() : *vpn->gone_since + context.settings.policy.settle;
}

/// Something done to the VPN's device in the guest, without a restart, for as long as the VPN is up.
class GuestRemedy final : public RemedyFlow {
public:
    using RemedyFlow::RemedyFlow;

    void advance(StepContext& context) override {
        switch (remedy_.state) {
        case RemedyState::Applying:
            apply(context);
            break;
        case RemedyState::Verifying:
            verify(context);
            break;
        case RemedyState::Helped:
            hold(context);
            break;
        case RemedyState::Undoing:
            lift(context);
            break;
        default:
            break;
        }
    }

    void undo(StepContext& context, bool) override {
        if (!is_over(remedy_.state) && remedy_.state != RemedyState::Undoing) {
            forget_question();
            enter(RemedyState::Undoing, context.now);
        }
    }

    bool has_stood(const StepContext& context) const override {
        return is_in_force(remedy_) && !is_waiting() && !is_stale(context) &&
               context.now >= stands_from(context);
    }

    void did_not_last(StepContext& context) override {
        remedy_.ending = Message{says().did_not_help, {name()}};
        undo(context, false);
    }

    Message sentence() const override {
        if (remedy_.ending) {
            return *remedy_.ending;
        }
        const MessageId in_force = remedy_.endpoints.empty() ? says().in_force : says().helped;
        return {remedy_.state == RemedyState::Helped ? in_force : says().begins, {name()}};
    }

private:
    bool is_exclusion() const { return is<Exclude>(remedy_.spec); }

    /// When what still fails does so in spite of it.
    TimePoint stands_from(const StepContext& context) const {
        return std::max(entered(), applied_at_) + context.settings.policy.verify_within;
    }

    std::string name() const { return remedy_.vpn ? remedy_.vpn->name : std::string{}; }

    TimePoint vpn_will_have_left(const StepContext& context) const {
        return vpn_has_left_at(*remedy_.vpn, entered(), context);
    }

    bool has_vpn_left(const StepContext& context) const {
        const bool is_known =
            context.network.is_known() || context.network.vpns().find(*remedy_.vpn) != nullptr;
        return is_known && context.now >= vpn_will_have_left(context);
    }

    bool is_stale(const StepContext& context) const {
        if (applied_at_start_ != context.wsl.start_count()) {
            return true;
        }
        return is_exclusion() ? refreshes_.are_due_for(context.network.last_row_change())
                              : applied_at_change_ != context.network.change_count();
    }

    /// True where the guest may be asked now.
    bool can_refresh(const StepContext& context) const {
        return context.network.vpns().is_up(*remedy_.vpn) && context.wsl.is_running() &&
               attempts_.may_ask(context.now);
    }

    /// What WSL does to its adapters may take the exclusion away, and a restarted VM knows nothing of us.
    void refresh_if_due(StepContext& context) {
        const bool was_restarted = applied_at_start_ != context.wsl.start_count();
        if ((was_restarted || (!is_exclusion() && is_stale(context))) && can_refresh(context)) {
            ask_to_apply(context);
        }
        if (!is_exclusion()) {
            return;
        }
        refreshes_.follow(context.network.last_row_change(), context.now);
        if (!attempts_.may_ask(context.now) || !refreshes_.take_due(context.now)) {
            return;
        }
        if (can_refresh(context)) { // else it is put in force again when WSL or the VPN is back
            ask_to_apply(context);
        }
    }

    TimePoint next_errand() const override {
        const bool may_refresh = is_in_force(remedy_) || is_verifying(remedy_);
        return may_refresh ? refreshes_.next() : TimePoint::max();
    }

    AdapterIdentity vpn_now(const StepContext& context) const {
        const Vpn* vpn = context.network.vpns().find(*remedy_.vpn);
        AdapterIdentity identity = vpn == nullptr ? *remedy_.vpn : vpn->identity;
        identity.name = name();
        return identity;
    }

    void ask_to_apply(StepContext& context) {
        applied_at_change_ = context.network.change_count();
        applied_at_start_ = context.wsl.start_count();
        if (is_exclusion()) {
            ask(context, agent::ApplyExclusion{vpn_now(context)});
        } else {
            ask(context, agent::ApplyMtu{vpn_now(context), c_low_mtu});
        }
    }

    void apply(StepContext& context) {
        if (has_vpn_left(context)) {
            undo(context, false);
            lift(context);
        } else if (attempts_.may_ask(context.now) && context.network.vpns().find(*remedy_.vpn) != nullptr) {
            refreshes_.plan(context.network.last_row_change(), context.now);
            ask_to_apply(context);
        } else if (context.network.vpns().find(*remedy_.vpn) == nullptr) {
            attempts_.set_deadline(vpn_will_have_left(context));
        }
    }

    void verify(StepContext& context) {
        const bool is_possible = can_verify(context);
        refresh_if_due(context);
        if (is_possible && are_endpoints_up(context)) {
            enter(RemedyState::Helped, context.now);
            refreshes_.forget_last_try();
            context.record(sentence(), seen_in_guest());
        } else if (has_vpn_left(context)) {
            undo(context, false);
            lift(context);
        } else if (is_possible && attempts_.is_deadline_over(context.now)) {
            judge(context);
        }
    }

    void judge(StepContext& context) {
        if (may_have_been_lost(context)) {
            attempts_.set_deadline(context.now + c_refresh_again);
        } else {
            did_not_last(context);
            lift(context);
        }
    }

    /// WSL may have taken it away a moment ago, and it is not put in force again, or not for long enough to
    /// be seen.
    bool may_have_been_lost(const StepContext& context) const {
        const TimePoint seen_again =
            std::max(applied_at_, refreshes_.seen_change()) + Refreshes::c_last_after;
        return is_exclusion() && (is_waiting() || context.network.is_out_of_date() ||
                                  (refreshes_.seen_change() > entered() && context.now < seen_again));
    }

    /// For who reads the history.
    std::vector<std::string> seen_in_guest() const {
        const auto* receipt = std::get_if<ExclusionReceipt>(&remedy_.receipt);
        if (receipt == nullptr || receipt->survives_updates) {
            return {};
        }
        return {
            "the distro's ip command knows no nexthop objects: each change of an adapter of Windows takes "
            "the exclusion away for a moment"};
    }

    void hold(StepContext& context) {
        if (has_vpn_left(context)) {
            undo(context, false);
            lift(context);
            return;
        }
        const bool were_up = std::exchange(were_up_, are_endpoints_up(context));
        if (is_exclusion() && were_up && !were_up_) {
            refreshes_.add(context.now); // perhaps WSL took it away, and nobody saw that
        }
        refresh_if_due(context);
        const TimePoint judged_at = stands_from(context);
        const bool is_in_doubt = !were_up_ && judged_at > context.now;
        attempts_.set_deadline(
            std::min(vpn_will_have_left(context), is_in_doubt ? judged_at : TimePoint::max()));
    }

    void lift(StepContext& context) {
        if (!attempts_.may_ask(context.now)) {
            return;
        }
        if (is_exclusion()) {
            ask(context, agent::UndoExclusion{vpn_now(context)});
        } else if (const auto* mtu = std::get_if<MtuReceipt>(&remedy_.receipt)) {
            ask(context, agent::UndoMtu{vpn_now(context), *mtu});
        } else {
            was_lifted(
                context); // it was never applied, as far as is known; WSL sets it again at its next start
        }
    }

    void on_answer(const agent::Reply& reply, StepContext& context) override {
        if (remedy_.state == RemedyState::Undoing) {
            on_lifted(reply, context);
        } else if (const auto* receipt = std::get_if<ExclusionReceipt>(&reply)) {
            remedy_.receipt = *receipt;
            on_applied(context);
        } else if (const auto* mtu = std::get_if<MtuReceipt>(&reply)) {
            const auto* known = std::get_if<MtuReceipt>(&remedy_.receipt);
            if (known == nullptr || known->device != mtu->device || mtu->before > c_low_mtu) {
                remedy_.receipt = *mtu; // what is found after a refresh may be our own
            }
            on_applied(context);
        } else if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
            on_refused(refusal->why, context);
        }
    }

    void on_applied(StepContext& context) {
        applied_at_ = context.now;
        attempts_.forget_failures();
        const auto* receipt = std::get_if<ExclusionReceipt>(&remedy_.receipt);
        const bool is_watched = receipt != nullptr && receipt->is_watched;
        refreshes_.note_applied(is_watched, context.now);
        if (remedy_.state == RemedyState::Applying) {
            begin_verifying(context);
            refreshes_.set_last_try(context.now + context.settings.policy.verify_within / 2);
        } else if (!are_endpoints_up(context)) {
            probe_again(context);
        }
    }

    void on_refused(const Message& why, StepContext& context) {
        if (remedy_.state == RemedyState::Helped || remedy_.state == RemedyState::Verifying) {
            // The device may not be there yet, right after a reconnect; what WSL took away is missed each
            // second.
            if (attempts_.try_again(context.now, c_refresh_again)) {
                applied_at_change_ = 0;
                refreshes_.add(context.now);
            }
        } else if (why.code == MessageId::AgentFailed) {
            remedy_.ending = why; // how far it came is not known
            undo(context, false);
        } else {
            end(RemedyState::GivenUp, why, context);
        }
    }

    void was_lifted(StepContext& context) {
        if (context.network.vpns().is_up(*remedy_.vpn)) {
            expect_failures(context);
        }
        const bool was_in_vain = remedy_.ending.has_value();
        end(was_in_vain ? RemedyState::GivenUp : RemedyState::Undone,
            remedy_.ending.value_or(Message{says().is_back, {name()}}), context);
    }

    /// What it helped may fail again from now on.
    void expect_failures(StepContext& context) const {
        for (const Watched& endpoint : context.endpoints) {
            if (endpoint.windows != nullptr && endpoint.is_named_in(remedy_.endpoints)) {
                endpoint.windows->times().burst(context.settings.burst, context.now);
            }
        }
        context.guest.on_network_change(context.now); // that of WSL is another one
    }

    void on_lifted(const agent::Reply& reply, StepContext& context) {
        const auto* refusal = std::get_if<agent::Refusal>(&reply);
        const bool was_asked = refusal == nullptr || (refusal->why.code != MessageId::AgentFailed &&
                                                      refusal->why.code != MessageId::GuestUnreachable);
        if (std::holds_alternative<agent::Done>(reply)) {
            was_lifted(context);
        } else if (!was_asked) {
            attempts_.keep_trying(context.now); // nothing of ours may stay there
        } else if (!attempts_.try_again(context.now)) {
            end(RemedyState::GivenUp,
                refusal != nullptr ? refusal->why
                                   : Message{MessageId::AgentFailed, {"an answer of another kind"}},
                context);
        }
    }

    TimePoint applied_at_ = TimePoint::min();
    bool were_up_ = false; // all endpoints, while it is in force
    std::uint64_t applied_at_change_ = 0;
    std::uint64_t applied_at_start_ = 0;
    Refreshes refreshes_; // of an exclusion
};

} // namespace

std::unique_ptr<RemedyFlow> make_guest_remedy(Remedy remedy, TimePoint now) {
    // What an earlier run left half way is applied again from the start: that may be done twice. What was in
    // force is refreshed.
    if (remedy.state == RemedyState::Verifying) {
        remedy.state = RemedyState::Applying;
    }
    return std::make_unique<GuestRemedy>(std::move(remedy), now);
}

} // namespace mirrorwatch::decide
