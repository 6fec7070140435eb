// SPDX-License-Identifier: MIT
#include "common/wsl/guest_script.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"
#include "common/wsl/command.hpp"
#include "common/wsl/guest_text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace mirrorwatch::wsl {
namespace {

constexpr std::string_view c_hexadecimal = "0123456789abcdef";
constexpr std::string_view c_address = "0123456789abcdef.:";
constexpr std::string_view c_boot = "0123456789abcdef-";
constexpr std::string_view c_host = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:-_";
constexpr std::string_view c_no_host = "invalid.invalid";

std::string text_of(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const auto part : parts) {
        text += part;
    }
    return text;
}

bool consists_of(std::string_view text, std::string_view characters) {
    return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

/// "37217669-42da-…", as sysfs spells it; empty when it is none.
std::string guest_guid(std::string_view guid) {
    if (guid.starts_with('{') && guid.ends_with('}')) {
        guid = guid.substr(1, guid.size() - 2);
    }
    std::string digits = lower(guid);
    std::erase(digits, '-');
    return guid.size() == 36 && digits.size() == 32 && consists_of(digits, c_hexadecimal) ? lower(guid)
                                                                                          : std::string{};
}

/// "00:05:9a:3c:7a:00"; empty when it is none, or nobody's.
std::string guest_mac(std::string_view mac) {
    std::string colons = lower(mac);
    std::replace(colons.begin(), colons.end(), '-', ':');
    std::string digits = colons;
    std::erase(digits, ':');
    const bool real = colons.size() == 17 && digits.size() == 12 && consists_of(digits, c_hexadecimal) &&
                      !consists_of(digits, "0");
    return real ? colons : std::string{};
}

/// `arguments`, and then which device it is about.
GuestScript script_of(std::initializer_list<std::string_view> parts, std::vector<std::string> arguments,
                      const AdapterIdentity& vpn) {
    const auto identity = identity_arguments(vpn);
    arguments.insert(arguments.end(), identity.begin(), identity.end());
    return {text_of(parts), std::move(arguments)};
}

/// In mirrored mode only 127.0.0.1 is shared with Windows; ::1 and the rest of 127/8 are each side's own.
std::string guest_host(const std::string& host) {
    const std::string name = lower(host);
    if (name == "localhost" || name == "::1" || name.starts_with("127.")) {
        return "127.0.0.1";
    }
    return is_guest_host(host) ? host : std::string{c_no_host};
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

/// The text behind "word ", if the line begins so.
bool takes(std::string_view& line, std::string_view word) {
    if (line == word) {
        line = {};
        return true;
    }
    if (!line.starts_with(word) || line[word.size()] != ' ') {
        return false;
    }
    line.remove_prefix(word.size() + 1);
    return true;
}

void read_line(GuestReport& report, std::string_view line) {
    using Outcome = GuestReport::Outcome;
    constexpr std::array outcomes{std::pair{std::string_view{"done"}, Outcome::Done},
                                  std::pair{std::string_view{"refuse"}, Outcome::Refused},
                                  std::pair{std::string_view{"failed"}, Outcome::Failed}};
    if (!takes(line, "mw")) {
        return;
    }
    if (line.starts_with('{')) {
        report.facts.emplace_back(line);
    } else if (takes(line, "record")) {
        report.record += std::string{line} + '\n';
    } else if (takes(line, "docker")) {
        report.docker.emplace_back(line);
    } else if (takes(line, "port")) {
        report.ports.emplace_back(line);
    } else if (takes(line, "see")) {
        report.seen.emplace_back(line);
    } else {
        for (const auto& [word, outcome] : outcomes) {
            if (!takes(line, word)) {
                continue;
            }
            report.outcome = outcome;
            report.word = line;
            return;
        }
    }
}

/// What follows "name " in the record's first line of that kind.
std::string record_part(std::string_view record, std::string_view name) {
    for (std::string_view line : lines_of(record)) {
        if (takes(line, name)) {
            return std::string{line};
        }
    }
    return {};
}

} // namespace

std::vector<std::string> identity_arguments(const AdapterIdentity& vpn) {
    std::vector<std::string> arguments{guest_guid(vpn.guid), guest_mac(vpn.mac)};
    for (const std::string& address : vpn.addresses) {
        if (consists_of(lower(address), c_address)) {
            arguments.push_back(lower(address));
        }
    }
    return arguments;
}

GuestScript read_mtu(const AdapterIdentity& vpn) {
    return {text_of({text::c_common, text::c_mtu, text::c_read_mtu}), identity_arguments(vpn)};
}

GuestScript set_mtu(const AdapterIdentity& vpn, std::uint32_t mtu) {
    return script_of({text::c_common, text::c_mtu, text::c_set_mtu}, {std::to_string(mtu)}, vpn);
}

GuestScript undo_mtu(const AdapterIdentity& vpn, const MtuReceipt& receipt, std::string_view boot) {
    const std::string known{consists_of(boot, c_boot) ? boot : std::string_view{}};
    return script_of({text::c_common, text::c_mtu, text::c_undo_mtu},
                     {known, std::to_string(receipt.after), std::to_string(receipt.before)}, vpn);
}

GuestScript ask(const agent::AskGuest& question) {
    GuestScript script{text_of({text::c_common, text::c_tools, text::c_ask_guest, text::c_ask_terminals,
                                text::c_ask_targets, text::c_ask_run}),
                       {std::to_string(std::max(question.patience_s, 1))}};
    for (const auto& target : question.targets) {
        script.arguments.push_back(guest_host(target.host));
        script.arguments.push_back(std::to_string(target.port));
    }
    return script;
}

GuestScript list_listeners() {
    return {text_of({text::c_common, text::c_listen}), {}};
}

GuestReport read_report(std::string_view output) {
    const std::string text = to_utf8(output);
    GuestReport report;
    for (const auto line : lines_of(text)) {
        read_line(report, line);
    }
    return report;
}

bool lacks_program(const GuestReport& report) {
    // As the script of the probes prints it; in what servers answered, quotes are escaped.
    const auto found_no_tool = [](const std::string& fact) {
        return fact.find(R"("is":"result","tool":"none")") != std::string::npos;
    };
    return (report.outcome == GuestReport::Outcome::Refused && report.word == c_no_iproute) ||
           std::any_of(report.facts.begin(), report.facts.end(), found_no_tool);
}

bool is_guest_host(std::string_view host) {
    return consists_of(host, c_host) && host.front() != '-' && host.size() <= 253;
}

std::string record_boot(std::string_view record) {
    return record_part(record, "boot");
}

std::uint32_t record_number(std::string_view record, std::string_view name) {
    return number_from<std::uint32_t>(record_part(record, name)).value_or(0);
}

} // namespace mirrorwatch::wsl
