// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What an organisation sets for its machines, and what follows from that. Pure; any thread.
namespace mirrorwatch {

/// Where it is set: below HKEY_LOCAL_MACHINE.
inline constexpr std::string_view c_policy_key = R"(Software\Policies\Mirrorwatch)";

/// Below that key. What is absent stays as mirrorwatch.toml and the users have it.
struct OrganisationPolicy {
    std::optional<PolicyAction> action;
    std::optional<bool> may_exclude;
    std::optional<bool> may_change_mode;
    std::optional<std::vector<NetworkingMode>> ladder; // may be empty
    std::optional<RestorePolicy> restore_on_vpn_down;
    std::optional<std::vector<EndpointSpec>> endpoints; // of its file

    friend bool operator==(const OrganisationPolicy&, const OrganisationPolicy&) = default;
};

enum class PolicySetting { Action, AllowExclude, AllowModeChange, Ladder, RestoreOnVpnDown, EndpointsFile };

/// What a value may be.
enum class PolicyType {
    Word,  // REG_SZ, one of the words
    Flag,  // REG_DWORD, 0 or 1
    Words, // REG_MULTI_SZ, or REG_SZ with commas; any of the words, each once, or none
    File,  // REG_SZ, an absolute path on this machine
};

struct PolicyRow {
    PolicySetting setting;
    std::string_view value; // its name in the registry
    PolicyType type;
    std::span<const std::string_view> words; // of Word and Words
    std::string_view key;                    // of mirrorwatch.toml, that it governs; empty: none
    std::string_view what;                   // it is about
};

/// One row for each setting, in their order. packaging/fleet/mirrorwatch.admx has the same.
[[nodiscard]] std::span<const PolicyRow> policy_table();
[[nodiscard]] const PolicyRow& row_of(PolicySetting setting);
/// By the name of its value, letters in any case as in the registry; null: there is none.
[[nodiscard]] const PolicyRow* find_policy(std::string_view value);

/// The names of the values that are set, in the order of the table.
[[nodiscard]] std::vector<std::string> managed_by(const OrganisationPolicy& policy);

/// The settings with what the organisation sets: that counts. An endpoint of the machine's that has the name
/// of one of the organisation's is left out.
[[nodiscard]] Settings governed(Settings settings, const OrganisationPolicy& policy);

/// "what is done about a VPN that breaks something (Action); …" for the names of managed_by; of a name that
/// only a newer release knows, the name alone.
[[nodiscard]] std::string managed_words(const std::vector<std::string>& managed);

} // namespace mirrorwatch
