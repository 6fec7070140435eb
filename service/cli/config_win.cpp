// SPDX-License-Identifier: MIT
#include "common/local_time_win.hpp"
#include "common/number.hpp"
#include "common/text.hpp"
#include "common/text_win.hpp"
#include "service/agent/policies_win.hpp"
#include "service/cli/config_view.hpp"
#include "service/cli/config_words.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"

namespace mirrorwatch::cli {
namespace {

using wslconfig::Edit;

agent::UserConfig config_of(const Given& given) {
    if (!given.has("file")) {
        return agent::UserConfig{};
    }
    const std::string path = given.text("file");
    if (path.empty()) {
        throw UsageError("--file needs the name of a file");
    }
    return agent::UserConfig{widen(path)};
}

/// All that a change touches, but for WSL itself, which is never called.
struct Desk : OwnPorts {
    explicit Desk(const Given& given)
        : OwnPorts(config_of(given))
        , told{config.path(), !given.has("file")} {}

    ChangedFile told;
};

ConfigView view_of_file(const Given& given) {
    if (const auto profile = agent::user_config_path(); !profile && !given.has("file")) {
        return view_of(".wslconfig", profile.error(), {});
    }
    agent::UserConfig config = config_of(given);
    const auto neighbours = given.has("file") ? Result<std::vector<std::string>>{} : config.neighbours();
    return view_of(config.path(), config.read(), agent::read_policies(),
                   neighbours.has_value() ? *neighbours : std::vector<std::string>{});
}

bool is_forbidden(const Given& given) {
    return !given.has("file") && is_set_by_repairs(given.text("KEY")) &&
           !organisation_now().policy.may_change_mode.value_or(true);
}

int edit(Edit::Kind kind, const Given& given) {
    const Edit wanted{kind, given.text("KEY"), given.text("VALUE")};
    const bool dry_run = given.has("dry-run");
    if (!dry_run && is_forbidden(given)) {
        return report_failure(Error{text::to_text({MessageId::ModeChangeForbidden, {}})});
    }
    Desk desk{given};
    const Result<agent::FileChange> change = agent::edit_config(wanted, dry_run, desk.ports);
    if (!change && makes_no_sense(wanted, change.error())) {
        throw UsageError(change.error().message);
    }
    if (!change) {
        return report_failure(change.error());
    }
    print(dry_run ? dry_run_words(*change, desk.told)
                  : edit_words(wanted, *change, desk.told, agent::read_policies()));
    return c_ok;
}

std::optional<int> number_given(const Given& given) {
    if (!given.has("N")) {
        return std::nullopt;
    }
    const std::string word = given.text("N");
    const auto number = number_from<int>(word);
    if (!number || *number < 1) {
        throw UsageError("\"" + word + "\" is no number of a change; see: mirrorwatch wslconfig history");
    }
    return number;
}

} // namespace

int wslconfig_show(const Given& given) {
    const ConfigView view = view_of_file(given);
    print(given.wants_json() ? config_json(view)
                             : config_table(view, given.has("all") ? Extent::All : Extent::Network));
    return view.settings ? c_ok : c_failed;
}

int wslconfig_check(const Given& given) {
    const ConfigView view = view_of_file(given);
    print(given.wants_json() ? config_json(view) : check_table(view));
    return exit_code_of(view);
}

int wslconfig_set(const Given& given) {
    return edit(Edit::Kind::Set, given);
}

int wslconfig_unset(const Given& given) {
    return edit(Edit::Kind::Unset, given);
}

int wslconfig_comment(const Given& given) {
    return edit(Edit::Kind::Comment, given);
}

int wslconfig_uncomment(const Given& given) {
    return edit(Edit::Kind::Uncomment, given);
}

int wslconfig_history(const Given& given) {
    Desk desk{given};
    const auto entries = agent::config_history(desk.ports);
    if (!entries) {
        return report_failure(entries.error());
    }
    print(given.wants_json() ? history_json(desk.told.path, *entries)
                             : history_table(desk.told.path, *entries, windows_offset));
    return c_ok;
}

int wslconfig_undo(const Given& given) {
    const std::optional<int> number = number_given(given);
    const bool dry_run = given.has("dry-run");
    Desk desk{given};
    const Result<agent::FileChange> change = agent::undo_config(number, dry_run, desk.ports);
    if (!change) {
        return report_failure(change.error());
    }
    print(dry_run ? dry_run_words(*change, desk.told) : undo_words(number, *change, desk.told));
    return c_ok;
}

} // namespace mirrorwatch::cli
