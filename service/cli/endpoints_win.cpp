// SPDX-License-Identifier: MIT
#include "common/text_win.hpp"
#include "service/agent/agent.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/own_endpoints_view.hpp"
#include "service/cli/probe_view.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <filesystem>

namespace mirrorwatch::cli {
namespace {

/// The user's own mirrorwatch.toml, and what it was before each change. Nothing here calls WSL.
struct Desk {
    agent::WslExe wsl;
    agent::UserConfig file{widen(agent::user_settings_path().value())};
    agent::UserBackups history{widen(agent::user_settings_history().value())};
    agent::Ports ports{wsl, file, history};
    std::string path = file.path();
    bool has_folder = std::filesystem::is_directory(std::filesystem::path{widen(path)}.parent_path());

    /// A folder that is new is found when the users are looked at the next time.
    [[nodiscard]] Takes takes() const {
        return is_service_absent() ? Takes::WhenItRuns : has_folder ? Takes::AtOnce : Takes::WithinAMinute;
    }
};

int add(const std::vector<config::NewEndpoint>& endpoints) {
    const auto taken = taken_names();
    if (!taken) {
        return report_failure(taken.error());
    }
    Desk desk;
    const auto change = add_own(endpoints, *taken, desk.ports);
    if (!change) {
        return report_failure(change.error());
    }
    print(added_words(endpoints, *change, desk.path, desk.takes()));
    return c_ok;
}

int add_proposed(const std::vector<agent::Proposal>& left) {
    if (left.empty()) {
        print("Nothing listens in WSL that is worth watching and not watched yet.\n");
        return c_ok;
    }
    return add(as_new(left));
}

} // namespace

int endpoints_verb(const Given& given) {
    const auto endpoints = configured_endpoints(given);
    if (!endpoints) {
        return report_failure(endpoints.error());
    }
    const std::vector<EndpointFile> files = endpoint_files(given);
    if (given.wants_json()) {
        print(endpoints_json(*endpoints, files));
    } else {
        print((endpoints->empty() ? std::string{c_none_is_configured} : endpoints_table(*endpoints)) +
              files_words(files));
    }
    return c_ok;
}

int endpoints_propose(const Given& given) {
    const bool adds = given.has("add");
    if (adds && (given.has("file") || given.wants_json())) {
        throw UsageError("--add goes neither with --file nor with --format json");
    }
    const auto endpoints = configured_endpoints(given);
    if (!endpoints) {
        return report_failure(endpoints.error());
    }
    const Result<agent::Reply> reply = ask_as_user(agent::ProposeEndpoints{});
    const auto* found = reply ? std::get_if<agent::Proposals>(&*reply) : nullptr;
    if (found == nullptr) {
        return report_failure(reply ? Error{"no answer"} : reply.error());
    }
    const auto left = not_watched(found->proposals, specs_of(*endpoints));
    if (adds) {
        return add_proposed(left);
    }
    print(given.wants_json() ? proposals_json(left) : proposals_toml(left));
    return c_ok;
}

int endpoints_add(const Given& given) {
    return add({endpoint_wished(given)});
}

int endpoints_remove(const Given& given) {
    const auto taken = taken_names();
    if (!taken) {
        return report_failure(taken.error());
    }
    Desk desk;
    const std::string name = given.text("NAME");
    const auto change = remove_own(name, *taken, desk.ports);
    if (!change) {
        return report_failure(change.error());
    }
    print(removed_words(name, desk.path, desk.takes()));
    return c_ok;
}

int endpoints_undo(const Given&) {
    Desk desk;
    const auto undone = undo_own(desk.ports);
    if (!undone) {
        return report_failure(undone.error());
    }
    print(undone_words(*undone, desk.path, desk.takes()));
    return c_ok;
}

} // namespace mirrorwatch::cli
