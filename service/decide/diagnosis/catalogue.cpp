#include "service/decide/diagnosis/catalogue.hpp"

#include <array>
#include <cstddef>

namespace mirrorwatch::decide {
namespace {

using enum Fault;
using namespace std::chrono_literals;

// What leaves WSL without any network, so that all else about its network follows.
constexpr std::array c_no_network{Ipv6Disabled, StaleHns, DuplicateMac, NoNetworking};

constexpr std::array c_of_offline{ForwardingLoop, WslBreaksVpn};
constexpr std::array c_of_silent_nat{Ipv6Disabled, ModeLocked, StaleHns, DuplicateMac};
constexpr std::array c_of_no_networking{Ipv6Disabled, ModeLocked, StaleHns, DuplicateMac};
constexpr std::array c_of_hns{Ipv6Disabled};
constexpr std::array c_of_blocked{Ipv6Disabled, StaleHns, DuplicateMac, NoNetworking};
constexpr std::array c_of_resume{Ipv6Disabled, StaleHns,      DuplicateMac,
                                 NoNetworking, HypervBlocked, InterfaceConstraint};
constexpr std::array c_of_hidden{Ipv6Disabled, StaleHns, DuplicateMac, NoNetworking, AfterResume};
constexpr std::array c_of_neighbour{Ipv6Disabled, StaleHns,      DuplicateMac, NoNetworking,
                                    AfterResume,  HypervBlocked, AdapterHidden};
constexpr std::array c_of_names{Ipv6Disabled,     StaleHns,        DuplicateMac,        NoNetworking,
                                AfterResume,      HypervBlocked,   InterfaceConstraint, SyntheticDns,
                                SplitDnsBypassed, NatRoutesOverlap};
constexpr std::array c_of_halves{Ipv6Disabled, StaleHns,      DuplicateMac,  NoNetworking,
                                 AfterResume,  HypervBlocked, AdapterHidden, InterfaceConstraint};
constexpr std::array c_of_trap{Ipv6Disabled,      StaleHns,         DuplicateMac,        NoNetworking,
                               AfterResume,       HypervBlocked,    InterfaceConstraint, NeighbourFails,
                               AdapterHidden,     SyntheticDns,     SplitDnsBypassed,    DnsTunnelBroken,
                               HalvesNotMirrored, LargePacketsLost, LoopbackProxy};
constexpr std::array c_of_tunnel{Ipv6Disabled,        StaleHns,      DuplicateMac,      NoNetworking,
                                 AfterResume,         HypervBlocked, AdapterHidden,     NeighbourFails,
                                 InterfaceConstraint, SyntheticDns,  HalvesNotMirrored, VpnTrapsHost,
                                 LargePacketsLost,    LoopbackProxy};
constexpr std::array c_of_filter{Ipv6Disabled,        StaleHns,      DuplicateMac,  NoNetworking,
                                 AfterResume,         HypervBlocked, AdapterHidden, NeighbourFails,
                                 InterfaceConstraint, SyntheticDns,  LoopbackProxy, HalvesNotMirrored,
                                 NatRoutesOverlap};
constexpr std::array c_of_generic{Ipv6Disabled,        StaleHns,      DuplicateMac,         NoNetworking,
                                  AfterResume,         HypervBlocked, AdapterHidden,        NeighbourFails,
                                  InterfaceConstraint, SyntheticDns,  SplitDnsBypassed,     DnsTunnelBroken,
                                  HalvesNotMirrored,   VpnTrapsHost,  TunnelRepliesDropped, LargePacketsLost,
                                  LoopbackProxy,       LoopbackV6,    PublishedPort};
constexpr std::array c_of_dead{PortsReserved};

// In front of what is visible at once stands the settle time, which the diagnosis itself waits for. The other
// times let pass what heals by itself: WSL's start, a lease, a file that is being edited.
constexpr std::array c_rows{
    CatalogueRow{HostOffline, "S01", Severity::Hint, c_of_offline, 5s},
    CatalogueRow{VpnCutsWsl, "S02a", Severity::Error, c_of_generic, 0s},
    CatalogueRow{VpnTargetsCut, "S02b", Severity::Error, c_of_generic, 0s},
    CatalogueRow{NeighbourFails, "S03", Severity::Error, c_of_neighbour, 0s},
    CatalogueRow{TunnelRepliesDropped, "S04", Severity::Error, c_of_tunnel, 0s},
    CatalogueRow{LargePacketsLost, "S05", Severity::Error, c_no_network, 0s},
    CatalogueRow{ForwardingLoop, "S06", Severity::Error, {}, 5s},
    CatalogueRow{HypervBlocked, "S07", Severity::Error, c_of_blocked, 0s},
    CatalogueRow{DnsTunnelBroken, "S08", Severity::Error, c_of_names, 0s},
    CatalogueRow{SyntheticDns, "S09", Severity::Error, c_no_network, 0s},
    CatalogueRow{SplitDnsBypassed, "S10", Severity::Error, c_no_network, 0s},
    CatalogueRow{SilentNat, "S11", Severity::Warning, c_of_silent_nat, 30s},
    CatalogueRow{Ipv6Disabled, "S12", Severity::Warning, {}, 15s},
    CatalogueRow{ConfigMistake, "S13", Severity::Warning, {}, 15s},
    CatalogueRow{ModeLocked, "S14", Severity::Hint, {}, 15s},
    CatalogueRow{NoNetworking, "S15", Severity::Error, c_of_no_networking, 15s},
    CatalogueRow{StaleHns, "S16", Severity::Error, c_of_hns, 15s},
    CatalogueRow{DuplicateMac, "S17", Severity::Error, c_of_hns, 15s},
    CatalogueRow{AdapterHidden, "S18", Severity::Warning, c_of_hidden, 15s},
    CatalogueRow{AfterResume, "S19", Severity::Warning, c_of_resume, 30s},
    CatalogueRow{WslBreaksVpn, "S20", Severity::Error, {}, 0s},
    CatalogueRow{NatRoutesOverlap, "S21", Severity::Error, c_no_network, 0s},
    CatalogueRow{HalvesNotMirrored, "S22", Severity::Error, c_of_halves, 0s},
    CatalogueRow{OnlyPing,
                 "S23",
                 Severity::Hint,
                 {},
                 0s,
                 "Nothing is pinged: an endpoint is a connection, a request or a name."},
    CatalogueRow{
        InboundBlocked,
        "S24",
        Severity::Hint,
        {},
        0s,
        "Nobody asks from another machine in the LAN, and from this one the firewall lets all pass."},
    CatalogueRow{PortsReserved, "S25", Severity::Warning, {}, 15s},
    CatalogueRow{LoopbackProxy, "S26", Severity::Warning, c_no_network, 15s},
    CatalogueRow{LoopbackV6, "S27", Severity::Hint, {}, 15s},
    CatalogueRow{PublishedPort, "S28", Severity::Hint, {}, 15s},
    CatalogueRow{SecurityFilter, "S29", Severity::Warning, c_of_filter, 60s},
    CatalogueRow{VpnTrapsHost, "S30", Severity::Error, c_of_trap, 0s},
    CatalogueRow{InterfaceConstraint, "", Severity::Warning, c_no_network, 15s},
    CatalogueRow{ServerDead, "", Severity::Hint, c_of_dead, 15s},
};

constexpr bool in_order_of_faults() {
    for (std::size_t i = 0; i < c_rows.size(); ++i) {
        if (static_cast<std::size_t>(c_rows[i].fault) != i) {
            return false;
        }
    }
    return c_rows.size() == static_cast<std::size_t>(ServerDead) + 1;
}

static_assert(in_order_of_faults(), "one row for each fault, in the order of Fault");

} // namespace

std::span<const CatalogueRow> catalogue() {
    return c_rows;
}

const CatalogueRow& row_of(Fault fault) {
    return c_rows.at(static_cast<std::size_t>(fault));
}

} // namespace mirrorwatch::decide
