// SPDX-License-Identifier: MIT
#pragma once

#include "common/organisation.hpp"
#include "config/parse.hpp"

#include <optional>
#include <string>
#include <vector>

/// What `settings` shows of mirrorwatch.toml. No secret of an address or a header is in it.
namespace mirrorwatch::cli {

/// One file, and all there is to say about it.
struct SettingsFile {
    std::string path; // UTF-8
    bool exists = false;
    std::string unreadable; // why, when it cannot be read at all
    std::vector<config::ConfigError> errors = {};
    std::vector<config::ConfigError> warnings = {};
    std::vector<config::ConfigError> notes = {};
    std::vector<EndpointSpec> endpoints = {}; // what would be watched; none when something is wrong
    bool counts_in_part = false;              // with an error in it, the rest counts
};

using FileText = Result<std::optional<std::string>>; // nothing: there is no such file

struct MachineFile {
    SettingsFile file;
    Settings settings; // the defaults when something is wrong
    config::Names names;
};

[[nodiscard]] MachineFile machine_file(std::string path, const FileText& text);
/// `taken`: the names of the machine's endpoints.
[[nodiscard]] SettingsFile user_file(std::string path, const FileText& text, const config::Names& taken);
[[nodiscard]] SettingsFile vpn_table_file(std::string path, const FileText& text);

/// What is wrong, each with its place, and what would be watched.
[[nodiscard]] std::string settings_table(const std::vector<SettingsFile>& files);
[[nodiscard]] std::string settings_json(const std::vector<SettingsFile>& files);
/// c_failed with any error or warning.
[[nodiscard]] int settings_exit_code(const std::vector<SettingsFile>& files);

/// What the organisation sets, if that is anything, as if it were a file. What is said of it has no place:
/// line 0.
[[nodiscard]] SettingsFile policy_file(const OrganisationPolicy& policy,
                                       const std::vector<std::string>& errors,
                                       const std::vector<std::string>& warnings);

/// All settings with their values, as TOML. `managed`: what the organisation sets of them is marked.
[[nodiscard]] std::string settings_toml(const Settings& settings,
                                        const std::vector<std::string>& managed = {});

/// {"settings": [{"key", "value", "managed"}]}: what `settings set` takes, with values as they are typed
/// there; "managed": the organisation sets it.
[[nodiscard]] std::string settings_items_json(const Settings& settings,
                                              const std::vector<std::string>& managed = {});

} // namespace mirrorwatch::cli
