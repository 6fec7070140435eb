// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "common/snapshot.hpp"
#include "common/vpn_rules.hpp"
#include "service/agent/config/config_exclusion.hpp"
#include "service/cli/config_words.hpp"

#include <optional>
#include <string>
#include <vector>

/// What `exclude` and `include` choose, and what they say when they go by .wslconfig (--method wslconfig).
/// UTF-8; texts end with a newline.
namespace mirrorwatch::cli {

/// The VPN that a word means, as the service calls it: by its client or its adapter, in any case (of ASCII
/// letters). Error: those that are connected, and which of them is near.
[[nodiscard]] Result<std::string> vpn_to_exclude(const std::string& word, const Snapshot& snapshot);

/// The same, and also one that is not connected, when the user has a preference about it.
[[nodiscard]] Result<std::string> vpn_to_include(const std::string& word, const Snapshot& snapshot);

/// The adapter of a VPN's client, or the one of this name, GUID or description; in any case. Of several, the
/// one that is up. Error: there is none, or more than one.
[[nodiscard]] Result<Adapter> adapter_meant(const std::string& word, const AdapterTable& table,
                                            const VpnRules& rules);

/// Which of the names in .wslconfig the word means, by itself or by an adapter of this machine.
[[nodiscard]] std::optional<std::string> excluded_name(const std::string& word,
                                                       const std::vector<std::string>& names,
                                                       const AdapterTable& table, const VpnRules& rules);

/// What would happen, for who has not agreed yet. `word`: how the user named the adapter.
[[nodiscard]] std::string exclusion_preview(const std::string& word, const std::string& adapter,
                                            const agent::FileChange& change, const ChangedFile& file);

[[nodiscard]] std::string exclusion_words(const std::string& adapter, const agent::FileChange& change,
                                          const ChangedFile& file);
[[nodiscard]] std::string inclusion_words(const std::string& adapter, const agent::FileChange& change,
                                          const ChangedFile& file);

/// What --verify says of what was seen.
[[nodiscard]] std::string sight_words(const std::string& adapter, const agent::Sight& sight);

} // namespace mirrorwatch::cli
