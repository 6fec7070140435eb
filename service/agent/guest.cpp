#include "service/agent/guest.hpp"

#include "common/sha256.hpp"
#include "common/wsl/guest_facts.hpp"
#include "common/wslconfig/mistakes.hpp"
#include "common/wslconfig/networking_mode.hpp"
#include "service/agent/guest_record.hpp"
#include "service/agent/guest_session.hpp"

#include <utility>

namespace mirrorwatch::agent {
namespace {

using Outcome = wsl::GuestReport::Outcome;

constexpr std::string_view c_record = "guest-link";
constexpr std::chrono::seconds c_info_deadline{15};
// It is over by itself within 2.5 s; a slow machine may take longer.
constexpr std::chrono::seconds c_ask_limit{6};
// WSL waits for its distros to end; some take their time.
constexpr std::chrono::seconds c_shutdown_deadline{60};

Refusal refusal(Say code, std::string argument) {
    return Refusal{Sentence{code, {std::move(argument)}}};
}

Refusal failed(const AdapterIdentity& vpn, std::string detail) {
    return Refusal{Sentence{Say::ExclusionFailed, {vpn.name, std::move(detail)}}};
}

/// A script's refusal or failure, as a sentence about this VPN.
Refusal refusal_of(const wsl::GuestReport& report, const AdapterIdentity& vpn) {
    if (report.outcome != Outcome::Refused)
        return failed(vpn, report.word);
    if (report.word == wsl::c_not_found)
        return refusal(Say::DeviceNotFound, vpn.name);
    if (report.word == wsl::c_ambiguous)
        return refusal(Say::DeviceAmbiguous, vpn.name);
    if (report.word == wsl::c_only_default)
        return refusal(Say::OnlyDefaultRoute, vpn.name);
    if (report.word == wsl::c_no_iproute)
        return failed(vpn, "the distro has no iproute2");
    return failed(vpn, report.word);
}

std::string ask_info(const wsl::Arguments& arguments, Ports& ports) {
    const auto result = ports.wsl.run(arguments, c_info_deadline);
    return result.has_value() && result->exit_code == 0 ? result->output : std::string{};
}

/// The record to answer with, and to undo by: fresh while the link is up, else the one of the apply that was
/// cut off.
Result<std::string> keep_record(const wsl::GuestReport& report, const AdapterIdentity& vpn, Ports& ports) {
    const std::string name = record_name(c_record, vpn);
    if (wsl::record_state(report.record) == "up") {
        const auto written = write_record(name, report.record, ports.history);
        if (written.has_error())
            return written.error();
        return text_result(report.record);
    }
    auto kept = ports.history.read(name);
    if (kept.has_error())
        return kept.error();
    if (!*kept || wsl::record_boot(**kept) != wsl::record_boot(report.record))
        return Error{"the device is down already"};
    return text_result(std::move(**kept));
}

Reply exclude_by_link(const AdapterIdentity& vpn, const GuestSession& guest, Ports& ports) {
    const auto report = guest.run(wsl::record_link(vpn));
    if (report.has_error())
        return refusal(Say::GuestUnreachable, report.error().message);
    if (report->outcome != Outcome::Done)
        return refusal_of(*report, vpn);
    const auto record = keep_record(*report, vpn, ports);
    if (record.has_error())
        return failed(vpn, record.error().message);
    const auto down = guest.run(wsl::set_link_down(vpn));
    if (down.has_error())
        return refusal(Say::GuestUnreachable, down.error().message);
    if (down->outcome != Outcome::Done)
        return refusal_of(*down, vpn);
    return ExclusionReceipt{ExclusionMethod::GuestLink, down->word, *record};
}

/// Nothing when there is no link to put back, or it is put back.
std::optional<Refusal> put_link_back(const UndoExclusion& request, const GuestSession& guest, Ports& ports) {
    const std::string name = record_name(c_record, request.vpn);
    const auto kept = ports.history.read(name);
    const std::string record = kept.has_value() && *kept ? **kept : request.receipt.record;
    if (record.empty())
        return std::nullopt;
    const auto script = wsl::undo_link(request.vpn, record);
    if (script.has_error())
        return failed(request.vpn, script.error().message);
    const auto report = guest.run(*script);
    if (report.has_error())
        return refusal(Say::GuestUnreachable, report.error().message);
    if (report->outcome != Outcome::Done)
        return refusal_of(*report, request.vpn);
    const auto removed = ports.history.remove(name);
    return removed.has_error() ? std::optional{failed(request.vpn, removed.error().message)} : std::nullopt;
}

Reply without_guest(const UndoExclusion& request, Ports& ports) {
    const auto removed = ports.history.remove(record_name(c_record, request.vpn));
    return removed.has_error() ? Reply{failed(request.vpn, removed.error().message)} : Reply{Done{}};
}

} // namespace

Reply observe_wsl(const ObserveWsl& request, Ports& ports) {
    WslObservation seen;
    auto running = running_distros(ports);
    if (running.has_error())
        return refusal(Say::AgentFailed, running.error().message);
    seen.running = std::move(*running);
    const auto file = ports.config.read();
    if (file.has_value() && *file)
        seen.config_sha256 = sha256_hex(**file);
    if (file.has_value()) {
        const auto setting = wslconfig::networking_mode(std::string_view{file->value_or("")});
        // WSL takes its defaults where it cannot read the file.
        seen.configured = setting.has_value() ? setting->mode : NetworkingMode::Nat;
        seen.config_mistakes = wslconfig::network_mistakes(file->value_or(""));
    }
    const auto distro = wsl::choose_distro(seen.running);
    if (request.ask_guest && distro) {
        seen.effective = wsl::read_networking_mode(ask_info(wsl::networking_mode_of(*distro), ports));
        seen.vm_id = wsl::read_vm_id(ask_info(wsl::vm_id_of(*distro), ports));
    }
    return seen;
}

Reply ask_guest(const AskGuest& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error())
        return refusal(Say::GuestUnreachable, guest.error().message);
    if (!*guest)
        return refusal(Say::GuestUnreachable, "no distro is running");
    const auto report = (*guest)->run(wsl::ask(request.targets), c_ask_limit);
    if (report.has_error())
        return refusal(Say::GuestUnreachable, report.error().message);
    if (report->outcome == Outcome::Refused || report->outcome == Outcome::Failed)
        return refusal(Say::GuestUnreachable, report->word);
    auto facts = wsl::read_evidence(*report, request.targets);
    if (facts.has_error())
        return refusal(Say::GuestUnreachable, facts.error().message);
    // Each distro sees its own processes only.
    if (facts->terminal_in_use == false && !(*guest)->is_alone())
        facts->terminal_in_use.reset();
    return std::move(*facts);
}

Reply apply_exclusion(const ApplyExclusion& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error())
        return refusal(Say::GuestUnreachable, guest.error().message);
    if (!*guest)
        return refusal(Say::GuestUnreachable, "no distro is running");
    const auto report = (*guest)->run(wsl::apply_rule(request.vpn));
    if (report.has_error())
        return refusal(Say::GuestUnreachable, report.error().message);
    if (report->outcome == Outcome::Done)
        return ExclusionReceipt{ExclusionMethod::GuestRule, report->word, ""};
    if (report->outcome == Outcome::Refused && report->word == wsl::c_no_rules)
        return exclude_by_link(request.vpn, **guest, ports);
    return refusal_of(*report, request.vpn);
}

// Both methods are undone, whatever the receipt says: a kill may have left the one that nobody knows of.
Reply undo_exclusion(const UndoExclusion& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error())
        return refusal(Say::GuestUnreachable, guest.error().message);
    if (!*guest)
        return without_guest(request, ports);
    const auto report = (*guest)->run(wsl::undo_rule());
    if (report.has_error())
        return refusal(Say::GuestUnreachable, report.error().message);
    if (report->outcome != Outcome::Done)
        return refusal_of(*report, request.vpn);
    if (auto refused = put_link_back(request, **guest, ports))
        return *refused;
    return Done{};
}

Reply shut_down_wsl(Ports& ports) {
    const auto result = ports.wsl.run(wsl::shut_down(), c_shutdown_deadline);
    if (result.has_error())
        return refusal(Say::ShutdownFailed, result.error().message);
    if (result->exit_code != 0)
        return refusal(Say::ShutdownFailed, complaint_of(*result));
    return Done{};
}

} // namespace mirrorwatch::agent
