// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/backups.hpp"
#include "service/agent/ports.hpp"

#include <functional>
#include <optional>
#include <string>

/// What a person does to their .wslconfig by the command line: one way, backed up first.
namespace mirrorwatch::agent {

struct Change {
    std::optional<std::string> before; // the file's bytes; nothing: there was none
    std::optional<std::string> after;  // nothing: there is none now
    std::optional<int> backup; // its number in the history; nothing: the bytes are the same, or a dry run

    friend bool operator==(const Change&, const Change&) = default;
};

/// What the file shall be, from what it is now.
struct Wish {
    Bytes after;
    std::string reason; // for the history
};

using MakeWish = std::function<Result<Wish>(const Bytes& now)>;

/// With dry_run nothing is written. Somebody else's write in between is seen, and the wish made again on top
/// of it. Errors are sentences for the user; the file is as it was then.
[[nodiscard]] Result<Change> change_config(const MakeWish& wished, bool dry_run, Ports& ports);

} // namespace mirrorwatch::agent
