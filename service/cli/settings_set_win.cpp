// SPDX-License-Identifier: MIT
#include "common/text_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/set_settings.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"

#include <filesystem>

namespace mirrorwatch::cli {
namespace {

/// The machine's mirrorwatch.toml, or the one that was named, and what it was before each change.
struct Desk {
    explicit Desk(const std::filesystem::path& path)
        : file{path.wstring()}
        , history{(path.parent_path() / "settings-history").wstring()} {}

    agent::WslExe wsl;
    agent::UserConfig file;
    agent::UserBackups history;
    agent::Ports ports{wsl, file, history};
};

} // namespace

int settings_set(const Given& given) {
    const std::vector<config::TypedSetting> wished = settings_wished(given);
    const bool is_named = given.has("file");
    const std::filesystem::path path = is_named ? std::filesystem::absolute(widen(given.text("file")))
                                                : act::settings_folder() / "mirrorwatch.toml";
    const auto managed = is_named ? std::vector<std::string>{} : managed_by(organisation_now().policy);
    Desk desk{path};
    const bool dry_run = given.has("dry-run");
    const auto change = set_settings(wished, managed, dry_run, desk.ports);
    if (!change && makes_no_sense(wished, change.error())) {
        throw UsageError(change.error().message);
    }
    if (!change) {
        return report_failure(change.error());
    }
    const std::string name = desk.file.path();
    print(change->before == change->after ? name + " says so already.\n"
          : dry_run                       ? name + " would be changed.\n"
                    : name + " is changed; it counts at once where the service runs.\n");
    return c_ok;
}

} // namespace mirrorwatch::cli
