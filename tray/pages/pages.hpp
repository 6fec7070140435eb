// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "tray/pages/clock.hpp"
#include "tray/pages/sheet.hpp"

#include <optional>
#include <string>

/// The pages of the status window, from a snapshot. Each scene refers to the snapshot that it was made of.
/// Pure. The timeline has a header of its own.
namespace mirrorwatch::tray {

enum class Page { Overview, Networks, Watched, Timeline, WslConfig };

inline constexpr int c_page_count = 5;

[[nodiscard]] std::string_view title_of(Page page);

/// What stands in the place of a page while the service cannot be reached.
[[nodiscard]] Scene page_without_service(const std::string& why, const std::string& advice,
                                         const Ruler& ruler, int width);

/// What is wrong, by its weight, with what it was found by; what is in force; and how things stand.
[[nodiscard]] Scene overview_page(const Snapshot& now, const Clock& clock, const Ruler& ruler, int width);

/// Windows' adapters and WSL's devices side by side, and which of them are VPNs, and why.
[[nodiscard]] Scene networks_page(const Snapshot& now, const Ruler& ruler, int width);

/// Each endpoint from both sides, with its last results.
[[nodiscard]] Scene watched_page(const Snapshot& now, const Clock& clock, const Ruler& ruler, int width);

/// A .wslconfig as it was read.
struct ConfigFile {
    std::string path;
    std::optional<std::string> bytes = {}; // nothing: there is none
    std::string unreadable = {};           // why; empty: it could be read

    friend bool operator==(const ConfigFile&, const ConfigFile&) = default;
};

/// What is wrong with it, and what it says.
[[nodiscard]] Scene wslconfig_page(const ConfigFile& file, const Ruler& ruler, int width);

} // namespace mirrorwatch::tray
