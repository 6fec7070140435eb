// SPDX-License-Identifier: MIT
#include "common/adapter.hpp"
#include "config/parse.hpp"
#include "service/decide/network/vpn.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace mirrorwatch;

namespace {

VpnRules shipped() {
    const auto parsed = config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml");
    REQUIRE_MESSAGE(parsed.has_value(), config::to_string(parsed.error()));
    CHECK(parsed->warnings.empty());
    return parsed->value;
}

struct Row {
    std::string description;
    std::uint32_t if_type;
    std::string mac;
    std::string name = "Ethernet 4";
};

bool is_vpn(const VpnRules& table, const Row& row) {
    Adapter adapter;
    adapter.description = row.description;
    adapter.if_type = row.if_type;
    adapter.mac = row.mac;
    adapter.friendly_name = row.name;
    return decide::judge(adapter, table).is_vpn();
}

} // namespace

TEST_CASE("the shipped table has addresses only of clients that it knows") {
    const VpnRules table = shipped();
    REQUIRE_FALSE(table.synthetic_dns.empty());
    for (const SyntheticRanges& row : table.synthetic_dns) {
        CAPTURE(row.client);
        CHECK(
            std::ranges::any_of(table.rules, [&](const VpnRule& rule) { return rule.client == row.client; }));
        CHECK_FALSE(row.ranges.empty());
    }
}

TEST_CASE("the shipped table knows the adapters of VPNs") {
    const VpnRules table = shipped();
    const std::vector<Row> rows{
        {"Cisco AnyConnect Secure Mobility Client Virtual Miniport Adapter for Windows x64", 6,
         "00-05-9A-3C-7A-00"},
        {"Cisco Secure Client Virtual Miniport Adapter for Windows x64", 6, ""},
        {"anything", 6, "00-05-9A-3C-7A-00"},
        {"PANGP Virtual Ethernet Adapter Secure", 6, "02-50-41-00-00-01"},
        {"Fortinet SSL VPN Virtual Ethernet Adapter", 6, "00-09-0F-AA-00-01"},
        {"Fortinet Virtual Ethernet Adapter (NDIS 6.30)", 6, "00-09-0F-FE-00-01"},
        {"Juniper Networks Virtual Adapter", 6, ""},
        {"Check Point Virtual Network Adapter For Endpoint VPN Client", 6, "54-00-00-00-00-01"},
        {"TAP-Windows Adapter V9", 53, "00-FF-12-34-56-78"},
        {"TAP-Windows Adapter V9 for OpenVPN Connect", 6, "00-FF-12-34-56-78"},
        {"Wintun Userspace Tunnel", 53, ""},
        {"OpenVPN Data Channel Offload", 53, ""},
        {"Viscosity Virtual Adapter V9.1", 6, "00-FF-12-34-56-78"},
        {"WireGuard Tunnel", 53, "", "office"},
        {"Tailscale Tunnel", 53, "", "Tailscale"},
        {"NordLynx Tunnel", 53, "", "NordLynx"},
        {"TAP-NordVPN Windows Adapter V9", 6, "00-FF-12-34-56-78"},
        {"TAP-Surfshark Windows Adapter V9", 6, "00-FF-12-34-56-78"},
        {"TAP-ProtonVPN Windows Adapter V9", 6, "00-FF-12-34-56-78"},
        {"ExpressVPN TUN Driver", 53, ""},
        {"Cloudflare WARP Interface Tunnel", 53, "", "CloudflareWARP"},
        {"AWS VPN Client TAP-Windows Adapter V9", 6, "00-FF-12-34-56-78"},
        {"Office", 23, "", "Office"},
        {"Contoso Tunnel", 53, "", "Contoso"},
        {"Contoso Secure Adapter", 53, "", "Contoso VPN"},
        {"SonicWALL Virtual NIC", 6, "00-60-73-00-00-01"},
        {"Zscaler Network Adapter 1.0.2.0", 6, "00-FF-12-34-56-78"},
        {"ZeroTier Virtual Port", 6, "", "ZeroTier One [0123]"},
        {"DrayTek Virtual PPP Adapter", 6, "54-50-49-00-00-31", "Ethernet 2"},
        {"DrayTek Virtual PPP Adapter", 23, "", "Ethernet 2"},
        {"Microsoft KM-TEST Loopback Adapter", 6, "02-00-4C-4F-4F-50", "Citrix Virtual Adapter"},
        {"Microsoft KM-TEST Loopbackadapter #2", 6, "02-00-4C-4F-4F-50", "Citrix Virtual Adapter 2"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.description);
        CHECK(is_vpn(table, row));
    }
}

TEST_CASE("the shipped table is not deceived by what only looks like a VPN") {
    const VpnRules table = shipped();
    const std::vector<Row> rows{
        {"Intel(R) Ethernet Connection (7) I219-LM", 6, "8C-16-45-00-00-01", "Ethernet"},
        {"Intel(R) Wi-Fi 6 AX201 160MHz", 71, "8C-16-45-00-00-02", "Wi-Fi"},
        {"Intel(R) Wi-Fi 6 AX201 160MHz", 71, "8C-16-45-00-00-02", "Wi-Fi for the VPN"},
        {"Hyper-V Virtual Ethernet Adapter", 6, "00-15-5D-00-00-01", "vEthernet (WSL (Hyper-V firewall))"},
        {"Hyper-V Virtual Ethernet Adapter #2", 6, "00-15-5D-00-00-02", "vEthernet (VPN)"},
        {"VirtualBox Host-Only Ethernet Adapter", 6, "0A-00-27-00-00-0B"},
        {"VMware Virtual Ethernet Adapter for VMnet8", 6, "00-50-56-C0-00-08"},
        {"Npcap Loopback Adapter", 6, "02-00-4C-4F-4F-50"},
        {"Microsoft KM-TEST Loopback Adapter", 6, "02-00-4C-4F-4F-50"},
        {"Microsoft KM-TEST Loopback Adapter", 6, "02-00-4C-4F-4F-50", "Citrix"},
        {"Microsoft KM-TEST Loopback Adapter", 6, "02-00-4C-4F-4F-50", "VPN"},
        {"Microsoft KM-TEST Loopback Adapter", 6, "02-15-5D-00-00-01", "Citrix Virtual Adapter"},
        {"Npcap Loopback Adapter", 6, "02-00-4C-4F-4F-50", "Citrix Virtual Adapter"},
        {"Intel(R) Ethernet Connection (7) I219-LM", 6, "8C-16-45-00-00-01", "Citrix Virtual Adapter"},
        {"DrayTek VigorNIC 132", 6, "00-1D-AA-00-00-01"},
        {"Software Loopback Interface 1", 24, ""},
        {"Microsoft Wi-Fi Direct Virtual Adapter", 71, "8E-16-45-00-00-02"},
        {"Bluetooth Device (Personal Area Network)", 6, "8C-16-45-00-00-03"},
        {"Microsoft Teredo Tunneling Adapter", 131, ""},
        {"Microsoft IP-HTTPS Platform Adapter", 131, ""},
        {"WAN Miniport (IKEv2)", 131, ""},
        {"WAN Miniport (PPPOE)", 23, ""},
        {"Broadband Connection", 23, "", "Broadband Connection"},
        {"Some Modem", 243, "", "Cellular"},
        {"Remote NDIS based Internet Sharing Device", 6, "02-15-E0-00-00-01"},
        {"Contoso Something", 53, "", "Contoso"},
        {"lo", 24, "", "lo"},
        {"eth0", 6, "02-42-00-00-00-01", "eth0"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.description);
        CHECK_FALSE(is_vpn(table, row));
    }
}
