// SPDX-License-Identifier: MIT
#include "tray/findings.hpp"

#include "common/text_faults.hpp"
#include "tray/present.hpp"
#include "tray/retold.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

/// Behind the sentence that goes on at `from`; Chinese and Japanese put no blank between two.
std::size_t end_of_sentence(std::string_view text, std::size_t from) {
    constexpr std::string_view c_full_stop = "。";
    const std::size_t western = text.find(". ", from);
    const std::size_t eastern = text.find(c_full_stop, from);
    const std::size_t end = std::min(western == text.npos ? western : western + 1,
                                     eastern == text.npos ? eastern : eastern + c_full_stop.size());
    return std::min(end, text.size());
}

} // namespace

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
    return std::string{text::label(fault)};
}

std::string brief(const Finding& finding, std::size_t largest) {
    std::string text = said(finding);
    const std::string advice = text::advice(finding);
    std::size_t end = 0; // behind the last sentence that fits
    for (std::size_t next = end_of_sentence(advice, 0); end < advice.size();
         next = end_of_sentence(advice, next)) {
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
