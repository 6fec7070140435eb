// SPDX-License-Identifier: MIT
#include "service/cli/commands.hpp"
#include "service/doctor/check.hpp"
#include "tests/support/doctor_worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace mirrorwatch::doctor {
namespace {

/// What the guide to mirrored mode says, a sentence a row: docs/doctor.md has where each is looked at.
constexpr std::array c_guide{
    std::string_view{"Windows 11 22H2 or later"},
    std::string_view{"WSL 2.0.4 or later"},
    std::string_view{"Docker Desktop 4.26.0 or later (if using Docker)"},
    std::string_view{"Location: %USERPROFILE%/.wslconfig"},
    std::string_view{"networkingMode=mirrored"},
    std::string_view{"Optional: DNS tunneling for better DNS resolution"},
    std::string_view{"Optional: auto-proxy for corporate networks"},
    std::string_view{"Restart WSL to apply"},
    std::string_view{"ip addr show eth0"},
    std::string_view{"Should show same subnet as Windows host"},
    std::string_view{"Test connectivity to Windows services"},
    std::string_view{"WSL2 shares the Windows host's network interfaces"},
    std::string_view{"WSL2 services bind to the same localhost as Windows"},
    std::string_view{"No port forwarding needed"},
    std::string_view{"No separate IP address for WSL2"},
    std::string_view{"Docker containers are directly accessible on localhost"},
    std::string_view{"localhost sharing: mirrored yes, NAT no"},
    std::string_view{"Port forwarding: not needed, NAT required"},
    std::string_view{"IP stability: same as host, NAT changes on restart"},
    std::string_view{"Docker access: direct, NAT forwarding needed"},
    std::string_view{"Setup complexity: minimal, NAT moderate"},
    std::string_view{"Requires Windows 11 22H2+ (not available on Windows 10)"},
    std::string_view{"Some VPN software may conflict with mirrored networking"},
    std::string_view{"Listening on 0.0.0.0 in WSL2 exposes to all host interfaces"},
    std::string_view{"IPv6 behavior may differ from NAT mode"},
    std::string_view{"networkingMode.excludedInterfaces={\"name\": \"VPN Interface Name\"}"},
    std::string_view{"Use WSL 2 based engine"},
    std::string_view{"WSL Integration: enable for your distro"},
    std::string_view{"Restart Docker Desktop after changing .wslconfig"},
    std::string_view{"docker run --rm -p 8081:80 nginx"},
    std::string_view{"http://localhost:8081 should show nginx"},
    std::string_view{"Windows Firewall rules apply to WSL2 traffic"},
    std::string_view{"New-NetFirewallRule -Direction Inbound -LocalPort 8080 -Protocol TCP -Action Allow"},
    std::string_view{"Comment out or remove networkingMode"},
    std::string_view{"wsl --shutdown"},
};

std::vector<std::string> lines_of(const std::string& file) {
    std::ifstream stream{file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// The third cell of the row that has this sentence in its second one; empty: there is none.
std::string answer_to(std::string_view sentence, const std::vector<std::string>& lines) {
    const std::string cell = " | " + std::string{sentence} + " | ";
    for (const std::string& line : lines) {
        if (const auto at = line.find(cell); at != std::string::npos) {
            const auto begin = at + cell.size();
            return line.substr(begin, line.find(" |", begin) - begin);
        }
    }
    return {};
}

/// What stands between backquotes.
std::vector<std::string> names_in(const std::string& cell) {
    std::vector<std::string> names;
    std::istringstream parts{cell};
    for (std::string between, name; std::getline(parts, between, '`') && std::getline(parts, name, '`');) {
        names.push_back(name);
    }
    return names;
}

bool is_check(std::string_view name) {
    return std::ranges::any_of(check_table(), [&](const CheckRow& row) { return row.id == name; });
}

/// "mirrorwatch mode nat": the longest beginning that is a command counts.
bool is_command(const std::string& name) {
    constexpr std::string_view c_program = "mirrorwatch ";
    if (!name.starts_with(c_program)) {
        return false;
    }
    for (std::string words = name.substr(c_program.size()); !words.empty();) {
        if (cli::find_command(words) != nullptr) {
            return true;
        }
        const auto blank = words.rfind(' ');
        words.resize(blank == std::string::npos ? 0 : blank);
    }
    return false;
}

} // namespace

TEST_CASE("each sentence of the guide leads to a line of doctor, or to a command") {
    const auto lines = lines_of("docs/doctor.md");
    for (const std::string_view sentence : c_guide) {
        CAPTURE(sentence);
        const auto names = names_in(answer_to(sentence, lines));
        CHECK_FALSE(names.empty());
        for (const std::string& name : names) {
            CAPTURE(name);
            CHECK((is_check(name) || is_command(name)));
        }
    }
}

TEST_CASE("docs/doctor.md has no row that the guide does not have") {
    const auto lines = lines_of("docs/doctor.md");
    const auto rows = std::ranges::count_if(lines, [](const auto& line) { return line.starts_with("| "); });
    CHECK(rows == static_cast<std::ptrdiff_t>(c_guide.size()) + 2);
}

TEST_CASE("each command of ours that doctor advises is one") {
    for (const WrongWorld& world : wrong_worlds()) {
        DoctorFacts facts = healthy();
        world.spoil(facts);
        for (const CheckLine& line : run_checks(facts)) {
            CAPTURE(line.judgement.command);
            const bool is_ours = line.judgement.command.starts_with("mirrorwatch ");
            CHECK((!is_ours || is_command(line.judgement.command)));
        }
    }
    CHECK_FALSE(is_command("mirrorwatch dance"));
}

} // namespace mirrorwatch::doctor
