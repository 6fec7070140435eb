// SPDX-License-Identifier: MIT
#include "service/cli/offline_rollback.hpp"

#include "common/text.hpp"
#include "common/utc.hpp"
#include "common/wslconfig/settings.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/config/config_edit.hpp"

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

using agent::ModeSwitch;

std::string words(MessageId code, std::vector<std::string> arguments = {}) {
    return text::to_text(Message{code, std::move(arguments)});
}

std::string words(MessageId code, NetworkingMode mode) {
    return words(code, {std::string{to_string(mode)}});
}

/// The user's own WSL before anything is changed.
struct Look {
    NetworkingMode configured = NetworkingMode::Nat;
    agent::ModeSwitches made;
    Result<WslObservation> wsl; // error: WSL does not even say what runs

    [[nodiscard]] bool runs_with(NetworkingMode mode) const {
        return wsl.has_value() && !wsl->running.empty() && wsl->effective == mode;
    }

    [[nodiscard]] std::string what_ends() const {
        return wsl.has_error()        ? "What runs there is not known: " + wsl.error().message
               : wsl->running.empty() ? "No distro is running now."
                                      : "It ends " + text::list_of(wsl->running) + ".";
    }
};

Result<WslObservation> observed(agent::Ports& ports) {
    const agent::Reply reply = agent::handle(agent::ObserveWsl{true}, ports);
    if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
        return Error{text::to_text(refusal->why)};
    }
    return std::get<WslObservation>(reply);
}

Result<Look> look_at(agent::Ports& ports) {
    const auto now = ports.config.read();
    if (!now) {
        return Error{words(MessageId::ConfigUnreadable, {now.error().message})};
    }
    const auto setting = wslconfig::networking_mode(std::string_view{*now ? **now : std::string_view{}});
    if (!setting) {
        return Error{words(MessageId::ConfigUnreadable, {setting.error().message})};
    }
    auto made = agent::mode_switches(*now, ports);
    if (!made) {
        return Error{words(MessageId::ConfigUnreadable, {made.error().message})};
    }
    return Look{setting->mode, std::move(*made), observed(ports)};
}

const ModeSwitch* standing(const agent::ModeSwitches& made, const std::string& preferred) {
    const ModeSwitch* newest = nullptr;
    for (const ModeSwitch& one : made.switches) {
        if (one.stands && one.remedy_id == preferred) {
            return &one;
        }
        newest = newest == nullptr && one.stands ? &one : newest;
    }
    return newest;
}

OfflinePlan only_a_shutdown(NetworkingMode from, NetworkingMode mode, bool is_way_back, const Look& look) {
    return {{agent::ShutDownWsl{}},
            ".wslconfig says so already, but WSL still runs with " + std::string{text::label(from)} +
                " networking. This shuts WSL down. " + look.what_ends(),
            mode,
            is_way_back};
}

Error nothing_to_restore(const agent::ModeSwitches& made) {
    return {made.damage.empty() ? words(MessageId::NothingToRestore)
                                : made.damage + " See: mirrorwatch wslconfig history."};
}

/// How the file is when the step after this many was refused.
std::string how_far(const OfflinePlan& plan, std::size_t steps, const std::string& file) {
    if (steps == 0) {
        return {};
    }
    if (!std::holds_alternative<agent::ShutDownWsl>(plan.steps[steps])) {
        return " " + file + " has the mode that the earlier rollback replaced, from WSL's next start.";
    }
    return " " + file + " has " + std::string{text::label(plan.mode)} +
           " networking now, which counts from WSL's next start. To shut WSL down: wsl --shutdown";
}

std::string done_words(const OfflinePlan& plan, const std::optional<ConfigEdit>& edit,
                       const std::string& file) {
    const std::string awaited =
        words(plan.is_way_back ? MessageId::AwaitingWslBack : MessageId::AwaitingWsl, plan.mode);
    if (!edit) {
        return "WSL was shut down. " + awaited;
    }
    if (!plan.is_way_back) {
        return file + " sets networkingMode=" + std::string{to_string(plan.mode)} +
               " now, and WSL was shut down. " + awaited + "\nTo go back: mirrorwatch restore";
    }
    const bool is_whole = edit->after_sha256 == plan.original_sha256;
    return file +
           (!is_whole ? " has its former networking mode, and keeps what was changed since,"
            : plan.original_sha256.empty() ? " is gone, as there was none before,"
                                           : " is what it was before, byte for byte,") +
           " and WSL was shut down. " + awaited;
}

} // namespace

Result<OfflinePlan> plan_rollback(NetworkingMode mode, const std::string& id, agent::Ports& ports) {
    const Result<Look> look = look_at(ports);
    if (!look) {
        return look.error();
    }
    if (look->configured == mode && look->runs_with(NetworkingMode::Mirrored)) {
        return only_a_shutdown(NetworkingMode::Mirrored, mode, false, *look);
    }
    OfflinePlan plan{{}, {}, mode};
    if (look->configured != NetworkingMode::Mirrored) {
        const ModeSwitch* ours = standing(look->made, {});
        if (look->configured == mode || ours == nullptr || ours->receipt.before != NetworkingMode::Mirrored) {
            return Error{words(MessageId::AlreadyInMode, look->configured)};
        }
        plan.steps.emplace_back(agent::PutBackConfig{ours->remedy_id}); // so that restore has one way to go
    }
    plan.steps.emplace_back(agent::SetNetworkingMode{id, mode});
    plan.steps.emplace_back(agent::ShutDownWsl{});
    plan.message = "This switches WSL to " + std::string{text::label(mode)} +
                   " networking and shuts WSL down. " + look->what_ends();
    return plan;
}

Result<OfflinePlan> plan_restore(const std::optional<Remedy>& noted, agent::Ports& ports) {
    const Result<Look> look = look_at(ports);
    if (!look) {
        return look.error();
    }
    if (const ModeSwitch* ours = standing(look->made, noted ? noted->id : std::string{})) {
        return OfflinePlan{{agent::PutBackConfig{ours->remedy_id}, agent::ShutDownWsl{}},
                           "This puts WSL back to " + std::string{text::label(ours->receipt.before)} +
                               " networking and shuts WSL down. " + look->what_ends(),
                           ours->receipt.before,
                           true,
                           ours->receipt.before_sha256};
    }
    for (const ModeSwitch& one : look->made.switches) {
        if (look->configured == one.receipt.before && look->runs_with(one.receipt.after)) {
            return only_a_shutdown(one.receipt.after, one.receipt.before, true, *look);
        }
    }
    return nothing_to_restore(look->made);
}

OfflineOutcome carry_out(const OfflinePlan& plan, agent::Ports& ports) {
    const std::string file = ports.config.path();
    std::optional<ConfigEdit> edit;
    for (std::size_t step = 0; step < plan.steps.size(); ++step) {
        const agent::Reply reply = agent::handle(plan.steps[step], ports);
        if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
            return {false, text::to_text(refusal->why) + how_far(plan, step, file)};
        }
        if (const auto* made = std::get_if<ConfigEdit>(&reply)) {
            edit = *made;
        }
    }
    return {true, done_words(plan, edit, file)};
}

std::optional<Remedy> noted_switch(const Remembered& remembered, const std::string& sid) {
    for (const auto& [user, remedy] : remembered.remedies) {
        if (user.sid == sid && is<SwitchMode>(remedy.spec) && !is_over(remedy.state)) {
            return remedy;
        }
    }
    return std::nullopt;
}

std::string warning_of(const std::optional<Remedy>& noted, bool is_way_back) {
    if (!noted) {
        return {};
    }
    const RemedyState state = noted->state;
    if (is_way_back && (state == RemedyState::Applying || state == RemedyState::ShuttingDown)) {
        return "The service was stopped in the middle of switching the mode, and takes that up again when it "
               "is started. If WSL is switched then, say once more: mirrorwatch restore";
    }
    if (!is_way_back && (state == RemedyState::Undoing || state == RemedyState::UndoShuttingDown ||
                         state == RemedyState::UndoAwaitingWsl)) {
        return "The service was stopped while it put the mode back, and takes that up again when it is "
               "started. If WSL is put back then, say once more: mirrorwatch rollback";
    }
    return {};
}

std::string offline_id(std::chrono::sys_seconds now, std::uint32_t process) {
    return to_compact(now) + "-hand-" + std::to_string(process);
}

} // namespace mirrorwatch::cli
