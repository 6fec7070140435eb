// SPDX-License-Identifier: MIT
#include "common/wslconfig/wsl_conf.hpp"

#include "common/ascii.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::wslconfig {
namespace {

struct GuestKey {
    std::string_view section;
    std::string_view name;
};

// Without general.guiApplications: .wslconfig has a [general] of its own, and that key in [wsl2].
constexpr std::array<GuestKey, 24> c_keys{{
    {"automount", "enabled"},
    {"automount", "mountFsTab"},
    {"automount", "root"},
    {"automount", "options"},
    {"automount", "ldconfig"},
    {"automount", "cgroups"},
    {"filesystem", "umask"},
    {"interop", "enabled"},
    {"interop", "appendWindowsPath"},
    {"network", "generateHosts"},
    {"network", "generateResolvConf"},
    {"network", "hostname"},
    {"time", "useWindowsTimezone"},
    {"fileServer", "enabled"},
    {"fileServer", "logFile"},
    {"fileServer", "logLevel"},
    {"fileServer", "logTruncate"},
    {"gpu", "enabled"},
    {"gpu", "appendLibPath"},
    {"user", "default"},
    {"boot", "command"},
    {"boot", "systemd"},
    {"boot", "initTimeout"},
    {"boot", "protectBinfmt"},
}};

constexpr std::string_view c_several = "several";

} // namespace

bool is_section_of_wsl_conf(std::string_view name) {
    return std::ranges::any_of(c_keys,
                               [&](const GuestKey& key) { return equal_ignoring_case(key.section, name); });
}

std::string_view section_in_wsl_conf(std::string_view section, std::string_view key) {
    std::string_view found;
    for (const GuestKey& known : c_keys) {
        if (!equal_ignoring_case(known.name, key)) {
            continue;
        }
        if (equal_ignoring_case(known.section, section)) {
            return known.section;
        }
        found = found.empty() ? known.section : c_several;
    }
    return found == c_several ? std::string_view{} : found;
}

} // namespace mirrorwatch::wslconfig
