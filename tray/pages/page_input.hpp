// SPDX-License-Identifier: MIT
#pragma once

#include "common/past_event.hpp"
#include "tray/pages/pages.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::tray {

/// All that the pages are made of. Scenes refer to it.
struct PageInput {
    std::optional<Snapshot> now;    // nothing: the service cannot be reached
    std::string headline;           // and why
    std::string advice;             // and what helps; empty: to wait
    std::vector<PastEvent> history; // the newest first
    ConfigFile config;
};

[[nodiscard]] Scene scene_of(Page page, const PageInput& input, const Clock& clock, const Ruler& ruler,
                             int width);

} // namespace mirrorwatch::tray
