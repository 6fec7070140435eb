// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "common/user.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

/// What is wrong, what that rests on, and what is done about it. UTF-8, ends with a newline.
namespace mirrorwatch::cli {

/// Also when no cause is known of what is wrong; for an administrator also if it is wrong for another user.
[[nodiscard]] bool is_anything_wrong(const Snapshot& snapshot);

/// Who asks, and what others are called.
struct Reader {
    UserId user = {};
    std::function<std::string(const std::string& sid)> name_of = {}; // empty: they are called by their SID
};

/// For a person. When nothing is wrong: what was looked at. An administrator is told as well what is wrong
/// for others.
[[nodiscard]] std::string explain_text(const Snapshot& snapshot, const Reader& reader = {});

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
