// SPDX-License-Identifier: MIT
#include "tray/findings.hpp"

#include "common/text_faults.hpp"
#include "tray/present.hpp"

#include <algorithm>

namespace mirrorwatch::tray {

bool is_break(const Offer& offer) {
    return offer.fault.value_or(Fault::VpnCutsWsl) == Fault::VpnCutsWsl;
}

Finding finding_of(const Offer& offer, const Snapshot& now) {
    const Fault fault = offer.fault.value_or(Fault::VpnCutsWsl);
    const auto found = std::find_if(now.findings.begin(), now.findings.end(),
                                    [&](const FindingView& view) { return view.finding.fault == fault; });
    if (found != now.findings.end()) {
        return found->finding;
    }
    Finding finding;
    finding.fault = fault;
    finding.endpoints = offer.endpoints;
    return finding;
}

std::string headline_of(Fault fault) {
    std::string text{text::label(fault)};
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    }
    return text;
}

std::string brief(const Finding& finding, std::size_t largest) {
    std::string text = text::what(finding);
    const std::string advice = text::advice(finding);
    std::size_t end = 0; // behind the last sentence that fits
    for (std::size_t at = advice.find(". "); end < advice.size(); at = advice.find(". ", at + 1)) {
        const std::size_t next = at == std::string::npos ? advice.size() : at + 1;
        const std::string longer = text + "\n" + advice.substr(0, next);
        if (shortened(longer, largest) != longer) {
            break;
        }
        end = next;
    }
    text += end == 0 ? "" : "\n" + advice.substr(0, end);
    return shortened(text, largest);
}

} // namespace mirrorwatch::tray
