#include "service/cli/status_table.hpp"

#include "common/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace mirrorwatch::cli {
namespace {

using Line = std::array<std::string, 4>;

std::size_t letters(const std::string& utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

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
    return vpn.name + (vpn.client.empty() ? "" : " (" + vpn.client + ")") +
           (vpn.excluded ? ", excluded from WSL" : "");
}

std::string table(const std::vector<Line>& lines) {
    std::array<std::size_t, 4> widths{};
    for (const Line& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], letters(line[i]));
        }
    }
    std::string text;
    for (const Line& line : lines) {
        std::string row;
        for (std::size_t i = 0; i < line.size(); ++i) {
            row += line[i] + std::string(widths[i] - letters(line[i]) + 2, ' ');
        }
        row.erase(row.find_last_not_of(' ') + 1);
        text += row + "\n";
    }
    return text;
}

std::string endpoint_table(const std::vector<EndpointView>& endpoints) {
    std::vector<Line> lines{{"ENDPOINT", "ADDRESS", "STATE", "DETAIL"}};
    for (const EndpointView& e : endpoints) {
        const bool up = e.state == EndpointState::Up;
        lines.push_back({e.name, e.address, std::string{text::label(e.state)},
                         up ? text::duration(e.latency) : e.last_error});
    }
    return table(lines);
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
