// SPDX-License-Identifier: MIT
#include "service/scm/service_win.hpp"

#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/act/journal_json.hpp"
#include "service/act/journals.hpp"
#include "service/act/start_win.hpp"
#include "service/app/app_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/uninstall_warnings.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/scm/install_win.hpp"
#include "service/setup/ask_service_win.hpp"
#include "service/setup/registration_win.hpp"
#include "service/setup/setup_win.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace mirrorwatch::cli {
namespace {

constexpr std::chrono::seconds c_taking_back{10};
constexpr DWORD c_poll_ms = 100;

act::Noted journals() {
    return act::read_journals(act::data_folder(), act::windows_file_calls(), act::real_folder_calls(),
                              act::journal_json());
}

bool is_done(const std::pair<UserId, Remedy>& one) {
    return one.second.state == RemedyState::UndoShuttingDown ||
           one.second.state == RemedyState::UndoAwaitingWsl;
}

bool is_anything_to_take_back() {
    return !std::ranges::all_of(journals().remembered.remedies, is_done);
}

/// The running service does it, as the users. What waits for WSL's next start is done.
void have_all_taken_back() {
    if (!is_anything_to_take_back()) {
        return;
    }
    setup::ask_service(protocol::TakeAllBack{});
    const auto end = std::chrono::steady_clock::now() + c_taking_back;
    while (is_anything_to_take_back() && std::chrono::steady_clock::now() < end &&
           scm::presence() == scm::Presence::Running) {
        Sleep(c_poll_ms);
    }
}

/// Once the service has stopped its journals do not change any more.
void warn_of_what_stays(scm::Outcome& outcome) {
    const act::Noted noted = journals();
    for (const std::string& why : noted.unreadable) {
        outcome.warnings.push_back("A journal of remedies cannot be read: " + why);
    }
    const auto name_of = [](const std::string& sid) { return account_name_of(sid); };
    std::ranges::move(left_behind(noted.remembered, name_of), std::back_inserter(outcome.warnings));
}

scm::Outcome uninstall(const setup::Removal& removal) {
    if (!removal.is_for_upgrade) {
        have_all_taken_back();
    }
    scm::Outcome outcome = setup::remove_installed(removal);
    if (outcome.exit_code == c_ok && !removal.is_for_upgrade) {
        warn_of_what_stays(outcome);
    }
    if (outcome.exit_code == c_ok && removal.takes_data) {
        setup::remove_data(removal);
    }
    return outcome;
}

scm::Outcome run_under_scm() {
    app::App app{app::AppOptions{}};
    if (scm::run_service(app)) {
        return {};
    }
    return {c_failed, "This is what Windows starts as the service. In a console use: mirrorwatch run", {}};
}

int report(const scm::Outcome& outcome) {
    for (const std::string& warning : outcome.warnings) {
        print_error("warning: " + warning);
    }
    if (!outcome.message.empty()) {
        print(outcome.message + "\n");
    }
    return outcome.exit_code;
}

} // namespace

int service_install(const Given&) {
    scm::Outcome outcome = setup::register_product(act::own_program());
    if (const Result<void> laid = outcome.exit_code == c_ok ? setup::lay_settings() : Result<void>{}; !laid) {
        outcome.warnings.push_back(laid.error().message);
    }
    return report(outcome);
}

int service_uninstall(const Given& given) {
    return report(uninstall({given.has("for-upgrade"), given.has("data"), given.has("purge")}));
}

int service_start(const Given&) {
    return report(scm::start());
}

int service_stop(const Given&) {
    return report(scm::stop());
}

int service_status(const Given&) {
    return report(scm::status());
}

int service_start_tray(const Given&) {
    return report(scm::start_tray());
}

int service_replace(const Given&) {
    std::vector<std::string> warnings;
    const setup::Replaced replaced = setup::replace_installed(warnings);
    return report({static_cast<int>(replaced.ended), replaced.message, warnings});
}

int service_run(const Given&) {
    return report(run_under_scm());
}

int run_verb(const Given& given) {
    app::AppOptions options;
    options.in_console = true;
    options.log_level = log_level_named(given.text("log-level")).value_or(LogLevel::Info);
    options.config = widen(given.text("file"));
    app::App app{options};
    const std::optional<scm::Stage> failed = app.run([](scm::Stage stage) {
        if (stage == scm::Stage::Running) {
            print("Mirrorwatch is running. Ctrl-C ends it.\n");
        }
    });
    if (!failed) {
        return c_ok;
    }
    const bool only_one = *failed == scm::Stage::Instance;
    print_error(only_one ? "Mirrorwatch is running already, in a console or as the service."
                         : "it ended because " + std::string{scm::sentence_of(*failed)} + " (" +
                               app.failure() + ")");
    return c_failed;
}

} // namespace mirrorwatch::cli
