#include "service/cli/status_table.hpp"

#include "common/text.hpp"
#include "service/cli/table.hpp"

#include <vector>

namespace mirrorwatch::cli {
namespace {

std::string wsl_line(const Snapshot& s) {
    if (!s.wsl_running) {
        return "not running, configured as " + std::string{text::label(s.configured)};
    }
    std::string line = "running";
    line += s.distros.empty() ? "" : " " + text::list_of(s.distros);
    const NetworkingMode mode = s.effective == NetworkingMode::Unknown ? s.configured : s.effective;
    return line + ", networking " + std::string{text::label(mode)};
}

std::string vpn_line(const VpnView& vpn) {
    const bool says_more = !vpn.client.empty() && vpn.client != vpn.name;
    return vpn.name + (says_more ? " (" + vpn.client + ")" : "") +
           (vpn.kind == VpnKind::Service ? ", a service without an adapter" : "") +
           (vpn.excluded ? ", excluded from WSL" : "");
}

std::string endpoint_table(const std::vector<EndpointView>& endpoints) {
    std::vector<Row> rows{{"ENDPOINT", "ADDRESS", "STATE", "DETAIL"}};
    for (const EndpointView& e : endpoints) {
        const bool up = e.state == EndpointState::Up;
        rows.push_back({e.name, e.address, std::string{text::label(e.state)},
                        up ? text::duration(e.latency) : e.last_error});
    }
    return table(rows);
}

} // namespace

std::string status_table(const Snapshot& snapshot) {
    std::string out = text::to_text(snapshot.headline) + "\n";
    out += "WSL: " + wsl_line(snapshot) + "\n";
    for (const VpnView& vpn : snapshot.vpns) {
        out += "VPN: " + vpn_line(vpn) + "\n";
    }
    for (const RemedyView& remedy : snapshot.remedies) {
        out += "Remedy: " + text::to_text(remedy.sentence) + "\n";
    }
    if (!snapshot.endpoints.empty()) {
        out += "\n" + endpoint_table(snapshot.endpoints);
    }
    return out;
}

} // namespace mirrorwatch::cli
