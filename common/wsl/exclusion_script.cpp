// SPDX-License-Identifier: MIT
#include "common/wsl/exclusion_script.hpp"

#include "common/ip_address.hpp"
#include "common/sha256.hpp"
#include "common/wsl/exclusion_text.hpp"
#include "common/wsl/guest_text.hpp"

namespace mirrorwatch::wsl {
namespace {

constexpr std::size_t c_longest_name = 15; // IFNAMSIZ
constexpr std::string_view c_name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

std::string program() {
    std::string text;
    for (const auto part : {text::c_common, text::c_exclusion_routes, text::c_exclusion_hops,
                            text::c_exclusion_rules, text::c_exclusion_plan, text::c_exclusion_dns,
                            text::c_exclusion_act, text::c_exclusion_watch, text::c_exclusion_steps}) {
        text += part;
    }
    return text;
}

/// The program reads itself into $program first, as it hands itself on to the watcher.
std::string text_of_all_steps() {
    const std::string text = program();
    return "NL='\n'\nprogram= edition=" + sha256_hex(text).substr(0, 12) +
           "\nwhile IFS= read -r line; do program=$program$line$NL; done <<'MIRRORWATCH'\n" + text +
           "MIRRORWATCH\neval \"$program\"\n";
}

GuestScript script_of(std::vector<std::string> arguments, const AdapterIdentity& vpn) {
    arguments.emplace_back(); // found by identity, not by name
    const auto identity = identity_arguments(vpn);
    arguments.insert(arguments.end(), identity.begin(), identity.end());
    return {text_of_all_steps(), std::move(arguments)};
}

std::string_view name_of(ExclusionStep step) {
    switch (step) {
    case ExclusionStep::Show:
        return "show";
    case ExclusionStep::Apply:
        return "apply";
    case ExclusionStep::Verify:
        return "verify --";
    case ExclusionStep::Refresh:
        return "refresh";
    case ExclusionStep::Undo:
        return "undo";
    }
    return {};
}

bool is_device_name(std::string_view name) {
    return !name.empty() && name.size() <= c_longest_name && name.front() != '-' && name.front() != '.' &&
           name.find_first_not_of(c_name_characters) == std::string_view::npos;
}

} // namespace

GuestScript show_exclusion(const AdapterIdentity& vpn) {
    return script_of({"show"}, vpn);
}

GuestScript apply_exclusion(const AdapterIdentity& vpn) {
    return script_of({"apply"}, vpn);
}

GuestScript verify_exclusion(const AdapterIdentity& vpn, const std::vector<std::string>& targets) {
    std::vector<std::string> arguments{"verify"};
    for (const std::string& target : targets) {
        if (const auto address = parse_ip(target)) {
            arguments.push_back(to_string(*address));
        }
    }
    arguments.emplace_back("--");
    return script_of(std::move(arguments), vpn);
}

GuestScript undo_exclusion() {
    return {text_of_all_steps(), {"undo"}};
}

std::string printed_exclusion_script(ExclusionStep step, std::string_view device) {
    if (!is_device_name(device)) {
        return {};
    }
    return "#!/bin/sh\n# Mirrorwatch's exclusion of a VPN, for a root shell in WSL.\nset -- " +
           std::string{name_of(step)} + " " + std::string{device} + " '' ''\n" + text_of_all_steps();
}

} // namespace mirrorwatch::wsl
