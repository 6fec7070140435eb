// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "service/agent/policies_win.hpp"
#include "service/cli/config_words.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/mode_view.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/restart_wsl.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <windows.h>

#include <knownfolders.h>
#include <shlobj.h>

#include <string>

namespace mirrorwatch::cli {
namespace {

using wslconfig::Edit;

constexpr std::chrono::seconds c_docker_patience{180};
constexpr const wchar_t* c_docker = LR"(\Docker\Docker\resources\bin\docker.exe)";

std::wstring program_files() {
    PWSTR text = nullptr;
    const HRESULT result = SHGetKnownFolderPath(FOLDERID_ProgramFiles, KF_FLAG_DEFAULT, nullptr, &text);
    std::wstring folder = SUCCEEDED(result) ? text : L"";
    CoTaskMemFree(text);
    return folder;
}

/// "docker desktop restart", which Docker Desktop has since 4.37.
Result<void> restart_docker() {
    const auto said =
        agent::run_program(program_files() + c_docker, {"desktop", "restart"}, c_docker_patience);
    if (!said) {
        return said.error();
    }
    return said->exit_code == 0 ? Result<void>{} : Error{"this Docker Desktop has no command for that."};
}

std::optional<Error> forbidden() {
    if (!organisation_now().policy.may_change_mode.value_or(true)) {
        return Error{text::to_text({MessageId::ModeChangeForbidden, {}})};
    }
    if (!agent::read_policies().may_choose_mode) {
        return Error{text::to_text({MessageId::ModeIsLocked, {}})};
    }
    return std::nullopt;
}

/// With --yes it is done; else who sits at a console is asked, and anybody else is told how to say it.
bool is_agreed(const Given& given) {
    return given.has("yes") || asked("Restart WSL now?");
}

int restart(const ModeNow& now, const Given& given, OwnPorts& own) {
    if (now.running.empty() && now.wsl_error.empty()) {
        print("WSL is not running: what .wslconfig says counts when it next starts.\n");
        return c_ok;
    }
    print(restart_words(now));
    if (!is_agreed(given)) {
        print("Nothing was restarted. To do it: mirrorwatch apply --yes\n");
        return c_failed;
    }
    const auto done = restart_wsl(now.running, own.ports, restart_docker);
    if (!done) {
        return report_failure(done.error());
    }
    print(*done);
    return c_ok;
}

int show(const Given& given, OwnPorts& own) {
    const auto now = mode_now(agent::read_policies(), own.ports);
    if (!now) {
        return report_failure(now.error());
    }
    print(given.wants_json() ? mode_json(*now) : mode_table(*now));
    return c_ok;
}

int set(NetworkingMode mode, const Given& given, OwnPorts& own) {
    if (const auto why = forbidden()) {
        return report_failure(*why);
    }
    const Edit wanted{Edit::Kind::Set, "wsl2.networkingMode", std::string{to_string(mode)}};
    const Result<agent::FileChange> change = agent::edit_config(wanted, false, own.ports);
    if (!change) {
        return report_failure(change.error());
    }
    print(edit_words(wanted, *change, {own.config.path(), true}, agent::read_policies()));
    print(std::string{side_effect_of(mode)} + "\n");
    const auto now = mode_now(agent::read_policies(), own.ports);
    if (!now) {
        return report_failure(now.error());
    }
    if (given.has("apply")) {
        return restart(*now, given, own);
    }
    print(restart_words(*now) + (now->running.empty() ? "" : "To do it: mirrorwatch apply\n"));
    return c_ok;
}

} // namespace

int mode_verb(const Given& given) {
    OwnPorts own;
    if (given.has("MODE")) {
        return set(networking_mode_from(given.text("MODE")), given, own);
    }
    if (given.has("apply") || given.has("yes")) {
        throw UsageError("--apply and --yes need a mode; to restart WSL alone: mirrorwatch apply");
    }
    return show(given, own);
}

int apply_verb(const Given& given) {
    OwnPorts own;
    const auto now = mode_now(agent::read_policies(), own.ports);
    return now ? restart(*now, given, own) : report_failure(now.error());
}

} // namespace mirrorwatch::cli
