// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "config/parse.hpp"
#include "config/section.hpp"

#include <optional>
#include <vector>

/// What each part of mirrorwatch.toml says.
namespace mirrorwatch::config {

/// The rhythm that [health] sets for all, a [[group]] for its own and an [[endpoint]] for itself.
void read_rhythm(Section& section, EndpointSpec& spec);

/// All of [[group]] and [[endpoint]]. `defaults` is what [health] says; `taken`: names that are not free;
/// `names` gets those that are found; `most`: how many endpoints there may be.
[[nodiscard]] std::vector<EndpointSpec> read_endpoints(Section& root, const EndpointSpec& defaults,
                                                       const Names& taken, std::size_t most, Names& names);

/// What an HTTP answer must be like, for the kinds that ask by HTTP; with another kind its keys are errors.
void read_http_check(Section& section, EndpointSpec& spec);

/// [policy], and all of [[vpn]].
void read_policy(Section& root, Settings::Policy& policy);
void read_exclusion(Section section, Settings::Exclusion& exclusion);
void read_notify(Section section, Settings::Notify& notify);

/// [notify] of a user's own file: the language, if it says one that makes sense. What is one for all users is
/// not for one of them to say: that is warned of, with `why`.
[[nodiscard]] std::optional<Language> read_users_notify(Section section, const char* why);
void read_metrics(Section section, Settings::Metrics& metrics);

} // namespace mirrorwatch::config
