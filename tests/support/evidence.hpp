// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/diagnosis/diagnosis.hpp"
#include "service/decide/diagnosis/evidence.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::support {

/// A machine on which all is well, and everything that can be gathered was: Ethernet with the default route,
/// a Cisco VPN to 10.0.0.0/8 that came up 20 s ago, WSL with mirrored networking. A test then says what is
/// otherwise. "git" lies behind the VPN at 10.1.2.3, "web" in the Internet at 93.184.216.34.
class Observed {
public:
    Observed();

    [[nodiscard]] decide::Evidence evidence() const;
    [[nodiscard]] decide::Diagnosis diagnosis() const;

    // --- what is watched ---
    /// 127.0.0.1 from Windows. Broken: it failed with the VPN, and answers inside WSL.
    decide::Comparison& server(const std::string& name, std::uint16_t port, bool broken);
    /// TCP from both sides. Broken: WSL looks its name up and gets no connection, and Windows does.
    decide::Comparison& site(const std::string& name, const std::string& host, const std::string& address,
                             bool broken);
    decide::Comparison& git(bool broken = true);
    decide::Comparison& web(bool broken = true);
    [[nodiscard]] decide::Comparison& endpoint(const std::string& name);
    [[nodiscard]] GuestTrial& trial(const std::string& endpoint);

    // --- what is there ---
    [[nodiscard]] Adapter& ethernet() { return table.adapters[0]; }

    [[nodiscard]] Adapter& vpn_adapter() { return table.adapters[1]; }

    [[nodiscard]] GuestDevice& eth0() { return (*guest().devices)[0]; }

    [[nodiscard]] GuestDevice& eth1() { return (*guest().devices)[1]; }

    [[nodiscard]] HostFacts& host() { return *rest.host.facts; }

    [[nodiscard]] GuestFacts& guest() { return *rest.guest.facts; }

    void vpn_is_absent();
    /// It has no adapter, and came up before the VPN.
    void service_runs(const std::string& client, Trait trait);
    /// The VPN's adapter is of this kind.
    void vpn_is_tun();
    /// All traffic of Windows goes through the VPN, by its two halves.
    void vpn_is_full();
    void guest_has_only_lo();
    void mode(NetworkingMode configured, NetworkingMode effective);
    void probe_failed(const std::string& endpoint, ProbeStep step, const std::string& error);

    AdapterTable table;
    std::vector<decide::Vpn> vpns;
    bool has_vpn = true;
    decide::Evidence rest; // all but what refers to the members above
};

/// All that Windows can be asked for, and nothing of it is out of the ordinary.
[[nodiscard]] HostFacts healthy_host();
/// The same of the guest, which has a device for each of the two.
[[nodiscard]] GuestFacts healthy_guest(const Adapter& ethernet, const Adapter& vpn);

/// The faults that are found, in their order.
[[nodiscard]] std::vector<Fault> faults(const decide::Diagnosis& diagnosis);
[[nodiscard]] std::optional<Finding> find(const decide::Diagnosis& diagnosis, Fault fault);
[[nodiscard]] bool has_line(const std::vector<std::string>& lines, const std::string& part);

} // namespace mirrorwatch::support
