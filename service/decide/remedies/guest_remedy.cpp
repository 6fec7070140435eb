// SPDX-License-Identifier: MIT
#include "service/decide/core/search.hpp"
#include "service/decide/remedies/refreshes.hpp"
#include "service/decide/remedies/remedy_flow.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

constexpr Duration c_refresh_again{1'000}; // one that failed

// By then somebody would have heard whether it helps.
constexpr std::chrono::minutes c_not_longer{12};

/// Gone, and stayed gone for the settle time: a reconnect keeps what was done. When that becomes true; max:
/// it is up. `since`: when the remedy entered its state, for a VPN not seen since the service started.
TimePoint vpn_has_left_at(const AdapterIdentity& identity, TimePoint since, const RemedyContext& context) {
    const Vpn* vpn = context.network.vpns().find(identity);
    if (vpn == nullptr) {
        return since + context.policy.settle;
    }
    return vpn->is_up() ? TimePoint::max() : *vpn->gone_since + context.policy.settle;
}

bool is_exclusion(const Remedy& remedy) {
    return is<Exclude>(remedy.spec);
}

std::string name_of(const Remedy& remedy) {
    return remedy.vpn ? remedy.vpn->name : std::string{};
}

/// With the name by which the user knows it.
AdapterIdentity vpn_now(const Remedy& remedy, const Network& network) {
    const Vpn* vpn = network.vpns().find(*remedy.vpn);
    AdapterIdentity identity = vpn == nullptr ? *remedy.vpn : vpn->identity;
    identity.name = name_of(remedy);
    return identity;
}

/// For who reads the history.
std::vector<std::string> seen_in_guest(const Remedy& remedy) {
    const auto* receipt = std::get_if<ExclusionReceipt>(&remedy.receipt);
    if (receipt == nullptr || receipt->survives_updates) {
        return {};
    }
    return {"the distro's ip command knows no nexthop objects: each change of an adapter of Windows takes "
            "the exclusion away for a moment"};
}

/// Those of these endpoints that do not answer as they should.
std::vector<std::string> failing_of(const std::vector<std::string>& names,
                                    const std::vector<Watched>& watched) {
    std::vector<std::string> failing;
    for (const Watched& endpoint : watched) {
        if (endpoint.is_named_in(names) && !endpoint.is_well()) {
            failing.push_back(endpoint.spec().name);
        }
    }
    return failing;
}

/// Something done to the VPN's device in the guest, without a restart, for as long as the VPN is up.
class GuestRemedy final : public RemedyFlow {
public:
    using RemedyFlow::RemedyFlow;

    void advance(const RemedyContext& context) override {
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

    void undo(const RemedyContext& context, bool) override {
        if (!is_over(remedy_.state) && remedy_.state != RemedyState::Undoing) {
            forget_question();
            enter(RemedyState::Undoing, context.now);
        }
    }

    bool has_stood(const RemedyContext& context) const override {
        return is_in_force(remedy_) && !is_waiting() && !is_stale(context) &&
               context.now >= stands_from(context);
    }

    /// WSL may have taken it away unseen: it gets its last try after the fault came back.
    void did_not_last(TimePoint found_at, const RemedyContext& context) override {
        if (is_exclusion(remedy_) && applied_at_ < found_at) {
            refreshes_.add(context.now);
        } else {
            give_up(context);
        }
    }

    Message sentence() const override {
        if (remedy_.ending) {
            return *remedy_.ending;
        }
        const MessageId in_force = remedy_.endpoints.empty() ? says().in_force : says().helped;
        return {remedy_.state == RemedyState::Helped ? in_force : says().begins, {name_of(remedy_)}};
    }

private:
    void give_up(const RemedyContext& context) {
        remedy_.ending = Message{says().did_not_help, {name_of(remedy_)}};
        undo(context, false);
    }

    /// When what still fails does so in spite of it.
    TimePoint stands_from(const RemedyContext& context) const {
        return std::max(entered(), applied_at_) + context.policy.verify_within;
    }

    TimePoint vpn_will_have_left(const RemedyContext& context) const {
        return vpn_has_left_at(*remedy_.vpn, entered(), context);
    }

    bool has_vpn_left(const RemedyContext& context) const {
        const bool is_known =
            context.network.is_known() || context.network.vpns().find(*remedy_.vpn) != nullptr;
        return is_known && context.now >= vpn_will_have_left(context);
    }

    bool is_stale(const RemedyContext& context) const {
        if (applied_at_start_ != context.wsl.start_count()) {
            return true;
        }
        return is_exclusion(remedy_) ? refreshes_.are_due_for(context.network.last_row_change())
                                     : applied_at_change_ != context.network.change_count();
    }

    /// True where the guest may be asked now.
    bool can_refresh(const RemedyContext& context) const {
        return context.network.vpns().is_up(*remedy_.vpn) && context.wsl.is_running() &&
               attempts_.may_ask(context.now);
    }

    /// What WSL does to its adapters may take the exclusion away, and a restarted VM knows nothing of us.
    void refresh_if_due(const RemedyContext& context) {
        const bool was_restarted = applied_at_start_ != context.wsl.start_count();
        if ((was_restarted || (!is_exclusion(remedy_) && is_stale(context))) && can_refresh(context)) {
            ask_to_apply(context);
        }
        if (!is_exclusion(remedy_)) {
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

    void ask_to_apply(const RemedyContext& context) {
        applied_at_change_ = context.network.change_count();
        applied_at_start_ = context.wsl.start_count();
        if (is_exclusion(remedy_)) {
            ask(context, agent::ApplyExclusion{vpn_now(remedy_, context.network)});
        } else {
            ask(context, agent::ApplyMtu{vpn_now(remedy_, context.network), LowerMtu::c_to});
        }
    }

    void apply(const RemedyContext& context) {
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

    void verify(const RemedyContext& context) {
        const bool is_possible = can_verify(context);
        refresh_if_due(context);
        if (is_possible && are_endpoints_up(context)) {
            enter(RemedyState::Helped, context.now);
            refreshes_.forget_last_try();
            record(sentence(), context, seen_in_guest(remedy_));
        } else if (has_vpn_left(context)) {
            undo(context, false);
            lift(context);
        } else if (is_possible && attempts_.is_deadline_over(context.now)) {
            judge(context);
        }
    }

    void judge(const RemedyContext& context) {
        if (may_have_been_lost(context)) {
            attempts_.set_deadline(context.now + c_refresh_again);
        } else if (!is_seen_failing(context) && context.now < entered() + c_not_longer) {
            attempts_.set_deadline(context.now + context.policy.verify_within);
            context.endpoints.probe_again(context.now);
        } else {
            give_up(context);
            lift(context);
        }
    }

    /// WSL may have taken it away a moment ago, and it is not put in force again, or not for long enough to
    /// be seen.
    bool may_have_been_lost(const RemedyContext& context) const {
        const TimePoint seen_again =
            std::max(applied_at_, refreshes_.seen_change()) + Refreshes::c_last_after;
        return is_exclusion(remedy_) && (is_waiting() || context.network.is_out_of_date() ||
                                         (refreshes_.seen_change() > entered() && context.now < seen_again));
    }

    void hold(const RemedyContext& context) {
        if (has_vpn_left(context)) {
            undo(context, false);
            lift(context);
            return;
        }
        const std::vector<std::string> failed_before =
            std::exchange(failing_, failing_of(remedy_.endpoints, context.endpoints.watched));
        const auto has_failed = [&](const std::string& name) { return contains(failed_before, name); };
        if (is_exclusion(remedy_) && !std::ranges::all_of(failing_, has_failed)) {
            refreshes_.add(context.now); // perhaps WSL took it away, and nobody saw that
        }
        refresh_if_due(context);
        const TimePoint judged_at = stands_from(context);
        const bool is_in_doubt = !failing_.empty() && judged_at > context.now;
        attempts_.set_deadline(
            std::min(vpn_will_have_left(context), is_in_doubt ? judged_at : TimePoint::max()));
    }

    void lift(const RemedyContext& context) {
        if (!attempts_.may_ask(context.now)) {
            return;
        }
        if (is_exclusion(remedy_)) {
            ask(context, agent::UndoExclusion{vpn_now(remedy_, context.network)});
        } else if (const auto* mtu = std::get_if<MtuReceipt>(&remedy_.receipt)) {
            ask(context, agent::UndoMtu{vpn_now(remedy_, context.network), *mtu});
        } else {
            was_lifted(
                context); // it was never applied, as far as is known; WSL sets it again at its next start
        }
    }

    void on_answer(const agent::Reply& reply, const RemedyContext& context) override {
        if (remedy_.state == RemedyState::Undoing) {
            on_lifted(reply, context);
        } else if (const auto* receipt = std::get_if<ExclusionReceipt>(&reply)) {
            remedy_.receipt = *receipt;
            on_applied(context);
        } else if (const auto* mtu = std::get_if<MtuReceipt>(&reply)) {
            const auto* known = std::get_if<MtuReceipt>(&remedy_.receipt);
            if (known == nullptr || known->device != mtu->device || mtu->before > LowerMtu::c_to) {
                remedy_.receipt = *mtu; // what is found after a refresh may be our own
            }
            on_applied(context);
        } else if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
            on_refused(refusal->why, context);
        }
    }

    void on_applied(const RemedyContext& context) {
        applied_at_ = context.now;
        attempts_.forget_failures();
        const auto* receipt = std::get_if<ExclusionReceipt>(&remedy_.receipt);
        const bool is_watched = receipt != nullptr && receipt->is_watched;
        refreshes_.note_applied(is_watched, context.now);
        if (remedy_.state == RemedyState::Applying) {
            begin_verifying(context);
            refreshes_.set_last_try(context.now + context.policy.verify_within / 2);
        } else if (!are_endpoints_up(context)) {
            context.endpoints.probe_again(context.now);
        }
    }

    void on_refused(const Message& why, const RemedyContext& context) {
        if (remedy_.state == RemedyState::Helped || remedy_.state == RemedyState::Verifying) {
            // The device may not be there yet, right after a reconnect; what WSL took away is missed each
            // second.
            if (attempts_.try_again(context.now, c_refresh_again)) {
                applied_at_change_ = 0;
                refreshes_.add(context.now);
            }
        } else if (why.code == MessageId::AgentFailed) {
            if (!attempts_.try_again(context.now)) {
                remedy_.ending = why; // how far it came is not known
                undo(context, false);
            }
        } else {
            end(RemedyState::GivenUp, why, context);
        }
    }

    void was_lifted(const RemedyContext& context) {
        if (context.network.vpns().is_up(*remedy_.vpn)) {
            context.endpoints.expect_failures(remedy_.endpoints, context.now);
        }
        const bool was_in_vain = remedy_.ending.has_value();
        end(was_in_vain ? RemedyState::GivenUp : RemedyState::Undone,
            remedy_.ending.value_or(Message{says().is_back, {name_of(remedy_)}}), context);
    }

    void on_lifted(const agent::Reply& reply, const RemedyContext& context) {
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
    std::vector<std::string> failing_; // of its endpoints, while it is in force
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
