// SPDX-License-Identifier: MIT
#include "service/agent/guest/guest.hpp"

#include "common/sha256.hpp"
#include "common/text.hpp"
#include "common/wsl/exclusion_script.hpp"
#include "common/wsl/guest_facts.hpp"
#include "common/wslconfig/findings.hpp"
#include "common/wslconfig/settings.hpp"
#include "service/agent/guest/guest_session.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::agent {
namespace {

using Outcome = wsl::GuestReport::Outcome;

constexpr std::chrono::seconds c_info_deadline{15};
// It is over by itself half a second after its patience; a slow machine may take longer.
constexpr std::chrono::seconds c_beyond_patience{4};
// WSL waits for its distros to end; some take their time.
constexpr std::chrono::seconds c_shutdown_deadline{60};

Refusal refusal(MessageId code, std::string argument) {
    return Refusal{Message{code, {std::move(argument)}}};
}

Refusal failed(const AdapterIdentity& vpn, std::string detail) {
    return Refusal{Message{MessageId::ExclusionFailed, {vpn.name, std::move(detail)}}};
}

/// A script's refusal or failure, as a sentence about this VPN.
Refusal refusal_of(const wsl::GuestReport& report, const AdapterIdentity& vpn) {
    if (report.outcome != Outcome::Refused) {
        return failed(vpn, report.word);
    }
    if (report.word == wsl::c_not_found) {
        return refusal(MessageId::DeviceNotFound, vpn.name);
    }
    if (report.word == wsl::c_ambiguous) {
        return refusal(MessageId::DeviceAmbiguous, vpn.name);
    }
    if (report.word == wsl::c_only_default) {
        return refusal(MessageId::OnlyDefaultRoute, vpn.name);
    }
    if (report.word == wsl::c_no_iproute) {
        return failed(vpn, "the distro has no iproute2");
    }
    if (report.word == wsl::c_dns_not_kept) {
        return refusal(MessageId::NameserverNotKept, vpn.name);
    }
    return failed(vpn, report.word);
}

/// What the first of these distros says that has wslinfo.
std::string ask_info(wsl::Arguments (*question)(const std::string& distro),
                     const std::vector<std::string>& distros, Ports& ports) {
    for (const std::string& distro : distros) {
        const auto result = ports.wsl.run(question(distro), c_info_deadline);
        if (result.has_value() && result->exit_code == 0) {
            return result->output;
        }
        if (result.has_error() || !wsl::says_no_program(result->errors)) {
            break;
        }
    }
    return {};
}

} // namespace

Reply observe_wsl(const ObserveWsl& request, Ports& ports) {
    WslObservation seen;
    auto running = running_distros(ports);
    if (running.has_error()) {
        return refusal(MessageId::AgentFailed, running.error().message);
    }
    seen.running = std::move(*running);
    const auto file = ports.config.read();
    if (file.has_value() && *file) {
        seen.config_sha256 = sha256_hex(**file);
    }
    if (file.has_value()) {
        const auto setting = wslconfig::networking_mode(std::string_view{file->value_or("")});
        // WSL takes its defaults where it cannot read the file.
        seen.configured = setting.has_value() ? setting->mode : NetworkingMode::Nat;
        seen.config_mistakes = wslconfig::network_mistakes(file->value_or(""));
    }
    if (request.ask_guest) {
        seen.effective = wsl::read_networking_mode(ask_info(wsl::networking_mode_of, seen.running, ports));
        seen.vm_id = wsl::read_vm_id(ask_info(wsl::vm_id_of, seen.running, ports));
    }
    return seen;
}

Reply ask_guest(const AskGuest& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return refusal(MessageId::GuestUnreachable, guest.error().message);
    }
    if (!*guest) {
        return refusal(MessageId::GuestUnreachable, "no distro is running");
    }
    const auto report =
        (*guest)->run(wsl::ask(request), c_beyond_patience + std::chrono::seconds{request.patience_s});
    if (report.has_error()) {
        return refusal(MessageId::GuestUnreachable, report.error().message);
    }
    if (report->outcome == Outcome::Refused || report->outcome == Outcome::Failed) {
        return refusal(MessageId::GuestUnreachable, report->word);
    }
    auto facts = wsl::read_evidence(*report, request.targets);
    if (facts.has_error()) {
        return refusal(MessageId::GuestUnreachable, facts.error().message);
    }
    // Each distro sees its own processes only.
    if (facts->terminal_in_use == false && !(*guest)->is_alone()) {
        facts->terminal_in_use.reset();
    }
    return std::move(*facts);
}

Reply apply_exclusion(const ApplyExclusion& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return refusal(MessageId::GuestUnreachable, guest.error().message);
    }
    if (!*guest) {
        return refusal(MessageId::GuestUnreachable, "no distro is running");
    }
    const auto report = (*guest)->run(wsl::apply_exclusion(request.vpn));
    if (report.has_error()) {
        return refusal(MessageId::GuestUnreachable, report.error().message);
    }
    if (report->outcome != Outcome::Done) {
        return refusal_of(*report, request.vpn);
    }
    const auto says = [&](std::string_view line) {
        return std::find(report->seen.begin(), report->seen.end(), line) != report->seen.end();
    };
    return ExclusionReceipt{report->word, says("method nexthop"), says("watcher systemd")};
}

Result<ExclusionPreview> preview_exclusion(const AdapterIdentity& vpn, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return guest.error();
    }
    if (!*guest) {
        return Error{"WSL does not run, so there is nothing to exclude " + vpn.name + " from."};
    }
    const auto report = (*guest)->run(wsl::show_exclusion(vpn));
    if (report.has_error()) {
        return report.error();
    }
    if (report->outcome != Outcome::Done) {
        return Error{text::to_text(refusal_of(*report, vpn).why)};
    }
    ExclusionPreview preview{(*guest)->distro(), report->word, {}, {}, false};
    constexpr std::string_view c_command = "command ";
    constexpr std::string_view c_nameserver = "dns ";
    for (const std::string& line : report->seen) {
        if (line.starts_with(c_command)) {
            preview.commands.push_back(line.substr(c_command.size()));
        } else if (line.starts_with(c_nameserver)) {
            preview.nameservers.push_back(line.substr(c_nameserver.size()));
        }
        preview.is_watched |= line == "watcher systemd";
    }
    return preview;
}

Reply undo_exclusion(const UndoExclusion& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return refusal(MessageId::GuestUnreachable, guest.error().message);
    }
    if (!*guest) {
        return Done{};
    }
    const auto report = (*guest)->run(wsl::undo_exclusion());
    if (report.has_error()) {
        return refusal(MessageId::GuestUnreachable, report.error().message);
    }
    if (report->outcome != Outcome::Done) {
        return refusal_of(*report, request.vpn);
    }
    return Done{};
}

Reply shut_down_wsl(Ports& ports) {
    const auto result = ports.wsl.run(wsl::shut_down(), c_shutdown_deadline);
    if (result.has_error()) {
        return refusal(MessageId::ShutdownFailed, result.error().message);
    }
    if (result->exit_code != 0) {
        return refusal(MessageId::ShutdownFailed, complaint_of(*result));
    }
    return Done{};
}

} // namespace mirrorwatch::agent
