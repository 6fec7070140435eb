// SPDX-License-Identifier: MIT
#include "service/cli/status_table.hpp"

#include "common/organisation.hpp"
#include "common/text.hpp"
#include "service/cli/table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mirrorwatch::cli {
namespace {

bool is_plain(const EndpointView& endpoint) {
    return endpoint.vantages.empty() || text::vantages(endpoint) == "Windows";
}

std::string detail_of(const EndpointView& endpoint, std::chrono::sys_seconds now) {
    std::string detail =
        endpoint.state == EndpointState::Up ? text::duration(endpoint.latency) : endpoint.last_error;
    for (const VantageView& vantage : endpoint.vantages) {
        if (endpoint.state == EndpointState::Up && vantage.failures > 0) {
            detail += ", " + std::to_string(vantage.failures) + " of " + std::to_string(vantage.results) +
                      " failed";
        }
    }
    const std::string expiry = text::expiry(endpoint, now);
    return detail + (detail.empty() || expiry.empty() ? "" : ", ") + expiry;
}

/// Columns that would say nothing new are left out.
std::string endpoint_table(const std::vector<EndpointView>& endpoints, std::chrono::sys_seconds now) {
    const bool has_groups =
        std::any_of(endpoints.begin(), endpoints.end(), [](const auto& e) { return !e.group.empty(); });
    const bool has_vantages = !std::all_of(endpoints.begin(), endpoints.end(), is_plain);
    std::vector<Row> rows;
    const auto add = [&](Row row, const std::string& group, const std::string& from) {
        if (has_vantages) {
            row.insert(row.begin() + 2, from);
        }
        if (has_groups) {
            row.insert(row.begin() + 1, group);
        }
        rows.push_back(std::move(row));
    };
    add({"ENDPOINT", "ADDRESS", "STATE", "DETAIL"}, "GROUP", "FROM");
    for (const EndpointView& e : endpoints) {
        add({e.name, e.address, std::string{text::label(e.state)}, detail_of(e, now)}, e.group,
            text::vantages(e));
    }
    return table(rows);
}

std::string mode_of_wsl(bool is_running, NetworkingMode effective, NetworkingMode configured) {
    const bool is_known = is_running && effective != NetworkingMode::Unknown;
    return (is_running ? ", networking " : "not running, configured as ") +
           std::string{text::label(is_known ? effective : configured)};
}

/// A service account has none, nor has an administrator who never used it.
bool has_wsl(const Snapshot& snapshot) {
    return snapshot.wsl_running || snapshot.configured != NetworkingMode::Unknown;
}

std::string people_table(const std::vector<PersonView>& people,
                         const std::function<std::string(const std::string&)>& name_of) {
    std::vector<Row> rows{{"USER", "SESSION", "WSL", "STATE"}};
    for (const PersonView& one : people) {
        rows.push_back(
            {name_of ? name_of(one.sid) : one.sid, std::to_string(one.session),
             (one.wsl_running ? "running" : "") + mode_of_wsl(one.wsl_running, one.effective, one.configured),
             text::to_text(one.headline)});
    }
    return table(rows);
}

} // namespace

std::string wsl_line(const Snapshot& s) {
    const bool names_distros = s.wsl_running && !s.distros.empty();
    return (s.wsl_running ? "running" : "") +
           (names_distros ? " " + text::list_of(s.distros) : std::string{}) +
           mode_of_wsl(s.wsl_running, s.effective, s.configured);
}

std::string vpn_line(const VpnView& vpn) {
    const bool says_more = !vpn.client.empty() && vpn.client != vpn.name;
    return vpn.name + (says_more ? " (" + vpn.client + ")" : "") +
           (vpn.kind == VpnKind::Service ? ", a service without an adapter" : "") +
           (vpn.excluded ? ", excluded from WSL" : "");
}

std::string status_table(const Snapshot& snapshot, std::chrono::sys_seconds now,
                         const std::function<std::string(const std::string&)>& name_of) {
    const bool is_blind = snapshot.headline.code == MessageId::AllWell && !snapshot.service_troubles.empty();
    std::string out = is_blind ? std::string{} : text::to_text(snapshot.headline) + "\n";
    if (!snapshot.settings_error.empty()) {
        out += "Settings: " + snapshot.settings_error + "\n";
    }
    if (!snapshot.managed.empty()) {
        out += "Managed by your organisation: " + managed_words(snapshot.managed) + "\n";
    }
    for (const Message& trouble : snapshot.service_troubles) {
        out += "Mirrorwatch: " + text::to_text(trouble) + "\n";
    }
    if (snapshot.people.empty() || has_wsl(snapshot)) {
        out += "WSL: " + wsl_line(snapshot) + "\n";
    }
    for (const VpnView& vpn : snapshot.vpns) {
        out += "VPN: " + vpn_line(vpn) + "\n";
    }
    for (const RemedyView& remedy : snapshot.remedies) {
        out += "Remedy: " + text::to_text(remedy.message) + "\n";
    }
    if (!snapshot.endpoints.empty()) {
        out += "\n" + endpoint_table(snapshot.endpoints, now);
    }
    const bool is_only_the_caller = snapshot.people.size() == 1 && has_wsl(snapshot);
    if (!snapshot.people.empty() && !is_only_the_caller) {
        out += "\n" + people_table(snapshot.people, name_of);
    }
    out += snapshot.is_cut ? "\nThere is more than fits: long lists and texts are not shown to their ends.\n"
                           : "";
    return out;
}

} // namespace mirrorwatch::cli
