#include "service/decide/remedy/remedy_flow.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// What every IPv6 path carries (RFC 8200), and every tunnel that was met.
constexpr std::uint32_t c_low_mtu = 1280;

// WSL rewires the guest at once, 350 ms later for what came meanwhile, and tries again for some seconds; what
// is refreshed before it is done is lost again (WslMirroredNetworking.cpp; tried against its guest's code).
constexpr std::array c_refresh_after{Duration{500}, Duration{2'000}, Duration{5'000}};
constexpr Duration c_refresh_again{1'000}; // one that failed
// The guest's watcher ends by itself after 30 minutes, in which nobody renewed it.
constexpr std::chrono::minutes c_renew_watcher_every{25};

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
        return is_in_force() && !is_waiting() && !is_stale(world) && world.now >= stands_from(world);
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
    bool is_exclusion() const { return remedy_.kind == RemedyKind::Exclude; }

    const Words& words() const { return is_exclusion() ? c_exclusion : c_mtu; }

    /// When what still fails does so in spite of it.
    TimePoint stands_from(const World& world) const {
        return std::max(entered(), applied_at_) + world.settings.policy.verify_within;
    }

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
        if (applied_at_start_ != world.wsl.start_count()) {
            return true;
        }
        return is_exclusion() ? !refreshes_.empty() || seen_change_ != world.network.last_row_change()
                              : applied_at_change_ != world.network.change_count();
    }

    /// At those of the usual moments after the last change of any adapter that are still to come.
    void plan_refreshes(const World& world) {
        seen_change_ = world.network.last_row_change();
        refreshes_.clear();
        for (const Duration after : c_refresh_after) {
            if (seen_change_ != TimePoint::min() && seen_change_ + after > world.now) {
                refreshes_.push_back(seen_change_ + after);
            }
        }
    }

    /// True where the guest may be asked now.
    bool can_refresh(const World& world) const {
        const Vpn* vpn = world.network.find(*remedy_.vpn);
        return vpn != nullptr && !vpn->gone_since && world.wsl.is_running() && may_ask(world.now);
    }

    /// What WSL does to its adapters may take the exclusion away.
    void refresh_if_due(World& world) {
        if (!is_exclusion()) {
            return;
        }
        if (seen_change_ != world.network.last_row_change()) {
            plan_refreshes(world);
        }
        const bool is_due =
            (!refreshes_.empty() && refreshes_.front() <= world.now) || renew_watcher_at_ <= world.now;
        if (!is_due || !may_ask(world.now)) {
            return;
        }
        std::erase_if(refreshes_, [&](TimePoint when) { return when <= world.now; });
        renew_watcher_at_ = TimePoint::max();
        if (can_refresh(world)) { // else it is put in force again when WSL or the VPN is back
            ask_to_apply(world);
        }
    }

    TimePoint next_errand() const override {
        const bool may_refresh = is_in_force() || is_verifying();
        const TimePoint refresh = refreshes_.empty() ? TimePoint::max() : refreshes_.front();
        return may_refresh ? std::min(refresh, renew_watcher_at_) : TimePoint::max();
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
            plan_refreshes(world);
            ask_to_apply(world);
        } else if (world.network.find(*remedy_.vpn) == nullptr) {
            set_deadline(vpn_will_have_left(world));
        }
    }

    void verify(World& world) {
        if (are_endpoints_up(world)) {
            enter(RemedyState::Helped, world.now);
            plan_refreshes(world);
            world.record(sentence(), seen_in_guest());
        } else if (has_vpn_left(world)) {
            undo(world, false);
            lift(world);
        } else if (world.connectivity.is_offline()) {
            set_deadline(world.now + world.settings.policy.verify_within); // nothing can be verified now
        } else if (is_deadline_over(world.now)) {
            did_not_last(world);
            lift(world);
        } else {
            refresh_if_due(world);
        }
    }

    /// For who reads the history.
    std::vector<std::string> seen_in_guest() const {
        if (!remedy_.receipt || remedy_.receipt->survives_updates) {
            return {};
        }
        return {
            "the distro's ip command knows no nexthop objects: each change of an adapter of Windows takes "
            "the exclusion away for a moment"};
    }

    /// The guest's routes follow the host's, and a restarted VM knows nothing of us: what was applied is
    /// refreshed.
    void hold(World& world) {
        if (has_vpn_left(world)) {
            undo(world, false);
            lift(world);
            return;
        }
        const bool was_restarted = applied_at_start_ != world.wsl.start_count();
        if ((was_restarted || (!is_exclusion() && is_stale(world))) && can_refresh(world)) {
            ask_to_apply(world);
        }
        const bool were_up = std::exchange(were_up_, are_endpoints_up(world));
        if (is_exclusion() && were_up && !were_up_) {
            refreshes_.insert(refreshes_.begin(), world.now); // perhaps WSL took it away, and nobody saw that
        }
        refresh_if_due(world);
        const TimePoint judged_at = stands_from(world);
        const bool is_in_doubt = !were_up_ && judged_at > world.now;
        set_deadline(std::min(vpn_will_have_left(world), is_in_doubt ? judged_at : TimePoint::max()));
    }

    void lift(World& world) {
        if (!may_ask(world.now)) {
            return;
        }
        if (remedy_.kind == RemedyKind::Exclude) {
            ask(world, agent::UndoExclusion{vpn_now(world)});
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
        forget_failures();
        const bool is_watched = remedy_.receipt && remedy_.receipt->is_watched;
        renew_watcher_at_ = is_watched ? world.now + c_renew_watcher_every : TimePoint::max();
        if (remedy_.state == RemedyState::Applying) {
            begin_verifying(world);
            // Once more before it is said that it did not help.
            refreshes_.push_back(world.now + world.settings.policy.verify_within / 2);
            std::sort(refreshes_.begin(), refreshes_.end());
        } else if (!are_endpoints_up(world)) {
            probe_again(world);
        }
    }

    void on_refused(const Sentence& why, World& world) {
        if (remedy_.state == RemedyState::Helped || remedy_.state == RemedyState::Verifying) {
            // The device may not be there yet, right after a reconnect; what WSL took away is missed each
            // second.
            if (try_again(world.now, c_refresh_again)) {
                applied_at_change_ = 0;
                refreshes_.insert(refreshes_.begin(), world.now);
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
        if (vpn != nullptr && !vpn->gone_since) {
            expect_failures(world);
        }
        const bool was_in_vain = remedy_.ending.has_value();
        end(was_in_vain ? RemedyState::GivenUp : RemedyState::Undone,
            remedy_.ending.value_or(Sentence{words().undone, {name()}}), world);
    }

    /// What it helped may fail again from now on.
    void expect_failures(World& world) const {
        for (const Watched& endpoint : world.endpoints) {
            if (endpoint.windows != nullptr && endpoint.is_named_in(remedy_.endpoints)) {
                endpoint.windows->burst(world.settings.burst, world.now);
            }
        }
        world.guest.on_network_change(world.now); // that of WSL is another one
    }

    void on_lifted(const agent::Reply& reply, World& world) {
        const auto* refusal = std::get_if<agent::Refusal>(&reply);
        const bool was_asked = refusal == nullptr || (refusal->why.code != Say::AgentFailed &&
                                                      refusal->why.code != Say::GuestUnreachable);
        if (std::holds_alternative<agent::Done>(reply)) {
            was_lifted(world);
        } else if (!was_asked) {
            keep_trying(world.now); // nothing of ours may stay there
        } else if (!try_again(world.now)) {
            end(RemedyState::GivenUp,
                refusal != nullptr ? refusal->why : Sentence{Say::AgentFailed, {"an answer of another kind"}},
                world);
        }
    }

    TimePoint applied_at_ = TimePoint::min();
    bool were_up_ = false; // all endpoints, while it is in force
    std::uint64_t applied_at_change_ = 0;
    std::uint64_t applied_at_start_ = 0;
    TimePoint seen_change_ = TimePoint::min(); // of any adapter, the one that `refreshes_` follow
    std::vector<TimePoint> refreshes_;         // of an exclusion that are to come, in their order
    TimePoint renew_watcher_at_ = TimePoint::max();
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
