// SPDX-License-Identifier: MIT
#include "tests/support/adapter_dumps.hpp"

namespace mirrorwatch::support {

Adapter bare_adapter_of(const Dump& dump) {
    Adapter adapter;
    adapter.friendly_name = dump.name;
    adapter.description = dump.description;
    adapter.if_type = dump.if_type;
    return adapter;
}

Adapter adapter_of(const Dump& dump) {
    Adapter adapter = bare_adapter_of(dump);
    adapter.mac = dump.mac;
    adapter.component_id = dump.component_id;
    adapter.physical_medium = dump.physical_medium;
    adapter.addresses = dump.addresses;
    adapter.hardware_interface = dump.hardware;
    adapter.connector_present = dump.hardware;
    return adapter;
}

const std::vector<Dump>& unlisted_vpns() {
    static const std::vector<Dump> dumps{
        {"", "Contoso Tunnel", 53, "Contoso"},
        {"", "Fabrikam Remote Access Virtual Miniport", 6, "Ethernet 4"},
        {"", "Acme Secure Access Adapter", 6, "Ethernet 5", "02-11-22-33-44-55"},
        {"", "Northwind ZTNA Virtual NIC", 6, "Ethernet 6"},
        {"", "Adatum VPN Adapter", 6, "Ethernet 7"},
        {"",
         "Litware Virtual Ethernet Adapter",
         6,
         "Ethernet 8",
         "02-AB-33-44-55-66",
         "root\\litwarenet",
         "",
         {{"10.9.0.2", 32}},
         false},
        {"", "VIPRE Safe Network TAP Adapter", 6, "Ethernet 9", "00-FF-33-44-55-66"},
        {"", "IPVanish Tunnel", 53, "IPVanish"},
        {"", "TAP-CyberGhost-6 Adapter", 6, "Ethernet 2"},
        {"", "Astrill SSL VPN Adapter", 6, "Ethernet 3"},
        {"", "TeamViewer VPN Adapter", 6, "Ethernet 5"},
        {"", "Securepoint SSL VPN TAP", 53, "Ethernet 11"},
        {"", "Tailspin Overlay Network", 53, "tailspin0", "", "", "", {{"100.70.0.9", 32}}, false},
        {"", "hide.me IPsec Adapter", 53, "Ethernet 12"},
        {"", "EasyTier Tunnel", 53, "et_0"},
        {"", "Woodgrove Access Client Virtual Adapter", 6, "Ethernet 13", "", "swd\\woodgrove"},
        {"", "dsNcAdpt virtual adapter", 53, "Ethernet 14"},
        {"", "Fabrikam Tunnel Interface", 131, "Fabrikam"},
        {"", "Proseware Connect", 23, "Proseware Connect", "", "", "", {{"172.27.1.9", 32}}, {}},
        {"", "公司安全接入 VPN 虚拟网卡", 6, "以太网 6"},
    };
    return dumps;
}

} // namespace mirrorwatch::support
