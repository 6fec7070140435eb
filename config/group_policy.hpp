// SPDX-License-Identifier: MIT
#pragma once

#include "common/organisation.hpp"
#include "common/policy_values.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::config {

/// What an organisation's values say. A value that is wrong does not count, and the others do.
struct GroupPolicy {
    OrganisationPolicy policy;                 // but for its endpoints
    std::optional<std::string> endpoints_file; // where they are
    std::vector<std::string> errors;           // each names its value, and says what would be right
    std::vector<std::string> warnings;         // values that mean nothing

    friend bool operator==(const GroupPolicy&, const GroupPolicy&) = default;
};

/// The names of values count with letters in any case, words as they are spelled in mirrorwatch.toml.
[[nodiscard]] GroupPolicy read_group_policy(const PolicyValues& values);

/// "C:\folder\file": on a drive of this machine's, as far as its letters tell.
[[nodiscard]] bool is_absolute_local_path(std::string_view path);

} // namespace mirrorwatch::config
