// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/organisation.hpp"
#include "common/settings.hpp"
#include "common/vpn_rules.hpp"
#include "config/parse.hpp"
#include "service/cli/command_line.hpp"
#include "service/cli/probe_view.hpp"
#include "service/cli/settings_view.hpp"
#include "service/sense/adapters/table_reader_win.hpp"

#include <string>
#include <vector>

/// The settings, and what they are about, as this machine has them.
namespace mirrorwatch::cli {

/// All that is configured: the machine's endpoints, and with them the user's own unless --file is given.
/// Warnings are printed. Error: what cannot be read or understood, with its place.
[[nodiscard]] Result<std::vector<ConfiguredEndpoint>> configured_endpoints(const Given& given);

/// The files in which those are: none if --file is given, which says it.
[[nodiscard]] std::vector<EndpointFile> endpoint_files(const Given& given);

/// The names that no user can take: those of the machine's endpoints and of the organisation's. Error: the
/// machine's settings cannot be read, or make no sense.
[[nodiscard]] Result<config::Names> taken_names();

/// What the organisation sets on this machine, now. What of it is wrong does not count here either.
struct OrganisationNow {
    OrganisationPolicy policy;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
    config::Names names = {}; // of its endpoints
};

[[nodiscard]] OrganisationNow organisation_now();

/// All that count on this machine for this user, the machine's first: its mirrorwatch.toml, what the
/// organisation sets, the user's own, and the table of VPNs. Those that are not there are left out, but for
/// the first.
[[nodiscard]] std::vector<SettingsFile> settings_files(const OrganisationNow& organisation);

/// Every setting with its value, as TOML, with what the organisation sets of them. Warnings are printed; no
/// secret is in it. Error: the machine's file makes no sense.
[[nodiscard]] Result<std::string> settings_in_force();

/// How the machine's settings want `vpn exclude` to work. Error: what is wrong in them, with its place.
[[nodiscard]] Result<ExcludeBy> configured_method();

/// The shipped table with the rows of %ProgramData%\Mirrorwatch\vpn-adapters.toml. What is wrong with that
/// file is printed as a warning.
[[nodiscard]] VpnRules vpn_table();

/// What a part of Windows does not answer is printed as a warning.
[[nodiscard]] Result<AdapterTable> adapters_now(const VpnRules& rules);

/// The adapters now, and what tells which of them are VPNs.
struct KnownAdapters {
    VpnRules rules = vpn_table();
    Result<AdapterTable> table = adapters_now(rules);
};

} // namespace mirrorwatch::cli
