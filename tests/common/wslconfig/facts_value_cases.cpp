// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/facts_cases.hpp"

namespace mirrorwatch::wslconfig {
namespace {

/// One key of one section, alone.
FactsCase one(int number, const std::string& key, const std::string& raw, const std::string& value) {
    const auto dot = key.find('.');
    return {number,
            "[" + key.substr(0, dot) + "]\n" + key.substr(dot + 1) + "=" + raw + "\n",
            {{key, value}},
            {}};
}

FactsCase bad(int number, const std::string& key, const std::string& raw, const std::string& code) {
    FactsCase result = one(number, key, raw, "");
    result.values.clear();
    result.warnings = {{2, code, key}};
    return result;
}

std::vector<FactsCase> numbers() {
    return {
        one(73, "wsl2.dhcpTimeout", "99999999999", "2147483647"),
        one(74, "wsl2.dhcpTimeout", "-5", "-5"),
        one(76, "wsl2.dhcpTimeout", "+7", "7"),
        bad(77, "wsl2.memory", "8gb", "invalid-size"),
        one(79, "wsl2.memory", "8G", "8589934592"),
        bad(80, "wsl2.memory", "1.5GB", "invalid-size"),
        one(81, "wsl2.swap", "-1", "18446744073709551615"),
        bad(82, "wsl2.swap", "00", "invalid-size"),
        one(91, "general.instanceIdleTimeout", "-1", "-1"),
        one(0, "wsl2.dhcpTimeout", "-99999999999999999999", "-2147483648"),
        one(0, "wsl2.processors", "0x1F", "31"),
        one(0, "wsl2.processors", "010", "8"),
        one(0, "wsl2.processors", "\" 4\"", "4"),
        bad(0, "wsl2.processors", "\"4 \"", "invalid-integer"),
        bad(0, "wsl2.processors", "08", "invalid-integer"),
        bad(0, "wsl2.processors", "0x", "invalid-integer"),
        bad(0, "wsl2.processors", "", "invalid-integer"),
        bad(0, "wsl2.processors", "4x", "invalid-integer"),
        one(0, "wsl2.swap", "0", "0"),
        one(0, "wsl2.swap", "0KB", "0"),
        one(0, "wsl2.swap", "12B", "12"),
        one(0, "wsl2.swap", "3KB", "3072"),
        one(0, "wsl2.swap", "1TB", "1099511627776"),
        one(0, "wsl2.swap", "16777217T", "1099511627776"), // 2^64 and 1 TB: it wraps around
        one(0, "wsl2.swap", "99999999999999999999", "18446744073709551615"),
        bad(0, "wsl2.swap", "8 GB", "invalid-size"),
        bad(0, "wsl2.swap", "8GBB", "invalid-size"),
        bad(0, "wsl2.swap", "", "invalid-size"),
    };
}

std::vector<FactsCase> words() {
    const std::string mode = "wsl2.networkingMode";
    const std::string mac = "wsl2.macAddress";
    return {
        {71,
         "[wsl2]\ndnsTunneling=1\nipv6=TRUE\nautoProxy=yes\nfirewall=on",
         {{"wsl2.dnsTunneling", "true"}, {"wsl2.ipv6", "true"}},
         {{4, "invalid-boolean", "wsl2.autoProxy"}, {5, "invalid-boolean", "wsl2.firewall"}}},
        bad(0, "wsl2.ipv6", "", "invalid-boolean"),
        one(92, mode, "VirtioProxy", "consomme"),
        one(0, mode, "Consomme", "consomme"),
        one(94, mode, "none", "none"),
        bad(95, mode, "3", "invalid-value"),
        one(0, "experimental.autoMemoryReclaim", "Gradual", "gradual"),
        one(0, mac, "0a-1b-2C-3d-4e-5f", "0A:1B:2C:3D:4E:5F"),
        bad(0, mac, "0a-1b:2C-3d-4e-5f", "invalid-value"),
        bad(0, mac, "0a1b2c3d4e5f", "invalid-value"),
        {0,
         "[wsl2]\nmacAddress=x\nipv6=true",
         {{"wsl2.ipv6", "true"}},
         {{2, "invalid-value", mac}}}, // WSL does not start then; what it would read on is ours to say
        {88, "[wsl2]\nhostAddressLoopback=true\n", {}, {{2, "unknown-key", "wsl2.hostAddressLoopback"}}},
        {89,
         "[experimental]\nlocalhostForwarding=true",
         {},
         {{2, "unknown-key", "experimental.localhostForwarding"}}},
        {90, "[wsl2]\ninstanceIdleTimeout=-1", {}, {{2, "unknown-key", "wsl2.instanceIdleTimeout"}}},
        {101,
         "[wsl2]\nkernelCommandLine=" + std::string(100000, 'x') + "\nnetworkingMode=mirrored",
         {{mode, "mirrored"}, {"wsl2.kernelCommandLine", std::string(100000, 'x')}},
         {}},
        {106,
         "[wsl2]\nsafeMode=true\nnetworkingMode=mirrored",
         {{mode, "mirrored"}, {"wsl2.safeMode", "true"}},
         {}},
        {111,
         "[wsl2]\nipv6=yes\nIPv6=true",
         {},
         {{2, "invalid-boolean", "wsl2.ipv6"}, {3, "duplicate-key", "wsl2.IPv6"}}},
    };
}

std::vector<FactsCase> addresses() {
    const std::string ports = "experimental.ignoredPorts";
    const std::string address = "experimental.dnsTunnelingIpAddress";
    const std::string tunneling = "wsl2.dnsTunneling";
    const naive::Warning bad_port{2, "invalid-integer", ports};
    return {
        {83,
         "[experimental]\nignoredPorts=3000, 4000 ,5000x,,0,70000\n",
         {{ports, "3000,4000,5000"}},
         {bad_port, bad_port}},
        {0, "[experimental]\nignoredPorts=65535,65536,1,0\n", {{ports, "1,65535"}}, {bad_port, bad_port}},
        one(0, ports, "", ""),
        one(0, ports, "\"\t9,8\",9", "8,9"),
        {0, "[experimental]\nignoredPorts=99999999999,1,x\n", {{ports, "1"}}, {bad_port, bad_port}},
        one(85, address, "127.0.0.42", "127.0.0.42"),
        {86,
         "[experimental]\ndnsTunnelingIpAddress=10.0.0.1.\n",
         {{tunneling, "false"}},
         {{2, "invalid-ip", address}}},
        {87,
         "[experimental]\ndnsTunnelingIpAddress=x\n[wsl2]\ndnsTunneling=true\n",
         {{tunneling, "true"}},
         {{2, "invalid-ip", address}}},
        {0,
         "[wsl2]\ndnsTunneling=true\n[experimental]\ndnsTunnelingIpAddress=x\n",
         {{tunneling, "false"}},
         {{4, "invalid-ip", address}}},
        {112,
         "# what the manual shows\n[wsl2]\nlocalhostForwarding=true\n\n[experimental]\ndnsTunneling=false\n"
         "autoProxy=false\nignoredPorts=3000,9000\nhostAddressLoopback=true\n",
         {{"wsl2.localhostForwarding", "true"},
          {tunneling, "false"},
          {"wsl2.autoProxy", "false"},
          {ports, "3000,9000"},
          {"experimental.hostAddressLoopback", "true"}},
         {}},
    };
}

} // namespace

std::vector<FactsCase> value_cases() {
    std::vector<FactsCase> all = numbers();
    for (const auto& part : {words(), addresses()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

} // namespace mirrorwatch::wslconfig
