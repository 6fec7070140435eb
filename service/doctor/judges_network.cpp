// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/text.hpp"
#include "service/doctor/judges.hpp"

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

constexpr const char* c_restart = "mirrorwatch apply";
constexpr const char* c_explain = "mirrorwatch explain";

/// By the GUID, which WSL gives its device; else by the hardware address.
bool is_same(const HostAdapter& adapter, const GuestDevice& device) {
    if (!device.guid.empty() && !adapter.guid.empty()) {
        return equal_ignoring_case(device.guid, adapter.guid);
    }
    return !device.mac.empty() && equal_ignoring_case(device.mac, adapter.mac);
}

/// The device of an adapter without both, such as a tunnel's, has its address.
bool has_its_address(const HostAdapter& adapter, const GuestDevice& device) {
    return std::ranges::any_of(adapter.addresses, [&](const AddressPrefix& of_host) {
        return std::ranges::any_of(device.addresses, [&](const AddressPrefix& of_guest) {
            return of_guest.address == of_host.address;
        });
    });
}

bool is_in_wsl(const HostAdapter& adapter, const std::vector<GuestDevice>& devices) {
    return std::ranges::any_of(devices, [&](const GuestDevice& device) {
        return device.up && (is_same(adapter, device) || has_its_address(adapter, device));
    });
}

bool has_default(const GuestFactsSeen& guest, bool is_ipv6) {
    return std::ranges::any_of(guest.routes, [&](const GuestRoute& route) {
        const bool is_of_ipv6 = route.destination.address.find(':') != std::string::npos;
        return route.destination.length == 0 && is_of_ipv6 == is_ipv6;
    });
}

std::string host_of_test(const NetworkFacts& network) {
    return network.internet_host.empty() ? std::string{"the Internet"} : network.internet_host;
}

Judgement untried(const NetworkFacts& network) {
    return unknown(network.internet_host.empty()
                       ? "There is nothing to try: Windows' own test of the Internet is off."
                       : "It could not be tried: no running distro has a program for it.");
}

} // namespace

Judgement interfaces(const DoctorFacts& facts) {
    std::vector<std::string> absent;
    std::vector<std::string> there;
    for (const HostAdapter& adapter : facts.network->adapters) {
        if (adapter.is_mirrored && !adapter.addresses.empty()) {
            const bool is_there = is_in_wsl(adapter, facts.guest->devices);
            (is_there ? there : absent).push_back(adapter.name);
        }
    }
    if (!absent.empty()) {
        return fail("WSL does not have " + text::list_of(absent) + ", which Windows has connected.",
                    "What is behind an interface that was not mirrored cannot be reached from WSL. A restart "
                    "of WSL mirrors it again.",
                    c_restart);
    }
    return ok(there.empty() ? "Windows has no interface connected."
                            : "WSL has what Windows has connected: " + text::list_of(there) + ".");
}

Judgement default_route(const DoctorFacts& facts) {
    if (facts.network->has_default_ipv4 && !has_default(*facts.guest, false)) {
        return fail("WSL has no default route, and Windows has one.",
                    "WSL reaches nothing beyond its own networks. It is known to lose it after roaming and "
                    "docking; a restart of WSL brings it back.",
                    c_restart);
    }
    return ok(facts.network->has_default_ipv4 ? "WSL has one, as Windows has."
                                              : "Windows itself has no default route.");
}

Judgement ipv6_route(const DoctorFacts& facts) {
    if (facts.network->has_default_ipv6 && !has_default(*facts.guest, true)) {
        return warn("Windows reaches the Internet by IPv6 too, and WSL does not.",
                    "A name with an IPv6 address alone cannot be reached from WSL. In NAT there is no IPv6 "
                    "at all; mirrored mode should have it.",
                    c_restart);
    }
    return ok(std::string{facts.network->has_default_ipv6 ? "WSL has it, as Windows has."
                                                          : "Windows itself has no way by IPv6."} +
              " [::1] is not shared between Windows and WSL; 127.0.0.1 is.");
}

Judgement names(const DoctorFacts& facts) {
    const std::string host = host_of_test(*facts.network);
    if (!facts.guest->name_resolves || !facts.network->name_resolves) {
        return untried(*facts.network);
    }
    if (*facts.network->name_resolves && !*facts.guest->name_resolves) {
        return fail("Windows finds " + host + ", and WSL does not.",
                    "WSL's programs reach nothing by its name.", c_explain);
    }
    return *facts.network->name_resolves ? ok("WSL finds " + host + ".")
                                         : ok("Windows itself does not find " + host + ".");
}

Judgement internet(const DoctorFacts& facts) {
    const std::string host = host_of_test(*facts.network);
    if (!facts.guest->internet_opens || !facts.network->internet_opens) {
        return untried(*facts.network);
    }
    if (*facts.network->internet_opens && !*facts.guest->internet_opens) {
        return fail("Windows reaches " + host + ", and WSL does not.",
                    "Names are found and a route is there: most likely a VPN or a firewall takes WSL's "
                    "packets.",
                    c_explain);
    }
    return *facts.network->internet_opens ? ok("WSL reaches " + host + ".")
                                          : ok("Windows itself does not reach " + host + ".");
}

Judgement loopback_to_windows(const DoctorFacts& facts) {
    if (!facts.guest->windows_answers) {
        return unknown("It could not be tried.");
    }
    if (!*facts.guest->windows_answers) {
        return fail("WSL does not reach a server of Windows on 127.0.0.1.",
                    "In mirrored mode both have the same 127.0.0.1. No VPN's route can break that: look at "
                    "Windows' build and its firewalls, and restart WSL.",
                    c_restart);
    }
    return ok("WSL reaches a server of Windows there.");
}

Judgement loopback_to_wsl(const DoctorFacts& facts) {
    std::vector<std::string> dead;
    std::size_t tried = 0;
    for (const GuestListener& listener : *facts.listeners) {
        if (listener.windows_opens && std::ranges::count(facts.config->ignored_ports, listener.port) == 0) {
            ++tried;
            if (!*listener.windows_opens) {
                dead.push_back(std::to_string(listener.port));
            }
        }
    }
    if (tried == 0) {
        return ok("No server listens in WSL with which it could be tried.");
    }
    if (!dead.empty()) {
        return fail("Windows does not reach what listens in WSL on 127.0.0.1, port " + text::list_of(dead) +
                        ".",
                    "In mirrored mode both have the same 127.0.0.1. Ask for 127.0.0.1, not for localhost, "
                    "which may be [::1].",
                    c_restart);
    }
    return ok("Windows reaches what listens in WSL there.");
}

} // namespace mirrorwatch::doctor
