// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "common/token_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/act/journal_json.hpp"
#include "service/act/journals.hpp"
#include "service/agent/policies_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/offline_rollback.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <functional>

namespace mirrorwatch::cli {
namespace {

/// Both switch the networking mode and shut WSL down, so both name the running distros and act only when that
/// is agreed to. Where no service is, or it knows of nothing to restore, they do it themselves, as the user.
struct ModeVerb {
    std::string command; // "rollback --mode virtioproxy"
    std::string what;    // "switches WSL to NAT networking"
    protocol::Verb verb;
    bool is_way_back = false;
    /// `noted`: what a stopped service has in its journal.
    std::function<Result<OfflinePlan>(const std::optional<Remedy>& noted, agent::Ports& ports)> plan;
};

std::string own_sid() {
    const Result<KernelHandle> token = own_token();
    if (!token) {
        return {};
    }
    const Result<UserId> user = user_of(token->get());
    return user ? user->sid : std::string{};
}

/// Of the service, or of the console mode, whichever was stopped with one. A journal that cannot be read is
/// as none: what stands is in the history as well.
std::optional<Remedy> noted_for_me() {
    const std::string sid = own_sid();
    for (const std::filesystem::path& folder : {act::data_folder(), act::console_folder()}) {
        const act::Noted read = act::read_journals(folder, act::windows_file_calls(),
                                                   act::real_folder_calls(), act::journal_json());
        auto noted = noted_switch(read.remembered, sid);
        if (noted) {
            return noted;
        }
    }
    return std::nullopt;
}

int only_said(const std::string& sentence, const std::string& command) {
    print(sentence + "\nTo do it: mirrorwatch " + command + " --yes\n");
    return c_failed;
}

int do_by_hand(const ModeVerb& verb, bool agreed, const std::optional<Remedy>& noted) {
    OwnPorts own;
    const Result<OfflinePlan> plan = verb.plan(noted, own.ports);
    if (!plan) {
        return report_failure(plan.error());
    }
    if (!agreed) {
        return only_said(plan->message, verb.command);
    }
    const OfflineOutcome outcome = carry_out(*plan, own.ports);
    if (!outcome.is_done) {
        return report_failure(Error{outcome.text});
    }
    print(outcome.text + "\n");
    return c_ok;
}

int by_hand(const ModeVerb& verb, bool agreed) {
    const std::optional<Remedy> noted = noted_for_me();
    const int code = do_by_hand(verb, agreed, noted);
    if (const std::string warning = warning_of(noted, verb.is_way_back); !warning.empty()) {
        print_error("warning: " + warning);
    }
    return code;
}

int by_service(ServiceClient& client, const ModeVerb& verb, bool agreed) {
    const Result<Snapshot> snapshot = client.snapshot();
    if (!snapshot) {
        return report_no_service(snapshot.error());
    }
    if (!agreed) {
        const std::string ends = snapshot->distros.empty()
                                     ? "No distro is running now."
                                     : "It ends " + text::list_of(snapshot->distros) + ".";
        return verb.is_way_back && !snapshot->can_restore
                   ? by_hand(verb, agreed)
                   : only_said("This " + verb.what + " and shuts WSL down. " + ends, verb.command);
    }
    const Result<protocol::Answer> answer = client.ask(verb.verb);
    if (answer && !answer->accepted && answer->message.code == MessageId::NothingToRestore) {
        return by_hand(verb, agreed); // what was rolled back while it was stopped, it does not know of
    }
    return report(answer);
}

int run_mode_verb(const ModeVerb& verb, bool agreed) {
    ServiceClient client;
    const Result<void> begun = client.begin();
    if (begun) {
        return by_service(client, verb, agreed);
    }
    if (!is_service_absent()) {
        return report_no_service(begun.error());
    }
    print("The service is not running; this is done without it, as you.\n");
    return by_hand(verb, agreed);
}

Result<OfflinePlan> plan(NetworkingMode mode, agent::Ports& ports) {
    if (!organisation_now().policy.may_change_mode.value_or(true)) {
        return Error{text::to_text({MessageId::ModeChangeForbidden, {}})};
    }
    if (!agent::read_policies().may_choose_mode) {
        return Error{text::to_text({MessageId::ModeIsLocked, {}})};
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return plan_rollback(mode, offline_id(now, GetCurrentProcessId()), ports);
}

} // namespace

int rollback_verb(const Given& given) {
    const NetworkingMode mode = networking_mode_from(given.text_or("mode", "nat"));
    const bool is_nat = mode == NetworkingMode::Nat;
    return run_mode_verb(
        {is_nat ? "rollback" : "rollback --mode " + std::string{to_string(mode)},
         "switches WSL to " + std::string{text::label(mode)} + " networking", protocol::RollBack{mode}, false,
         [mode](const std::optional<Remedy>&, agent::Ports& ports) { return plan(mode, ports); }},
        given.has("yes"));
}

int restore_verb(const Given& given) {
    return run_mode_verb(
        {"restore", "puts WSL's networking mode back as it was", protocol::RestoreMode{}, true, plan_restore},
        given.has("yes"));
}

} // namespace mirrorwatch::cli
