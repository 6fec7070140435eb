// SPDX-License-Identifier: MIT
#include "tray/diagnostics.hpp"

#include "common/ascii.hpp"
#include "common/organisation.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "common/translated.hpp"
#include "common/version.hpp"

#include <utility>

namespace mirrorwatch::tray {
namespace {

constexpr std::string_view c_masked = "<user>";

bool is_word_character(std::string_view text, std::size_t at) {
    const char c = at < text.size() ? lower(text[at]) : ' ';
    return (c >= 'a' && c <= 'z') || is_digit(c);
}

/// Whole words only: an account "al" must not mask "all".
std::string without(std::string text, const std::string& secret) {
    const std::string wanted = lower(secret);
    for (std::size_t at = 0; !wanted.empty();) {
        at = lower(text).find(wanted, at);
        if (at == std::string::npos) {
            break;
        }
        const bool is_whole =
            (at == 0 || !is_word_character(text, at - 1)) && !is_word_character(text, at + wanted.size());
        if (is_whole) {
            text.replace(at, wanted.size(), c_masked);
        }
        at += is_whole ? c_masked.size() : 1;
    }
    return text;
}

class Lines {
public:
    void add(std::string_view what, std::string_view value) {
        if (!value.empty()) {
            text_ += std::string{what} + ": " + std::string{value} + "\r\n";
        }
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string wsl_words(const Snapshot& now) {
    return (now.wsl_running ? "running " + std::string{text::label(now.effective)}
                            : std::string{"not running"}) +
           ", set to " + std::string{text::label(now.configured)};
}

std::string vpn_words(const VpnView& vpn) {
    return vpn.name + (vpn.client.empty() ? "" : " (" + vpn.client + ")") +
           (vpn.excluded ? ", excluded from WSL" : "");
}

std::string endpoint_words(const EndpointView& endpoint) {
    return endpoint.name + ", " + endpoint.address + ": " + std::string{text::label(endpoint.state)} +
           (endpoint.last_error.empty() ? "" : " (" + endpoint.last_error + ")") + ", from " +
           text::vantages(endpoint);
}

std::string finding_words(const Finding& finding) {
    std::string words = std::string{text::label(finding.fault)} + ", " +
                        lower(text::label(finding.confidence)) + ": " + text::what(finding);
    for (const std::string& observation : finding.evidence) {
        words += "\r\n  seen: " + observation;
    }
    for (const RuledOut& other : finding.ruled_out) {
        words += "\r\n  not: " + std::string{text::label(other.fault)} + " (" + other.because + ")";
    }
    return words;
}

void add_networks(Lines& lines, const Snapshot& now) {
    lines.add("WSL", wsl_words(now));
    lines.add("Distros", now.distros.empty() ? "none runs" : text::list_of(now.distros));
    for (const VpnView& vpn : now.vpns) {
        lines.add("VPN", vpn_words(vpn));
    }
    for (const EndpointView& endpoint : now.endpoints) {
        lines.add("Endpoint", endpoint_words(endpoint));
    }
}

void add_troubles(Lines& lines, const Snapshot& now) {
    for (const FindingView& view : now.findings) {
        lines.add("Found", finding_words(view.finding));
        lines.add("  not yet", view.not_yet ? text::to_text(*view.not_yet) : "");
    }
    for (const RemedyView& remedy : now.remedies) {
        lines.add("Repair", std::string{row_of(remedy.spec).words.label} + ", " +
                                lower(text::label(remedy.state)) + ": " + text::to_text(remedy.message));
    }
    for (const Message& trouble : now.service_troubles) {
        lines.add("Hindered", text::to_text(trouble));
    }
    lines.add("Settings", now.settings_error);
    lines.add("Organisation", now.managed.empty() ? "" : "sets " + managed_words(now.managed));
}

} // namespace

std::string diagnostics_of(const Snapshot& now, const std::string& windows, const Secrets& secrets) {
    const text::InEnglish english; // it is for whoever helps
    Lines lines;
    lines.add("Mirrorwatch", version);
    lines.add("Windows", windows);
    lines.add("State", text::to_text(now.headline) + (now.paused ? " (paused)" : ""));
    add_networks(lines, now);
    add_troubles(lines, now);
    std::string text = lines.take();
    for (const std::string& secret : secrets) {
        text = without(std::move(text), secret);
    }
    return text;
}

} // namespace mirrorwatch::tray
