// SPDX-License-Identifier: MIT
#pragma once

#include "common/finding.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mirrorwatch {

/// Something that the service noted for one user: a sentence, what it rests on, and whether it is a warning.
struct PastEvent {
    std::chrono::sys_seconds time;
    Message message;
    std::string text = {}; // the sentence in the words of the release that wrote it; empty: what they are now
    std::vector<std::string> evidence = {};
    bool warn = false;
    std::string sid = {}; // whose it is, where those of all users were asked for

    friend bool operator==(const PastEvent&, const PastEvent&) = default;
};

} // namespace mirrorwatch
