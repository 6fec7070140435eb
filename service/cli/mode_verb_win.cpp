#include "service/cli/mode_verb_win.hpp"

#include "common/text.hpp"
#include "common/token_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/act/journal_json.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/agent/runner_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/service_client_win.hpp"

namespace mirrorwatch::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

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
    for (const fs::path& folder : {act::service_folder(), act::console_folder()}) {
        const auto bytes = act::windows_file_calls().read(folder / "journal.json");
        if (!bytes || !*bytes) {
            continue;
        }
        const Result<Remembered> remembered = act::journal_json().from_json(**bytes);
        auto noted = remembered ? noted_switch(*remembered, sid) : std::nullopt;
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
    agent::WslExe wsl;
    agent::UserConfig config;
    agent::UserBackups history;
    agent::Ports ports{wsl, config, history};
    const Result<OfflinePlan> plan = verb.plan(noted, ports);
    if (!plan) {
        return report_failure(plan.error());
    }
    if (!agreed) {
        return only_said(plan->message, verb.command);
    }
    const OfflineOutcome outcome = carry_out(*plan, ports);
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
        return report_failure(snapshot.error());
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

} // namespace

void add_consent(po::options_description& options) {
    options.add_options()("yes", "do it; without this it is only said what would happen");
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

} // namespace mirrorwatch::cli
