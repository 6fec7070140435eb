// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/organisation.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "tray/findings.hpp"
#include "tray/present.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

StatusRow wsl_row(const Snapshot& now) {
    const std::string configured{text::label(now.configured)};
    if (!now.wsl_running) {
        return {"WSL", "Networking", "Not running",
                now.configured == NetworkingMode::Unknown ? "" : "Set to " + configured + " networking."};
    }
    StatusRow row{"WSL", "Networking", "Running", ""};
    if (now.effective != NetworkingMode::Unknown) {
        row.state += ", " + std::string{text::label(now.effective)};
        if (now.configured != NetworkingMode::Unknown && now.configured != now.effective) {
            row.details = "Set to " + configured + " from the next start. ";
        }
    }
    row.details += now.distros.empty() ? "" : "Distros: " + text::list_of(now.distros) + ".";
    return row;
}

StatusRow endpoint_row(const EndpointView& endpoint, std::chrono::sys_seconds time) {
    StatusRow row{"Endpoint", endpoint.name, std::string{text::label(endpoint.state)}, endpoint.address};
    if (!endpoint.group.empty()) {
        row.name = endpoint.group + ": " + endpoint.name;
    }
    if (endpoint.state == EndpointState::Up) {
        row.state += " in " + text::duration(endpoint.latency);
    } else if (!endpoint.last_error.empty() && endpoint.state != EndpointState::Skipped) {
        row.details += " (" + endpoint.last_error + ")";
    }
    const std::string from = text::vantages(endpoint);
    if (!from.empty() && from != "Windows") {
        row.details += ", from " + from;
    }
    const std::string expiry = text::expiry(endpoint, time);
    row.details += expiry.empty() ? "" : ", " + expiry;
    return row;
}

StatusRow finding_row(const FindingView& view) {
    const Finding& finding = view.finding;
    const bool is_hint = finding.severity == Severity::Hint;
    StatusRow row{is_hint ? "Hint" : "Finding", headline_of(finding.fault),
                  std::string{is_hint ? text::label(finding.confidence) : text::label(finding.severity)},
                  text::what(finding)};
    if (!is_hint && finding.confidence != Confidence::Certain) {
        row.state += ", " + lower(text::label(finding.confidence));
    }
    for (const std::string& more :
         {text::advice(finding), view.not_yet ? text::to_text(*view.not_yet) : std::string{}}) {
        row.details += more.empty() ? "" : " " + more;
    }
    return row;
}

/// What the user once decided about it.
std::string wish_about(const VpnView& vpn, const Snapshot& now) {
    const auto found =
        std::find_if(now.preferences.begin(), now.preferences.end(), [&](const VpnPreference& preference) {
            return preference.vpn == (vpn.client.empty() ? vpn.name : vpn.client);
        });
    const Preference preference = found == now.preferences.end() ? Preference::Ask : found->preference;
    return preference == Preference::AlwaysExclude ? "always excluded, as you wished"
           : preference == Preference::NeverAsk    ? "left alone, as you wished"
                                                   : "";
}

StatusRow vpn_row(const VpnView& vpn) {
    if (vpn.kind == VpnKind::Service) {
        return {"VPN", vpn.name, "Runs", "A service without an adapter"};
    }
    if (vpn.kind == VpnKind::TakeOver) {
        return {"VPN", vpn.client.empty() ? "Unknown" : vpn.client, "Seen", vpn.name};
    }
    return {"VPN", vpn.client.empty() ? vpn.name : vpn.client,
            vpn.excluded ? "Excluded from WSL" : "Connected",
            vpn.client.empty() ? "" : "Adapter \"" + vpn.name + "\""};
}

StatusRow remedy_row(const RemedyView& remedy) {
    return {"Repair", std::string{row_of(remedy.spec).words.label}, std::string{text::label(remedy.state)},
            text::to_text(remedy.message)};
}

} // namespace

std::vector<StatusRow> status_rows(const Snapshot& now, std::chrono::sys_seconds time) {
    std::vector<StatusRow> rows;
    if (!now.settings_error.empty()) {
        rows.push_back({"Settings", "mirrorwatch.toml", "Not in force", now.settings_error});
    }
    if (!now.managed.empty()) {
        rows.push_back({"Settings", "Your organisation", "Manages a part", managed_words(now.managed)});
    }
    for (const Message& trouble : now.service_troubles) {
        rows.push_back({"Mirrorwatch", "The service", "Hindered", text::to_text(trouble)});
    }
    for (const FindingView& finding : now.findings) {
        rows.push_back(finding_row(finding));
    }
    for (const EndpointView& endpoint : now.endpoints) {
        rows.push_back(endpoint_row(endpoint, time));
    }
    for (const VpnView& vpn : now.vpns) {
        rows.push_back(vpn_row(vpn));
        const std::string preference = wish_about(vpn, now);
        rows.back().details += (preference.empty() || rows.back().details.empty() ? "" : ", ") + preference;
    }
    if (now.vpns.empty()) {
        rows.push_back({"VPN", "None", "Not connected", ""});
    }
    rows.push_back(wsl_row(now));
    for (const RemedyView& remedy : now.remedies) {
        rows.push_back(remedy_row(remedy));
    }
    return rows;
}

} // namespace mirrorwatch::tray
