// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

#include <chrono>
#include <optional>
#include <string>

/// What is wrong, what that rests on, and what is done about it. UTF-8, ends with a newline.
namespace mirrorwatch::cli {

/// Also when no cause is known of what is wrong.
[[nodiscard]] bool is_anything_wrong(const Snapshot& snapshot);

/// For a person. When nothing is wrong: what was looked at.
[[nodiscard]] std::string explain_text(const Snapshot& snapshot);

/// One object: "version" (1), "wrong", and of the members of the status' JSON those that say why.
[[nodiscard]] std::string explain_json(const Snapshot& snapshot);

/// Tells when the findings that follow a look have come to rest. Times are since the look.
class FindingsRest {
public:
    void take(Snapshot snapshot, std::chrono::milliseconds at);

    /// How long to wait for another snapshot; zero: no longer.
    [[nodiscard]] std::chrono::milliseconds left(std::chrono::milliseconds at) const;

    [[nodiscard]] const std::optional<Snapshot>& last() const { return last_; }

private:
    std::optional<Snapshot> last_;
    std::chrono::milliseconds changed_{0};
};

} // namespace mirrorwatch::cli
