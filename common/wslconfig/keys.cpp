// SPDX-License-Identifier: MIT
#include "common/wslconfig/keys.hpp"

#include "common/ascii.hpp"
#include "common/nearest.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace mirrorwatch::wslconfig {
namespace {

constexpr std::array<std::string_view, 6> c_modes{"bridged", "consomme", "mirrored",
                                                  "nat",     "none",     "virtioproxy"};
constexpr std::array<std::string_view, 3> c_reclaim{"disabled", "dropcache", "gradual"};
constexpr std::optional<std::string_view> c_by_machine = std::nullopt;

using enum ValueType;

// WslCoreConfig.h has the names and the defaults. Those that it has from the version or the processor are
// given as for Windows 11 on x64, which mirrored networking needs.
constexpr std::array<KnownKey, 55> c_keys{{
    {"wsl2.networkingMode", "experimental.networkingMode", Choice, "nat", c_modes},
    {"wsl2.dnsTunneling", "experimental.dnsTunneling", Boolean, "true"},
    {"wsl2.firewall", "experimental.firewall", Boolean, "true"},
    {"wsl2.autoProxy", "experimental.autoProxy", Boolean, "true"},
    {"wsl2.localhostForwarding", "", Boolean, "true"},
    {"wsl2.dnsProxy", "", Boolean, "true"},
    {"wsl2.ipv6", "", Boolean, "false"},
    {"wsl2.dhcp", "", Boolean, "true"},
    {"wsl2.dhcpTimeout", "", Integer, "5000"},
    {"wsl2.vmSwitch", "", Text, ""},
    {"wsl2.macAddress", "", Mac, c_by_machine},
    {"experimental.ignoredPorts", "", Ports, ""},
    {"experimental.hostAddressLoopback", "", Boolean, "false"},
    {"experimental.bestEffortDnsParsing", "", Boolean, "false"},
    {"experimental.dnsTunnelingIpAddress", "", Ip, "10.255.255.254"},
    {"experimental.initialAutoProxyTimeout", "", Integer, "1000"},
    {"wsl2.safeMode", "", Boolean, "false"},
    {"wsl2.virtio", "", Boolean, "true"},
    {"wsl2.vmIdleTimeout", "", Integer, "60000"},
    {"general.instanceIdleTimeout", "", Integer, "15000"},
    {"wsl2.memory", "", Size, c_by_machine},
    {"wsl2.processors", "", Integer, c_by_machine},
    {"wsl2.swap", "", Size, c_by_machine},
    {"wsl2.swapFile", "", Text, ""},
    {"wsl2.kernel", "", Text, ""},
    {"wsl2.kernelCommandLine", "", Text, ""},
    {"wsl2.kernelModules", "", Text, ""},
    {"wsl2.loadKernelModules", "", Text, ""},
    {"wsl2.loadDefaultKernelModules", "", Boolean, "true"},
    {"wsl2.kernelDebugPort", "", Integer, "0"},
    {"wsl2.kernelBootTimeout", "", Integer, "30000"},
    {"wsl2.distributionStartTimeout", "", Integer, "60000"},
    {"wsl2.mountDeviceTimeout", "", Integer, "5000"},
    {"wsl2.guiApplications", "", Boolean, "true"},
    {"wsl2.gpuSupport", "", Boolean, "true"},
    {"wsl2.nestedVirtualization", "", Boolean, "true"},
    {"wsl2.hardwarePerformanceCounters", "", Boolean, "true"},
    {"wsl2.hostFileSystemAccess", "", Boolean, "true"},
    {"wsl2.virtio9p", "", Boolean, "false"},
    {"wsl2.virtiofs", "", Boolean, "false"},
    {"wsl2.isolateDistroCgroup", "", Boolean, "true"},
    {"wsl2.debugConsole", "", Boolean, "false"},
    {"wsl2.debugConsoleLogFile", "", Text, ""},
    {"wsl2.earlyBootLogging", "", Boolean, "false"},
    {"wsl2.telemetry", "", Boolean, "true"},
    {"wsl2.systemDistro", "", Text, ""},
    {"wsl2.defaultVhdSize", "", Size, "1099511627776"},
    {"wsl2.crashDumpFolder", "", Text, c_by_machine},
    {"wsl2.maxCrashDumpCount", "", Integer, "10"},
    {"general.distributionInstallPath", "", Text, c_by_machine},
    {"experimental.autoMemoryReclaim", "", Choice, "dropcache", c_reclaim},
    {"experimental.sparseVhd", "", Boolean, "false"},
    {"experimental.swiotlb", "", Size, c_by_machine},
    {"experimental.setVersionDebug", "", Boolean, "false"},
    {"experimental.virtioFsAggregateShares", "", Boolean, "true"},
}};

std::string_view last_part(std::string_view dotted_name) {
    return dotted_name.substr(dotted_name.rfind('.') + 1); // npos + 1 is 0: the whole
}

} // namespace

std::span<const KnownKey> known_keys() {
    return c_keys;
}

const KnownKey* find_key(std::string_view dotted_name) {
    const auto found = std::ranges::find_if(c_keys, [&](const KnownKey& key) {
        return equal_ignoring_case(key.name, dotted_name) || equal_ignoring_case(key.alias, dotted_name);
    });
    return found == c_keys.end() || dotted_name.empty() ? nullptr : &*found;
}

const KnownKey* key_meant_by(std::string_view word) {
    if (const KnownKey* exact = find_key(word);
        exact != nullptr || word.find('.') != std::string_view::npos) {
        return exact;
    }
    const auto found = std::ranges::find_if(
        c_keys, [&](const KnownKey& key) { return equal_ignoring_case(last_part(key.name), word); });
    return found == c_keys.end() ? nullptr : &*found;
}

std::optional<std::string_view> nearest_key(std::string_view dotted_name) {
    std::vector<std::string> names;
    names.reserve(c_keys.size());
    for (const KnownKey& key : c_keys) {
        names.push_back(lower(last_part(key.name)));
    }
    const std::vector<std::string_view> known{names.begin(), names.end()};
    const std::string_view near = nearest(lower(last_part(dotted_name)), known);
    if (near.empty()) {
        return std::nullopt;
    }
    const auto found = std::ranges::find(known, near);
    return c_keys[static_cast<std::size_t>(found - known.begin())].name;
}

} // namespace mirrorwatch::wslconfig
