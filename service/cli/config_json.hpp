#pragma once

#include "service/agent/config/config_commands.hpp"
#include "service/cli/config_view.hpp"

#include <string>
#include <vector>

/// One JSON object each, in one line, with a newline. The order of keys is always the same.
namespace mirrorwatch::cli {

/// {"path", "encoding" (null: unreadable), "settings": {name: {"value", "line", "is_default"}},
/// "diagnostics":
/// [{"line", "code", "source", "key", "message"}]}. All values are text; null where WSL chooses by the
/// machine.
[[nodiscard]] std::string config_json(const ConfigView& view);

/// {"path", "history": [{"number", "time", "reason", "remedy", "before_sha256", "after_sha256",
/// "damage"}]}, newest first; null: a person's own change, no file, whole.
[[nodiscard]] std::string history_json(const std::string& path,
                                       const std::vector<agent::BackupEntry>& entries);

} // namespace mirrorwatch::cli
