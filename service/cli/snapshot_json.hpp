// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

#include <boost/json/object.hpp>

#include <string>

/// A snapshot as programs are shown it: as it comes on the pipe, but for its times, which are as in all that
/// --format json prints: "2026-11-22T15:47:00Z".
namespace mirrorwatch::cli {

[[nodiscard]] boost::json::object snapshot_object(const Snapshot& snapshot);

/// In one line, with a newline at its end.
[[nodiscard]] std::string snapshot_json(const Snapshot& snapshot);

} // namespace mirrorwatch::cli
