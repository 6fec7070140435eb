// SPDX-License-Identifier: MIT
#include "tray/pages/page_input.hpp"

#include "tray/pages/timeline.hpp"

namespace mirrorwatch::tray {

Scene scene_of(Page page, const PageInput& input, const Clock& clock, const Ruler& ruler, int width) {
    if (page == Page::WslConfig) { // a file, whoever runs
        return wslconfig_page(input.config, ruler, width);
    }
    if (!input.now) {
        return page_without_service(input.headline, input.advice, ruler, width);
    }
    switch (page) {
    case Page::Networks:
        return networks_page(*input.now, ruler, width);
    case Page::Watched:
        return watched_page(*input.now, clock, ruler, width);
    case Page::Timeline:
        return timeline_page(input.history, clock, ruler, width);
    case Page::Overview:
    case Page::WslConfig:
        break;
    }
    return overview_page(*input.now, clock, ruler, width);
}

} // namespace mirrorwatch::tray
