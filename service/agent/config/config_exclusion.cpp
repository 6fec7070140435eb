// SPDX-License-Identifier: MIT
#include "service/agent/config/config_exclusion.hpp"

#include "common/ascii.hpp"
#include "common/text.hpp"
#include "common/wslconfig/excluded_interfaces.hpp"
#include "service/agent/config/backups.hpp"
#include "service/agent/guest/guest.hpp"
#include "service/agent/guest/guest_session.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::agent {
namespace {

using Names = std::vector<std::string>;

// What runs when an adapter is named: the VM's id, or one of these.
constexpr std::string_view c_record = "wslconfig-exclusion";
constexpr std::string_view c_stopped = "stopped";
constexpr std::string_view c_unknown = "unknown";

Result<Names> names_in(const FileBytes& file) {
    auto found = wslconfig::excluded_interfaces(file ? *file : std::string_view{});
    if (found.has_error()) {
        return found.error();
    }
    return *found ? std::move((*found)->names) : Names{};
}

Result<std::string> with_names(const FileBytes& file, const Names& names) {
    return wslconfig::set_excluded_interfaces(file ? *file : std::string_view{}, names);
}

Names::iterator find(Names& names, const std::string& name) {
    return std::ranges::find_if(names,
                                [&](const std::string& one) { return equal_ignoring_case(one, name); });
}

Result<FileChange> plan_with(const FileBytes& now, const std::string& name) {
    auto names = names_in(now);
    if (names.has_error()) {
        return names.error();
    }
    if (find(*names, name) != names->end()) {
        return FileChange{now, now};
    }
    names->push_back(name);
    auto result = with_names(now, *names);
    if (result.has_error()) {
        return result.error();
    }
    return FileChange{now, std::move(*result), {}, "exclude interface " + name};
}

/// Whether a file is this original, but for the names.
bool differs_by_names_only(const FileBytes& original, const Names& before, const FileBytes& now,
                           const Names& names) {
    const auto known = names_in(original);
    if (known.has_error() || *known != before) {
        return false;
    }
    const auto made = with_names(original, names);
    return made.has_value() && now == *made;
}

Result<FileChange> plan_without(const FileBytes& now, const std::string& name, Ports& ports) {
    auto names = names_in(now);
    if (names.has_error()) {
        return names.error();
    }
    const auto found = find(*names, name);
    if (found == names->end()) {
        return FileChange{now, now};
    }
    const std::string reason = "include interface " + *found;
    Names rest = *names;
    rest.erase(rest.begin() + (found - names->begin()));
    const auto backups = all_backups(ports.history);
    for (const FoundBackup& one : backups.has_value() ? *backups : std::vector<FoundBackup>{}) {
        if (one.backup.has_value() && is_of(one.entry, ports.config.path()) &&
            differs_by_names_only(one.backup->original, rest, now, *names)) {
            return FileChange{now, one.backup->original, {}, reason};
        }
    }
    auto result = with_names(now, rest);
    if (result.has_error()) {
        return result.error();
    }
    return FileChange{now, std::move(*result), {}, reason};
}

std::string what_runs(Ports& ports) {
    const Reply reply = observe_wsl(ObserveWsl{true}, ports);
    const auto* seen = std::get_if<WslObservation>(&reply);
    if (seen == nullptr || (!seen->running.empty() && seen->vm_id.empty())) {
        return std::string{c_unknown};
    }
    return seen->running.empty() ? std::string{c_stopped} : seen->vm_id;
}

/// What ran when the adapter was named.
std::string noted_run(const AdapterIdentity& adapter, Ports& ports) {
    const auto noted = ports.history.read(record_name(c_record, adapter));
    return noted.has_value() && *noted ? **noted : std::string{c_unknown};
}

Result<Sight> mirroring_of(const AdapterIdentity& adapter, bool is_newer, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return guest.error();
    }
    if (!*guest) {
        return Sight{};
    }
    const auto report = (*guest)->run(wsl::read_mtu(adapter)); // which says, too, whether there is a device
    if (report.has_error()) {
        return report.error();
    }
    if (report->outcome == wsl::GuestReport::Outcome::Done) {
        return Sight{is_newer ? Mirroring::Mirrored : Mirroring::MaybeOlder, report->word};
    }
    if (report->word == wsl::c_not_found) {
        return Sight{Mirroring::Absent};
    }
    return Error{"In " + (*guest)->distro() + ": " + report->word};
}

} // namespace

Result<Names> interfaces_excluded_by_file(Ports& ports) {
    const auto now = ports.config.read();
    return now.has_error() ? Result<Names>{now.error()} : names_in(*now);
}

Result<FileChange> exclude_interface(const AdapterIdentity& adapter, bool dry_run, Ports& ports) {
    if (const auto possible = wslconfig::can_be_excluded(adapter.name); possible.has_error()) {
        return possible.error();
    }
    const std::string running = dry_run ? std::string{} : what_runs(ports);
    auto change =
        change_config([&](const FileBytes& now) { return plan_with(now, adapter.name); }, dry_run, ports);
    if (change.has_value() && change->backup) {
        // Without it only the check is less sure of itself.
        (void)write_record(record_name(c_record, adapter), running, ports.history);
    }
    return change;
}

Result<FileChange> include_interface(const AdapterIdentity& adapter, bool dry_run, Ports& ports) {
    auto change = change_config([&](const FileBytes& now) { return plan_without(now, adapter.name, ports); },
                                dry_run, ports);
    if (change.has_value() && change->backup) {
        (void)ports.history.remove(record_name(c_record, adapter));
    }
    return change;
}

Result<Sight> look_at_interface(const AdapterIdentity& adapter, Ports& ports) {
    const Reply reply = observe_wsl(ObserveWsl{true}, ports);
    if (const auto* refusal = std::get_if<Refusal>(&reply)) {
        return Error{text::to_text(refusal->why)};
    }
    const auto& seen = std::get<WslObservation>(reply);
    if (seen.running.empty()) {
        return Sight{};
    }
    if (seen.effective != NetworkingMode::Mirrored && seen.effective != NetworkingMode::Unknown) {
        return Sight{Mirroring::OtherMode, std::string{to_string(seen.effective)}};
    }
    const std::string noted = noted_run(adapter, ports);
    if (noted == seen.vm_id) {
        return Sight{Mirroring::OlderWsl};
    }
    const bool is_newer = noted == c_stopped || (noted != c_unknown && !seen.vm_id.empty());
    return mirroring_of(adapter, is_newer, ports);
}

} // namespace mirrorwatch::agent
