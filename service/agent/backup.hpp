#pragma once

#include "common/error.hpp"
#include "common/remedy.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch::agent {

/// What lies beside a backup's bytes in the history: what was done, and from what to what.
struct BackupNote {
    std::string reason;
    ConfigEdit edit; // before_sha256 is empty when there was no file

    friend bool operator==(const BackupNote&, const BackupNote&) = default;
};

[[nodiscard]] std::string to_json(const BackupNote& note);
[[nodiscard]] Result<BackupNote> backup_note_from_json(std::string_view text);

} // namespace mirrorwatch::agent
