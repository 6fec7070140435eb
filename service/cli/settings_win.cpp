// SPDX-License-Identifier: MIT
#include "service/cli/settings_win.hpp"

#include "common/text.hpp"
#include "common/text_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/app/group_policy_source.hpp"
#include "service/app/options.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/settings_view.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/sense/host/policy_values_win.hpp"

#include <optional>

namespace mirrorwatch::cli {
namespace {

namespace fs = std::filesystem;

std::string name_of_path(const fs::path& path) {
    return narrow(path.wstring());
}

FileText read(const fs::path& path) {
    return act::windows_file_calls().read(path);
}

/// The machine's, or the one that --file names, which has to be there.
MachineFile machine_settings(const Given& given) {
    const bool is_named = given.has("file");
    const fs::path path =
        is_named ? fs::path{widen(given.text("file"))} : act::settings_folder() / "mirrorwatch.toml";
    FileText text = read(path);
    if (is_named && text && !*text) {
        text = Error{"there is no such file"};
    }
    return machine_file(name_of_path(path), text);
}

/// `taken`: the names of the machine's endpoints.
SettingsFile own_settings(const config::Names& taken) {
    const fs::path path = act::console_folder() / "mirrorwatch.toml";
    return user_file(name_of_path(path), read(path), taken);
}

std::optional<Error> first_error(const SettingsFile& file) {
    if (!file.unreadable.empty()) {
        return Error{file.path + ": " + file.unreadable};
    }
    return file.errors.empty() ? std::nullopt : std::optional{Error{config::to_string(file.errors.front())}};
}

void warn(const std::string& sentence) {
    print_error("warning: " + sentence);
}

void warn_of(const OrganisationNow& organisation) {
    for (const std::string& error : organisation.errors) {
        warn(text::to_text({MessageId::PolicyRejected, {error}}));
    }
}

/// With what the organisation sets, and the user's own endpoints.
std::string text_of(const MachineFile& machine, bool as_json) {
    const OrganisationNow organisation = organisation_now();
    warn_of(organisation);
    Settings settings = governed(machine.settings, organisation.policy);
    const SettingsFile own = own_settings(machine.names);
    settings.endpoints.insert(settings.endpoints.end(), own.endpoints.begin(), own.endpoints.end());
    const std::vector<std::string> managed = managed_by(organisation.policy);
    return as_json ? settings_items_json(settings, managed) : settings_toml(settings, managed);
}

} // namespace

OrganisationNow organisation_now() {
    app::GroupPolicySource source{[] { return sense::policy_values(); }, act::trusted_local_file_calls()};
    auto read = source.read().value_or(decide::PolicyRead{});
    return {std::move(read.policy), std::move(read.errors), source.warnings(), source.names()};
}

std::vector<SettingsFile> settings_files(const OrganisationNow& organisation) {
    MachineFile machine = machine_settings(Given{});
    std::vector<SettingsFile> files{std::move(machine.file)};
    const fs::path vpns = act::settings_folder() / "vpn-adapters.toml";
    for (SettingsFile file : {policy_file(organisation.policy, organisation.errors, organisation.warnings),
                              own_settings(machine.names), vpn_table_file(name_of_path(vpns), read(vpns))}) {
        if (file.exists) {
            files.push_back(std::move(file));
        }
    }
    return files;
}

int settings_check(const Given& given) {
    const std::vector<SettingsFile> files = given.has("file")
                                                ? std::vector<SettingsFile>{machine_settings(given).file}
                                                : settings_files(organisation_now());
    print(given.wants_json() ? settings_json(files) : settings_table(files));
    return settings_exit_code(files);
}

int settings_show(const Given& given) {
    MachineFile machine = machine_settings(given);
    if (first_error(machine.file)) {
        print(settings_table({machine.file}));
        return c_failed;
    }
    if (given.has("file")) {
        print(given.wants_json() ? settings_items_json(machine.settings) : settings_toml(machine.settings));
        return c_ok;
    }
    print(text_of(machine, given.wants_json()));
    return c_ok;
}

Result<std::string> settings_in_force() {
    const MachineFile machine = machine_settings(Given{});
    if (const auto error = first_error(machine.file)) {
        return *error;
    }
    return text_result(text_of(machine, false));
}

Result<std::vector<ConfiguredEndpoint>> configured_endpoints(const Given& given) {
    const MachineFile machine = machine_settings(given);
    std::vector<SettingsFile> files{machine.file};
    if (!given.has("file")) {
        const OrganisationNow organisation = organisation_now();
        warn_of(organisation);
        files.front().endpoints = governed(machine.settings, organisation.policy).endpoints;
        files.push_back(own_settings(machine.names));
    }
    std::vector<ConfiguredEndpoint> all;
    for (const SettingsFile& file : files) {
        if (const auto error = first_error(file)) {
            return *error;
        }
        for (const config::ConfigError& warning : file.warnings) {
            warn(config::to_string(warning));
        }
        for (const EndpointSpec& endpoint : file.endpoints) {
            all.push_back({endpoint, &file != &files.front()});
        }
    }
    return all;
}

std::vector<EndpointFile> endpoint_files(const Given& given) {
    if (given.has("file")) {
        return {};
    }
    const fs::path own = act::console_folder() / "mirrorwatch.toml";
    const fs::path machine = act::settings_folder() / "mirrorwatch.toml";
    std::error_code ignored;
    return {
        {name_of_path(own), true, fs::exists(own, ignored), true},
        {name_of_path(machine), false, fs::exists(machine, ignored), agent::windows_files().is_elevated()}};
}

Result<config::Names> taken_names() {
    const MachineFile machine = machine_settings(Given{});
    if (const auto error = first_error(machine.file)) {
        return *error;
    }
    config::Names taken = organisation_now().names;
    taken.insert(machine.names.begin(), machine.names.end());
    return taken;
}

Result<ExcludeBy> configured_method() {
    const MachineFile machine = machine_settings(Given{});
    if (const auto error = first_error(machine.file)) {
        return *error;
    }
    return machine.settings.exclusion.method;
}

Result<AdapterTable> adapters_now(const VpnRules& rules) {
    Result<sense::TableReading> reading = sense::table_reader(rules.services)();
    if (!reading) {
        return reading.error();
    }
    for (const std::string& part : reading->silent) {
        print_error("warning: " + text::to_text({MessageId::WindowsDoesNotAnswer, {part}}));
    }
    return std::move(reading->table);
}

VpnRules vpn_table() {
    app::VpnTable table =
        app::load_vpn_table(act::settings_folder() / "vpn-adapters.toml", act::windows_file_calls());
    if (!table.error.empty()) {
        warn(table.error + ". The built-in VPN table counts.");
    }
    for (const std::string& warning : table.warnings) {
        warn(warning);
    }
    return std::move(table.rules);
}

} // namespace mirrorwatch::cli
