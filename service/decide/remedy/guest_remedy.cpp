#include "service/decide/remedy/remedy_flow.hpp"

#include <array>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// What every IPv6 path carries (RFC 8200), and every tunnel that was met.
constexpr std::uint32_t c_low_mtu = 1280;

/// What is said of each kind.
struct Words {
    Say begins;
    Say helped;
    Say did_not_help;
    Say undone;
    Say in_force_without_endpoints;
};

constexpr Words c_exclusion{Say::Excluding, Say::ExcludedHelped, Say::ExcludedDidNotHelp,
                            Say::ExclusionLifted, Say::Excluded};
constexpr Words c_mtu{Say::LoweringMtu, Say::MtuHelped, Say::MtuDidNotHelp, Say::MtuRestored, Say::MtuHelped};

/// Something done to the VPN's device in the guest, without a restart, for as long as the VPN is up.
class GuestRemedy final : public RemedyFlow {
public:
    using RemedyFlow::RemedyFlow;

    void advance(World& world) override {
        switch (remedy_.state) {
        case RemedyState::Applying:
            apply(world);
            break;
        case RemedyState::Verifying:
            verify(world);
            break;
        case RemedyState::Helped:
            hold(world);
            break;
        case RemedyState::Undoing:
            lift(world);
            break;
        default:
            break;
        }
    }

    void undo(World& world, bool) override {
        if (!is_over() && remedy_.state != RemedyState::Undoing) {
            forget_question();
            enter(RemedyState::Undoing, world.now);
        }
    }

    bool has_stood(const World& world) const override {
        return is_in_force() && !is_waiting() && !is_stale(world) &&
               world.now >= std::max(entered(), applied_at_) + world.settings.policy.verify_within;
    }

    void did_not_last(World& world) override {
        remedy_.ending = Sentence{words().did_not_help, {name()}};
        undo(world, false);
    }

    Sentence sentence() const override {
        if (remedy_.ending) {
            return *remedy_.ending;
        }
        const Say in_force = remedy_.endpoints.empty() ? words().in_force_without_endpoints : words().helped;
        return {remedy_.state == RemedyState::Helped ? in_force : words().begins, {name()}};
    }

private:
    const Words& words() const { return remedy_.kind == RemedyKind::Exclude ? c_exclusion : c_mtu; }

    std::string name() const { return remedy_.vpn ? remedy_.vpn->name : std::string{}; }

    /// Gone, and stayed gone for the settle time: a reconnect keeps what was done.
    bool has_vpn_left(const World& world) const {
        const Vpn* vpn = world.network.find(*remedy_.vpn);
        if (vpn == nullptr) { // not seen since the service started
            return world.network.is_known() && world.now >= entered() + world.settings.policy.settle;
        }
        return vpn->gone_since && world.now >= *vpn->gone_since + world.settings.policy.settle;
    }

    /// When has_vpn_left may become true without any event.
    TimePoint vpn_will_have_left(const World& world) const {
        const Vpn* vpn = world.network.find(*remedy_.vpn);
        if (vpn == nullptr) {
            return entered() + world.settings.policy.settle;
        }
        return vpn->gone_since ? *vpn->gone_since + world.settings.policy.settle : TimePoint::max();
    }

    bool is_stale(const World& world) const {
        return applied_at_change_ != world.network.change_count() ||
               applied_at_start_ != world.wsl.start_count();
    }

    AdapterIdentity vpn_now(const World& world) const {
        const Vpn* vpn = world.network.find(*remedy_.vpn);
        AdapterIdentity identity = vpn == nullptr ? *remedy_.vpn : vpn->identity;
        identity.name = name();
        return identity;
    }

    void ask_to_apply(World& world) {
        applied_at_change_ = world.network.change_count();
        applied_at_start_ = world.wsl.start_count();
        if (remedy_.kind == RemedyKind::Exclude) {
            ask(world, agent::ApplyExclusion{vpn_now(world)});
        } else {
            ask(world, agent::LowerMtu{vpn_now(world), c_low_mtu});
        }
    }

    void apply(World& world) {
        if (has_vpn_left(world)) {
            undo(world, false);
            lift(world);
        } else if (may_ask(world.now) && world.network.find(*remedy_.vpn) != nullptr) {
            ask_to_apply(world);
        } else if (world.network.find(*remedy_.vpn) == nullptr) {
            set_deadline(vpn_will_have_left(world));
        }
    }

    void verify(World& world) {
        if (are_endpoints_up(world)) {
            enter(RemedyState::Helped, world.now);
            world.record(sentence());
        } else if (has_vpn_left(world)) {
            undo(world, false);
            lift(world);
        } else if (world.connectivity.is_offline()) {
            set_deadline(world.now + world.settings.policy.verify_within); // nothing can be verified now
        } else if (is_deadline_over(world.now)) {
            did_not_last(world);
            lift(world);
        }
    }

    /// The guest's routes follow the host's, and a restarted VM knows nothing of us: what was applied is
    /// refreshed.
    void hold(World& world) {
        if (has_vpn_left(world)) {
            undo(world, false);
            lift(world);
            return;
        }
        const Vpn* vpn = world.network.find(*remedy_.vpn);
        if (is_stale(world) && vpn != nullptr && !vpn->gone_since && world.wsl.is_running() &&
            may_ask(world.now)) {
            ask_to_apply(world);
        }
        set_deadline(vpn_will_have_left(world));
    }

    void lift(World& world) {
        if (!may_ask(world.now)) {
            return;
        }
        if (remedy_.kind == RemedyKind::Exclude) {
            ask(world, agent::UndoExclusion{vpn_now(world), remedy_.receipt.value_or(ExclusionReceipt{})});
        } else if (remedy_.mtu) {
            ask(world, agent::UndoMtu{vpn_now(world), *remedy_.mtu});
        } else {
            was_lifted(world); // it was never applied, as far as is known; WSL sets it anew at its next start
        }
    }

    void on_answer(const agent::Reply& reply, World& world) override {
        if (remedy_.state == RemedyState::Undoing) {
            on_lifted(reply, world);
        } else if (const auto* receipt = std::get_if<ExclusionReceipt>(&reply)) {
            remedy_.receipt = *receipt;
            on_applied(world);
        } else if (const auto* mtu = std::get_if<MtuReceipt>(&reply)) {
            if (!remedy_.mtu || remedy_.mtu->device != mtu->device || mtu->before > c_low_mtu) {
                remedy_.mtu = *mtu; // what is found after a refresh may be our own
            }
            on_applied(world);
        } else if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
            on_refused(refusal->why, world);
        }
    }

    void on_applied(World& world) {
        applied_at_ = world.now;
        if (remedy_.state == RemedyState::Applying) {
            begin_verifying(world);
        }
    }

    void on_refused(const Sentence& why, World& world) {
        if (remedy_.state == RemedyState::Helped) {
            // The device may not be there yet, right after a reconnect.
            if (try_again(world.now)) {
                applied_at_change_ = 0;
            }
        } else if (why.code == Say::AgentFailed) {
            remedy_.ending = why; // how far it came is not known
            undo(world, false);
        } else {
            end(RemedyState::GivenUp, why, world);
        }
    }

    void was_lifted(World& world) {
        const Vpn* vpn = world.network.find(*remedy_.vpn);
        for (const Watched& endpoint : world.endpoints) {
            if (vpn != nullptr && !vpn->gone_since && endpoint.windows != nullptr &&
                endpoint.is_named_in(remedy_.endpoints)) {
                endpoint.windows->burst(world.settings.burst, world.now); // it may fail again from now on
            }
        }
        const bool was_in_vain = remedy_.ending.has_value();
        end(was_in_vain ? RemedyState::GivenUp : RemedyState::Undone,
            remedy_.ending.value_or(Sentence{words().undone, {name()}}), world);
    }

    void on_lifted(const agent::Reply& reply, World& world) {
        if (std::holds_alternative<agent::Done>(reply)) {
            was_lifted(world);
        } else if (const auto* refusal = std::get_if<agent::Refusal>(&reply); !try_again(world.now)) {
            end(RemedyState::GivenUp,
                refusal != nullptr ? refusal->why : Sentence{Say::AgentFailed, {"an answer of another kind"}},
                world);
        }
    }

    TimePoint applied_at_ = TimePoint::min();
    std::uint64_t applied_at_change_ = 0;
    std::uint64_t applied_at_start_ = 0;
};

} // namespace

std::unique_ptr<RemedyFlow> make_guest_remedy(Remedy remedy, TimePoint now) {
    // What a run of before left half way is applied again from the start: that may be done twice. What was in
    // force is refreshed.
    if (remedy.state == RemedyState::Verifying) {
        remedy.state = RemedyState::Applying;
    }
    return std::make_unique<GuestRemedy>(std::move(remedy), now);
}

} // namespace mirrorwatch::decide
