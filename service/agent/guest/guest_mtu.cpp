// SPDX-License-Identifier: MIT
#include "service/agent/guest/guest.hpp"

#include "service/agent/config/backups.hpp"
#include "service/agent/guest/guest_session.hpp"

#include <optional>
#include <utility>

namespace mirrorwatch::agent {
namespace {

using Outcome = wsl::GuestReport::Outcome;

constexpr std::string_view c_record = "guest-mtu";
constexpr std::uint32_t c_least = 576;
constexpr std::uint32_t c_most = 65'535;

Refusal refusal(MessageId code, std::string argument) {
    return Refusal{Message{code, {std::move(argument)}}};
}

Refusal not_changed(const AdapterIdentity& vpn, std::string detail) {
    return Refusal{Message{MessageId::MtuNotChanged, {vpn.name, std::move(detail)}}};
}

/// Nothing when the script did what it is for.
std::optional<Refusal> trouble_of(const Result<wsl::GuestReport>& report, const AdapterIdentity& vpn) {
    if (report.has_error()) {
        return refusal(MessageId::GuestUnreachable, report.error().message);
    }
    if (report->outcome == Outcome::Done) {
        return std::nullopt;
    }
    if (report->outcome != Outcome::Refused) {
        return not_changed(vpn, report->word);
    }
    if (report->word == wsl::c_not_found) {
        return not_changed(vpn, "WSL does not have it");
    }
    if (report->word == wsl::c_ambiguous) {
        return not_changed(vpn, "more than one device in WSL could be it");
    }
    if (report->word == wsl::c_no_iproute) {
        return not_changed(vpn, "the distro has no iproute2");
    }
    return not_changed(vpn, report->word);
}

/// What the record in the history says, in whose form the receipt does.
struct Kept {
    std::string boot;
    MtuReceipt receipt;
};

std::string record_of(const std::string& boot, const MtuReceipt& receipt) {
    return "boot " + boot + "\nmtu " + std::to_string(receipt.before) + "\nours " +
           std::to_string(receipt.after) + "\n";
}

Result<std::optional<Kept>> read_kept(const AdapterIdentity& vpn, Ports& ports) {
    const auto text = ports.history.read(record_name(c_record, vpn));
    if (text.has_error()) {
        return text.error();
    }
    if (!*text) {
        return std::optional<Kept>{};
    }
    return std::optional<Kept>{
        Kept{wsl::record_boot(**text),
             {{}, wsl::record_number(**text, "mtu"), wsl::record_number(**text, "ours")}}};
}

/// The device has our size already: by us, before a kill, or by itself.
Reply lowered_already(const ApplyMtu& request, const std::string& device, const std::string& boot,
                      Ports& ports) {
    const auto kept = read_kept(request.vpn, ports);
    if (kept.has_error()) {
        return not_changed(request.vpn, kept.error().message);
    }
    if (!*kept || (*kept)->boot != boot || (*kept)->receipt.after != request.mtu) {
        return not_changed(request.vpn, "it is " + std::to_string(request.mtu) + " bytes already");
    }
    return MtuReceipt{device, (*kept)->receipt.before, request.mtu};
}

Reply forget(const AdapterIdentity& vpn, Ports& ports) {
    const auto removed = ports.history.remove(record_name(c_record, vpn));
    return removed.has_error() ? Reply{not_changed(vpn, removed.error().message)} : Reply{Done{}};
}

} // namespace

Reply lower_mtu(const ApplyMtu& request, Ports& ports) {
    if (request.mtu < c_least || request.mtu > c_most) {
        return not_changed(request.vpn, std::to_string(request.mtu) + " bytes are not possible");
    }
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return refusal(MessageId::GuestUnreachable, guest.error().message);
    }
    if (!*guest) {
        return refusal(MessageId::GuestUnreachable, "no distro is running");
    }
    const auto now = (*guest)->run(wsl::read_mtu(request.vpn));
    if (auto trouble = trouble_of(now, request.vpn)) {
        return *trouble;
    }
    const std::string boot = wsl::record_boot(now->record);
    const MtuReceipt receipt{now->word, wsl::record_number(now->record, "mtu"), request.mtu};
    if (receipt.before == request.mtu) {
        return lowered_already(request, receipt.device, boot, ports);
    }
    if (receipt.before < request.mtu) {
        return not_changed(request.vpn, "it is only " + std::to_string(receipt.before) + " bytes");
    }
    const auto kept =
        write_record(record_name(c_record, request.vpn), record_of(boot, receipt), ports.history);
    if (kept.has_error()) {
        return not_changed(request.vpn, kept.error().message);
    }
    if (auto trouble = trouble_of((*guest)->run(wsl::set_mtu(request.vpn, request.mtu)), request.vpn)) {
        return *trouble;
    }
    return receipt;
}

Reply undo_mtu(const UndoMtu& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return refusal(MessageId::GuestUnreachable, guest.error().message);
    }
    if (!*guest) {
        return forget(request.vpn, ports);
    }
    const auto kept = read_kept(request.vpn, ports);
    if (kept.has_error()) {
        return not_changed(request.vpn, kept.error().message);
    }
    const MtuReceipt receipt = *kept ? (*kept)->receipt : request.receipt;
    if (receipt.before < c_least || receipt.after < c_least) { // nothing was ever lowered
        return forget(request.vpn, ports);
    }
    const std::string boot = *kept ? (*kept)->boot : std::string{};
    if (auto trouble = trouble_of((*guest)->run(wsl::undo_mtu(request.vpn, receipt, boot)), request.vpn)) {
        return *trouble;
    }
    return forget(request.vpn, ports);
}

} // namespace mirrorwatch::agent
