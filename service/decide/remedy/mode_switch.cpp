#include "service/decide/remedy/remedy_flow.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// How often the guest may be asked why an endpoint has not come back. Each question keeps WSL from going
// idle.
constexpr std::chrono::minutes c_ask_guest_every{5};

class ModeSwitch final : public RemedyFlow {
public:
    using RemedyFlow::RemedyFlow;

    void advance(World& world) override {
        switch (remedy_.state) {
        case RemedyState::Applying:
            if (may_ask(world.now)) {
                ask(world, agent::SetNetworkingMode{remedy_.id, remedy_.mode});
            }
            break;
        case RemedyState::ShuttingDown:
            restart(world, remedy_.mode);
            break;
        case RemedyState::AwaitingWsl:
            await(world);
            break;
        case RemedyState::Verifying:
            verify(world);
            break;
        case RemedyState::Undoing:
            if (may_ask(world.now)) {
                ask(world, agent::PutBackConfig{remedy_.id});
            }
            break;
        case RemedyState::UndoShuttingDown:
            restart(world, mode_before());
            break;
        case RemedyState::UndoAwaitingWsl:
            await(world);
            break;
        default:
            break;
        }
    }

    void undo(World& world) override {
        if (!is_over()) {
            remedy_.ending.reset();
            may_shut_down_ = true;
            forget_question();
            enter(RemedyState::Undoing, world.now);
        }
    }

    Sentence sentence() const override {
        if (remedy_.ending) {
            return *remedy_.ending;
        }
        const std::string mode{to_string(remedy_.mode)};
        const std::string before{to_string(mode_before())};
        switch (remedy_.state) {
        case RemedyState::AwaitingWsl:
            return {Say::AwaitingWsl, {mode}};
        case RemedyState::Verifying:
            return {Say::CheckingMode, {mode}};
        case RemedyState::Helped:
            return {Say::ModeHelped, {mode}};
        case RemedyState::Undoing:
        case RemedyState::UndoShuttingDown:
            return {Say::PuttingBack, {before}};
        case RemedyState::UndoAwaitingWsl:
            return {Say::AwaitingWslBack, {before}};
        default:
            return {Say::SwitchingMode, {mode}};
        }
    }

private:
    NetworkingMode mode_before() const {
        return remedy_.edit ? remedy_.edit->before : NetworkingMode::Mirrored;
    }

    bool is_undoing() const {
        return remedy_.state == RemedyState::Undoing || remedy_.state == RemedyState::UndoShuttingDown ||
               remedy_.state == RemedyState::UndoAwaitingWsl;
    }

    /// The file is as wanted. WSL reads it at its next start: one that runs with another mode is shut down,
    /// once.
    void restart(World& world, NetworkingMode wanted) {
        if (!may_ask(world.now)) {
            return;
        }
        if (!world.wsl.is_mode_known_since(entered())) {
            world.wsl.need_mode_since(entered(), world.now);
        } else if (!world.wsl.is_running()) {
            enter(is_undoing() ? RemedyState::UndoAwaitingWsl : RemedyState::AwaitingWsl, world.now);
            world.out.record(sentence());
        } else if (world.wsl.seen().effective == wanted) {
            reached(world);
        } else if (may_shut_down_) {
            for (const Watched& endpoint : world.endpoints) {
                endpoint.forget_vpn(); // what falls silent now is our doing
            }
            ask(world, agent::ShutDownWsl{});
        } else {
            enter(RemedyState::UndoAwaitingWsl, world.now);
        }
    }

    /// Somebody else starts WSL, whenever he likes.
    void await(World& world) {
        if (!world.wsl.is_seen_since(entered()) || !world.wsl.is_running()) {
            return;
        }
        if (!world.wsl.is_mode_known_since(entered())) {
            world.wsl.need_mode_since(entered(), world.now);
            return;
        }
        reached(world);
    }

    void reached(World& world) {
        if (is_undoing()) {
            const bool was_in_vain = remedy_.ending.has_value();
            end(was_in_vain ? RemedyState::GivenUp : RemedyState::Undone,
                remedy_.ending.value_or(Sentence{Say::PutBack, {std::string{to_string(mode_before())}}}),
                world);
        } else {
            begin_verifying(world);
            verify(world);
        }
    }

    /// A server that is not running again is not yet known. Only one that answers in the guest, and not from
    /// Windows, shows that the switch did not help; what to do then is a new question, since it costs another
    /// restart.
    void verify(World& world) {
        if (are_endpoints_up(world)) {
            remedy_.ending.reset();
            enter(RemedyState::Helped, world.now);
            world.out.record(sentence());
            return;
        }
        if (world.connectivity.is_offline()) {
            set_deadline(world.now + world.settings.policy.verify_within); // nothing can be verified now
            return;
        }
        if (world.now >= entered() + world.settings.policy.verify_within && is_out_of_guests_reach(world)) {
            did_not_help(world);
        } else if (is_deadline_over(world.now) && may_ask(world.now)) {
            set_deadline(world.now + c_ask_guest_every);
            agent::AskGuest question{targets(world)};
            if (world.wsl.is_running() && !question.targets.empty()) {
                ask(world, std::move(question));
            }
        }
    }

    /// Windows reaches what the guest still does not.
    bool is_out_of_guests_reach(const World& world) const {
        return std::any_of(world.endpoints.begin(), world.endpoints.end(), [&](const Watched& endpoint) {
            return endpoint.is_named_in(remedy_.endpoints) && endpoint.windows != nullptr &&
                   endpoint.windows->is_up() && endpoint.guest != nullptr && endpoint.guest->is_down();
        });
    }

    std::vector<agent::GuestTarget> targets(const World& world) const {
        std::vector<agent::GuestTarget> result;
        for (const Watched& endpoint : world.endpoints) {
            const EndpointSpec& spec = endpoint.spec();
            if (endpoint.windows != nullptr && endpoint.is_named_in(remedy_.endpoints)) {
                result.push_back({spec.name, spec.host, spec.port});
            }
        }
        return result;
    }

    void on_answer(const agent::Reply& reply, World& world) override {
        if (const auto* edit = std::get_if<ConfigEdit>(&reply)) {
            on_edited(*edit, world);
        } else if (std::holds_alternative<agent::Done>(reply)) {
            enter(is_undoing() ? RemedyState::UndoAwaitingWsl : RemedyState::AwaitingWsl, world.now);
            world.wsl.look(false, world.now); // what was running is not any more
            world.out.record(sentence());
        } else if (const auto* guest = std::get_if<GuestFacts>(&reply)) {
            on_guest(*guest, world);
        } else if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
            on_refused(refusal->why, world);
        }
    }

    void on_edited(const ConfigEdit& edit, World& world) {
        if (remedy_.state == RemedyState::Undoing) {
            enter(RemedyState::UndoShuttingDown, world.now);
        } else if (remedy_.state == RemedyState::Applying) {
            remedy_.edit = edit;
            enter(RemedyState::ShuttingDown, world.now);
        }
    }

    void on_guest(const GuestFacts& guest, World& world) {
        const bool alive = std::any_of(guest.trials.begin(), guest.trials.end(), [](const GuestTrial& trial) {
            return trial.listens_here.value_or(false) && trial.answers_here.value_or(false);
        });
        if (alive && is_verifying()) {
            did_not_help(world);
        }
    }

    void did_not_help(World& world) {
        if (!remedy_.ending) {
            remedy_.ending = Sentence{Say::ModeDidNotHelp, {std::string{to_string(remedy_.mode)}}};
            world.out.record(*remedy_.ending, {}, true);
        }
    }

    void on_refused(const Sentence& why, World& world) {
        if (is_verifying()) {
            return;
        }
        if (why.code == Say::AgentFailed && try_again(world.now)) {
            return;
        }
        const bool may_be_edited = remedy_.state == RemedyState::Applying && why.code == Say::AgentFailed;
        if (remedy_.state == RemedyState::ShuttingDown || may_be_edited) {
            // The file must not wait for somebody's next start with a mode that nobody gets now.
            remedy_.ending = why;
            may_shut_down_ = false;
            enter(RemedyState::Undoing, world.now);
            return;
        }
        end(RemedyState::GivenUp, remedy_.ending.value_or(why), world);
    }

    bool may_shut_down_ = true; // the consent covers one shutdown
};

} // namespace

std::unique_ptr<RemedyFlow> make_mode_switch(Remedy remedy, TimePoint now) {
    return std::make_unique<ModeSwitch>(std::move(remedy), now);
}

} // namespace mirrorwatch::decide
