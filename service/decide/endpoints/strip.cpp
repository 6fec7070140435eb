// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/strip.hpp"

#include <algorithm>

namespace mirrorwatch::decide {

void Strip::add(const Cell& cell) {
    if (cells_.size() == c_longest_strip) {
        cells_.pop_front();
    }
    cells_.push_back(cell);
}

void Strip::add_unknown(TimePoint now) {
    if (!cells_.empty() && cells_.back().state != EndpointState::Unknown) {
        add({EndpointState::Unknown, Duration{0}, now});
    }
}

void Strip::excuse(TimePoint since) {
    while (!cells_.empty() && cells_.back().state == EndpointState::Down && cells_.back().at >= since) {
        const TimePoint at = cells_.back().at;
        cells_.pop_back();
        if (cells_.empty() || cells_.back().state == EndpointState::Up || cells_.back().at < since) {
            add_unknown(at);
            return;
        }
    }
}

std::vector<StripCell> Strip::cells(TimePoint now) const {
    std::vector<StripCell> cells;
    cells.reserve(cells_.size());
    for (const Cell& cell : cells_) {
        const auto ago = std::chrono::floor<std::chrono::seconds>(now - cell.at);
        cells.push_back({cell.state, cell.latency, std::max(ago, std::chrono::seconds{0})});
    }
    return cells;
}

} // namespace mirrorwatch::decide
