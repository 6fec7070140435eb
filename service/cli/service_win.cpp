#include "service/scm/service_win.hpp"

#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/act/journal_json.hpp"
#include "service/act/start_win.hpp"
#include "service/app/app_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/uninstall_warnings.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/cli/words.hpp"
#include "service/scm/install_win.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

struct Action {
    std::string_view name;
    scm::Outcome (*carry_out)();
    std::string_view summary;
};

/// With the folder, so that nobody else makes it before the service's first start, and setup can put settings
/// into it.
scm::Outcome install_this() {
    if (const Result<void> made = act::make_protected_folder(act::service_folder()); !made) {
        return {c_failed, narrow(act::service_folder().wstring()) + ": " + made.error().message, {}};
    }
    return scm::install(act::own_program());
}

/// Once the service has stopped its journal does not change any more.
void warn_of_what_stays(scm::Outcome& outcome) {
    const auto bytes = act::windows_file_calls().read(act::service_folder() / "journal.json");
    if (!bytes || !*bytes) {
        return;
    }
    const Result<Remembered> remembered = act::journal_json().from_json(**bytes);
    if (!remembered) {
        outcome.warnings.push_back("The journal of remedies cannot be read: " + remembered.error().message);
        return;
    }
    const auto name_of = [](const std::string& sid) { return account_name_of(sid); };
    std::ranges::move(left_behind(*remembered, name_of), std::back_inserter(outcome.warnings));
}

scm::Outcome uninstall() {
    scm::Outcome outcome = scm::uninstall();
    if (outcome.exit_code == c_ok) {
        warn_of_what_stays(outcome);
    }
    return outcome;
}

scm::Outcome run_under_scm() {
    app::App app{app::Options{}};
    if (scm::run_service(app)) {
        return {};
    }
    return {c_failed, "This is what Windows starts as the service. In a console use: mirrorwatch run", {}};
}

constexpr std::array<Action, 7> c_actions{{
    {"install", install_this, "make the service known to Windows, or mend it"},
    {"uninstall", uninstall, "stop and remove it"},
    {"start", scm::start, "start it and wait until it runs"},
    {"stop", scm::stop, "stop it and wait until it has stopped"},
    {"status", scm::status, "say whether it runs; exit code 0 when it does"},
    {"start-tray", scm::start_tray, "have the service start the tray program for all who are logged on"},
    {"run", run_under_scm, "what Windows starts"},
}};

std::string usage() {
    std::string text = "service <action>\n\nActions:\n";
    for (const Action& action : c_actions) {
        text += "  " + std::string{action.name} + std::string(12 - action.name.size(), ' ') +
                std::string{action.summary} + "\n";
    }
    return text;
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

int service_verb(const Words& words) {
    const std::string word = words.empty() ? "--help" : narrow(words.front());
    const Words rest{words.empty() ? words.begin() : words.begin() + 1, words.end()};
    po::options_description options;
    po::variables_map given;
    if (word.starts_with("-")) {
        const bool go_on = read_options(words.empty() ? Words{L"--help"} : words, usage(), options, given);
        return go_on || words.empty() ? c_usage : c_ok;
    }
    const auto action = std::ranges::find(c_actions, word, &Action::name);
    if (action == c_actions.end()) {
        std::array<std::string_view, c_actions.size()> known{};
        std::ranges::transform(c_actions, known.begin(), &Action::name);
        throw UsageError(unknown_word("action", word, known));
    }
    return read_options(rest, usage(), options, given) ? report(action->carry_out()) : c_ok;
}

} // namespace mirrorwatch::cli
