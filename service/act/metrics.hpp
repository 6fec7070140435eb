// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "service/decide/core/action.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mirrorwatch::act {

/// How many steps of repairs there were since the service started, by kind and outcome.
class RepairCounts {
public:
    using Key = std::pair<std::string_view, std::string_view>; // "exclude", "helped"

    /// Each kind with each outcome, at 0: a counter that is absent until its first event hides that event.
    RepairCounts();

    void note(const decide::Record& record);

    [[nodiscard]] const std::map<Key, std::uint64_t>& all() const { return counts_; }

private:
    std::map<Key, std::uint64_t> counts_;
};

/// What Prometheus may know. Users' own endpoints are theirs: they are in no snapshot that is looked at here
/// under a name of `endpoints`.
struct Metrics {
    std::string_view version;
    std::chrono::sys_seconds started;
    Snapshot machine;                                    // as it is for somebody without a WSL
    std::set<std::string, std::less<>> endpoints;        // names of the machine's
    std::vector<std::pair<std::string, Snapshot>> users; // of those who are there, by SID
    RepairCounts repairs;
};

/// Prometheus' text format 0.0.4, UTF-8. No sample is in it twice, and no address, header or other text that
/// may hold a secret.
[[nodiscard]] std::string to_prometheus(const Metrics& metrics);

} // namespace mirrorwatch::act
