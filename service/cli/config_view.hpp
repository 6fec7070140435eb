// SPDX-License-Identifier: MIT
#pragma once

#include "common/local_time.hpp"
#include "common/wslconfig/findings.hpp"
#include "service/agent/config/config_change.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What `wslconfig` shows of one .wslconfig, to a person and as JSON. UTF-8; a text ends with a newline.
namespace mirrorwatch::cli {

/// What there is to say about one .wslconfig.
struct ConfigView {
    std::string path;    // UTF-8
    bool exists = false; // also when it cannot be read
    std::optional<wslconfig::FileSettings>
        settings; // all defaults where there is no file; nothing: unreadable
    std::vector<wslconfig::Diagnostic> diagnostics; // WSL's and ours
};

/// Diagnostics are by line, WSL's first within one and in WSL's order. An unreadable file has one. `bytes`:
/// nothing when there is no file. `neighbours`: names of the files in its folder; none for another file than
/// WSL's.
[[nodiscard]] ConfigView view_of(std::string path, const Result<std::optional<std::string>>& bytes,
                                 const wslconfig::Policies& policies,
                                 const std::vector<std::string>& neighbours = {});

/// A diagnostic's key as WSL spells it, name or alias; as written where WSL does not know it.
[[nodiscard]] std::string canonical_key(std::string_view key);

/// Of `wslconfig check`: c_failed with any diagnostic.
[[nodiscard]] int exit_code_of(const ConfigView& view);

/// In one line, its keys always in the same order: {"path", "encoding" (null: unreadable), "settings": {name:
/// {"value", "line", "is_default"}}, "diagnostics": [{"line", "code", "source", "key", "message"}]}. All
/// values are text; null where WSL chooses by the machine.
[[nodiscard]] std::string config_json(const ConfigView& view);

/// Likewise {"path", "history": [{"number", "time", "reason", "remedy", "before_sha256", "after_sha256",
/// "damage"}]}, newest first; null: a person's own change, no file, whole.
[[nodiscard]] std::string history_json(const std::string& path,
                                       const std::vector<agent::BackupEntry>& entries);

enum class Extent { Network, All };

/// What the file sets, in its order, then the defaults (those of the network, or all), then the diagnostics.
[[nodiscard]] std::string config_table(const ConfigView& view, Extent extent);

/// The diagnostics, and how many they are.
[[nodiscard]] std::string check_table(const ConfigView& view);

/// One line each; ours are marked.
[[nodiscard]] std::string diagnostic_lines(const std::vector<wslconfig::Diagnostic>& diagnostics);

/// With times as a clock on the wall shows them; `offset`: what it is ahead of UTC.
[[nodiscard]] std::string history_table(const std::string& path,
                                        const std::vector<agent::BackupEntry>& entries,
                                        const UtcOffset& offset);

/// A value as a person would write it: "8GB", "(empty)", "(chosen by WSL)".
[[nodiscard]] std::string value_text(const wslconfig::KnownKey& key, const std::optional<std::string>& value);

} // namespace mirrorwatch::cli
