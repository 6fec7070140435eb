// SPDX-License-Identifier: MIT
#pragma once

#include "common/local_time.hpp"
#include "common/past_event.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace mirrorwatch::cli {

/// All of them, the newest first, at most `most`: what two places have noted, each newest first.
[[nodiscard]] std::vector<PastEvent> newest_of(std::vector<PastEvent> one,
                                               const std::vector<PastEvent>& other, std::size_t most);

/// In the order given. `offset`: what the clock on the wall is ahead of UTC. `name_of`: whose a SID is, for
/// events that say whose they are.
[[nodiscard]] std::string past_table(const std::vector<PastEvent>& events, const UtcOffset& offset,
                                     const std::function<std::string(const std::string&)>& name_of = {});
/// {"version":1,"history":[{"time","code","arguments","text","evidence","warn"}]}, and "sid" where it says
/// whose it is; see docs/json.md.
[[nodiscard]] std::string past_json(const std::vector<PastEvent>& events);

} // namespace mirrorwatch::cli
