// SPDX-License-Identifier: MIT
#pragma once

#include "common/finding.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mirrorwatch::cli {

/// Something that the service noted: a sentence, what it rests on, and whether it is a warning.
struct PastEvent {
    std::chrono::sys_seconds time;
    Message message;
    std::string text = {}; // the sentence in words, as it was noted; empty: what they are now counts
    std::vector<std::string> evidence = {};
    bool warn = false;

    friend bool operator==(const PastEvent&, const PastEvent&) = default;
};

/// All of them, the newest first, at most `most`: what two places have noted, each newest first.
[[nodiscard]] std::vector<PastEvent> newest_of(std::vector<PastEvent> one,
                                               const std::vector<PastEvent>& other, std::size_t most);

/// In the order given. Times are UTC.
[[nodiscard]] std::string past_table(const std::vector<PastEvent>& events);
/// {"version":1,"history":[{"time","code","arguments","text","evidence","warn"}]}; see the README.
[[nodiscard]] std::string past_json(const std::vector<PastEvent>& events);

} // namespace mirrorwatch::cli
