#pragma once

#include "common/snapshot.hpp"

#include <string>

/// What is wrong, what that rests on, and what is done about it. UTF-8, ends with a newline.
namespace mirrorwatch::cli {

/// Also when no cause is known of what is wrong.
[[nodiscard]] bool is_anything_wrong(const Snapshot& snapshot);

/// For a person. When nothing is wrong: what was looked at.
[[nodiscard]] std::string explain_text(const Snapshot& snapshot);

/// One object: "version" (1), "wrong", and of the members of the status' JSON those that say why.
[[nodiscard]] std::string explain_json(const Snapshot& snapshot);

} // namespace mirrorwatch::cli
