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

#include <algorithm>
#include <iterator>

namespace mirrorwatch::cli {
namespace {

/// With the folders, so that nobody else makes them before the service's first start, and setup can put
/// settings into one.
scm::Outcome install_this() {
    for (const auto& [folder, sddl] : {std::pair{act::settings_folder(), act::c_settings_sddl},
                                       std::pair{act::data_folder(), act::c_data_sddl}}) {
        if (const Result<void> made = act::make_protected_folder(folder, sddl); !made) {
            return {c_failed, narrow(folder.wstring()) + ": " + made.error().message, {}};
        }
    }
    return scm::install(act::own_program());
}

/// Once the service has stopped its journals do not change any more.
void warn_of_what_stays(scm::Outcome& outcome) {
    const act::Noted noted = act::read_journals(act::data_folder(), act::windows_file_calls(),
                                                act::real_folder_calls(), act::journal_json());
    for (const std::string& why : noted.unreadable) {
        outcome.warnings.push_back("A journal of remedies cannot be read: " + why);
    }
    const auto name_of = [](const std::string& sid) { return account_name_of(sid); };
    std::ranges::move(left_behind(noted.remembered, name_of), std::back_inserter(outcome.warnings));
}

scm::Outcome uninstall() {
    scm::Outcome outcome = scm::uninstall();
    if (outcome.exit_code == c_ok) {
        warn_of_what_stays(outcome);
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
    return report(install_this());
}

int service_uninstall(const Given&) {
    return report(uninstall());
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

int service_run(const Given&) {
    return report(run_under_scm());
}

int run_verb(const Given& given) {
    app::AppOptions options;
    options.in_console = true;
    options.log_level = log_level_named(given.text("log-level")).value_or(LogLevel::Info);
    options.config = widen(given.text("config"));
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
