// SPDX-License-Identifier: MIT
#pragma once

#include "tray/pages/scene.hpp"

#include <string>
#include <vector>

/// How the last results of an endpoint are drawn. Pure.
namespace mirrorwatch::tray {

/// One bar for each, the newest one at the right end, as if there were always c_longest_strip. Each state has
/// a height of its own, so that it is told by more than its colour: up is high, down fills the area, unknown
/// is a dot.
[[nodiscard]] std::vector<Box> bars_in(const Area& area, const std::vector<StripCell>& cells);

/// The latencies of those that answered, as lines that end where one did not. Scaled to the highest one, but
/// to 20 ms at least, so that noise looks small.
[[nodiscard]] std::vector<std::vector<Point>> curves_in(const Area& area,
                                                        const std::vector<StripCell>& cells);

/// "Answered in 12 ms, 2 min ago"; empty where there is no bar. `x`: within the area.
[[nodiscard]] std::string words_at(const Area& area, const std::vector<StripCell>& cells, int x);

/// "12 s ago", "5 min ago", "3 h ago", "2 days ago"; under two seconds "now".
[[nodiscard]] std::string ago(std::chrono::seconds time);

/// For who cannot see it: "58 of the last 60 answered, 2 did not". Empty without any.
[[nodiscard]] std::string summary(const std::vector<StripCell>& cells);

} // namespace mirrorwatch::tray
