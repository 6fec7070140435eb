// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/evidence.hpp"
#include "common/fault.hpp"
#include "common/names.hpp"
#include "common/remedy.hpp"
#include "common/snapshot.hpp"
#include "common/wsl/state.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How a VPN, a driver or Windows itself behaves: what it does to adapters, routes and packets, and never
/// what it is to be called. behaviours/behaviour.schema.json describes the files for those who write one.
namespace mirrorwatch::world {

/// Where a packet is meant to go.
enum class Place {
    Lan,       // a machine on the user's own network
    Internet,  // anywhere outside
    BehindVpn, // only through the VPN
    Published, // from Windows at 127.0.0.1 to a server in WSL; no VPN's routes are on this way
};

/// Who sends it.
enum class Sender { Windows, Wsl };

/// What of it is lost on the way.
enum class Cuts {
    Everything,     // no answer ever
    Devices,        // all of the guest's network devices are down, and nothing passes, names included
    Tcp,            // names and ping pass
    LargePackets,   // those above the effect's path MTU
    Names,          // lookups go without an answer
    PrivateNames,   // the same, only those behind the VPN
    SyntheticNames, // lookups are answered with addresses of 6.6.0.0/16, which lead nowhere from the guest
    Neighbour,      // ARP goes without an answer, and with it all the rest
    Proxied,        // what goes through the proxy of the guest's environment
    Ping,           // nothing but ping
    DefaultRoute,   // the guest has no default route but a VPN's
    Certificates,   // HTTPS fails: the guest does not trust who signs for the filter on its way
    Promptness,     // nothing; it takes `delay` longer
};

/// Since when an effect is there.
enum class When { Always, VpnUp, Onset, AfterResume };

/// One rule: what is lost, while all the conditions hold.
struct Effect {
    // of the time since it is there: it begins late, passes, comes again; 0: at once, never, never
    std::uint32_t after_ms = 0;
    std::uint32_t for_ms = 0;
    std::uint32_t every_ms = 0;
    std::uint32_t percent = 100; // of what would be lost
    std::uint32_t delay_ms = 0;  // Promptness
    std::string error;           // what a probe says of it; empty: as usual
    std::string answer;          // SyntheticNames: the IPv4 address; empty: 6.6.0.17
    Sender from = Sender::Wsl;
    Cuts cuts = Cuts::Everything;
    When when = When::VpnUp;
    std::size_t vpn = 0;                // of Behaviour::vpns, for VpnUp and through_vpn_device
    std::vector<NetworkingMode> modes;  // in which WSL runs; empty: any, also when it does not run
    std::vector<Place> to;              // not empty
    bool through_vpn_device = false;    // only what the guest sends out by the VPN's device
    bool cured_by_restart = false;      // a WSL that was started since is spared
    std::optional<ConfigSetting> needs; // only while this setting of .wslconfig was on when WSL started
    std::uint32_t path_mtu = 1'500;     // LargePackets: a device with more than this loses them

    friend bool operator==(const Effect&, const Effect&) = default;
};

struct VpnDevice {
    std::string description;
    std::string name; // "Ethernet 4"
    std::uint32_t if_type = 6;
    std::string mac; // empty: none
    std::uint32_t mtu = 1'500;
    std::uint32_t metric = 1;
    std::string address = "10.8.0.2";
    bool nlm_connected = true;
    // what else the table of VPNs may look at
    std::string component_id; // "root\\tap0901", "wintun"
    std::string service;      // the driver's: "vpnva"
    std::string physical_medium;
    std::optional<bool> hardware_interface;
    std::optional<bool> connector_present;
    std::vector<std::string> dns_servers;
    std::string dns_suffix;

    friend bool operator==(const VpnDevice&, const VpnDevice&) = default;
};

/// When a VPN comes up by itself.
enum class Start {
    Begin,  // when things begin
    Before, // it was up before we were
    Later,  // when Behaviour::timeline says so
};

struct VpnClient {
    std::string client;
    bool known = true; // the shipped table of VPNs knows it
    Start start = Start::Begin;
    std::optional<VpnDevice> device;   // none: it filters what exists
    std::string service;               // of the watch list, which runs while the VPN is up; empty: none
    std::vector<std::string> routes;   // IPv4 prefixes through the device, "10.20.0.0/16"
    bool reaches_corp = true;          // names and addresses behind it work from Windows
    std::string proxy;                 // which it sets for Windows while it is up; empty: none
    std::uint32_t routes_after_ms = 0; // later than the device
    std::uint32_t dns_after_ms = 0;    // names behind it are not known before, nor its servers
    bool takes_dns = false;            // without a device of its own: the card's servers become its

    friend bool operator==(const VpnClient&, const VpnClient&) = default;
};

/// What the machine is like beyond its network; facts that hold only while a VPN is up say so.
struct Machine {
    std::uint32_t os_build = 26'100;
    std::uint32_t os_revision = 7'462;
    std::optional<std::uint32_t> disabled_components;
    bool mode_is_locked = false;
    std::optional<NetworkingMode> policy_mode;
    std::string external_interface_constraint;
    std::vector<std::string> hyperv_block_rules; // while the first VPN is up
    bool hyperv_outbound_blocked = false;
    bool hyperv_loopback_blocked = false; // while a VPN is up
    std::vector<std::string> hns_errors;
    std::optional<NetworkingMode> mirrored_becomes; // what WSL runs with when mirrored is asked for
    std::optional<NetworkingMode> nat_becomes;      // the same of NAT, which cannot start
    bool shutdown_fails = false;                    // WSL's service hangs
    std::string warning;                            // that WSL then writes to the event log
    bool forwarding = false;                        // WSL turns it on at the physical adapter when mirrored
    bool blocks_vpn = false; // the VPN cannot connect while WSL runs mirrored: RAS error 651
    bool twin_mac = false;   // a dock has the MAC address of the built-in adapter
    bool nrpt = false;
    bool lacks_halves = false; // WSL does not mirror 0.0.0.0/1 and 128.0.0.0/1
    std::uint16_t dynamic_port_start = 49'152;
    std::uint32_t cards = 1;       // 2: there is Wi-Fi as well, with a greater metric
    bool warns_of_becoming = true; // of mirrored_becomes and nat_becomes in the event log

    friend bool operator==(const Machine&, const Machine&) = default;
};

/// A network that the guest has by itself: Docker's, or another program's.
struct GuestNetwork {
    std::string device; // "br-1f2e3d4c5b6a"
    std::string prefix; // "10.20.0.0/16"
    When when = When::Always;
    std::uint32_t mtu = 0; // a tunnel that leads there, for packets that fit below it; 0: it leads nowhere

    friend bool operator==(const GuestNetwork&, const GuestNetwork&) = default;
};

struct GuestHabits {
    NetworkingMode networking_mode = NetworkingMode::Mirrored; // that the user wrote into .wslconfig
    std::string config_mistake;           // the line has no effect, and this is what is wrong with it
    bool resolv_conf_is_generated = true; // false: it names a public server
    bool cannot_bind = false;             // servers start and cannot have their port
    bool server_dies = false;             // at the moment when the rest begins
    bool refuses_exclusion = false;       // it lacks what that needs
    bool refuses_mtu = false;
    std::vector<GuestNetwork> networks;

    friend bool operator==(const GuestHabits&, const GuestHabits&) = default;
};

/// Which endpoints somebody watches who lives with this.
enum class Profile {
    Plain,        // a server in WSL, a machine on the LAN, a site on the Internet
    Corporate,    // and one behind the VPN, by name and by address
    Local,        // the server in WSL by addresses of this machine that are not shared with WSL
    Network,      // names, and WSL's network itself
    Unconfigured, // nothing: what the product watches by itself
};

/// What else happens, so long after things began.
enum class Turn {
    VpnUp,   // `which`
    VpnDown, // `which`
    Unplug,
    PlugIn,
    SwitchNetwork,
    UpdateAdapter,
    Sleep, // for `which` seconds
    InternetDies,
    InternetRises,
    ServerDies,
    ServerRises,
};

struct Moment {
    std::uint32_t at_ms = 0;
    Turn what = Turn::VpnUp;
    std::uint32_t which = 0;

    friend bool operator==(const Moment&, const Moment&) = default;
};

struct Behaviour {
    std::string name; // "cisco-drops-mirrored-replies"
    std::string summary;
    std::optional<Fault> fault;    // what a person would call it; nothing: it does no harm, or see `nameless`
    std::string nameless;          // what it is called where the product has no word for it yet
    std::vector<Fault> also_named; // what a person could call it as well, who sees no more than can be seen
    std::optional<Fault> second_fault; // another one, at the same time, with a cause of its own
    std::vector<VpnClient> vpns;
    std::vector<Effect> effects;
    Machine machine;
    GuestHabits guest;
    std::vector<Moment> timeline; // in its order
    std::vector<Profile> profiles{Profile::Plain, Profile::Corporate};
    // Remedies by the names of their choices.
    std::vector<std::string> right; // one as good as the other; empty: the gentlest one that works
    /// Besides, where people differ. "words", too, or "in_vain" where nobody can know beforehand that nothing
    /// helps.
    std::vector<std::string> also_right;
    std::vector<std::string> may_try;   // before, in vain: nobody can know that these change nothing
    std::vector<std::string> forbidden; // whatever they cure

    [[nodiscard]] bool is_harmless() const { return !fault && nameless.empty(); }

    /// A VPN was up before we were, so all is as it is when we begin.
    [[nodiscard]] bool begins_before() const {
        return std::ranges::any_of(vpns, [](const VpnClient& vpn) { return vpn.start == Start::Before; });
    }

    friend bool operator==(const Behaviour&, const Behaviour&) = default;
};

/// An error is one sentence that names the member: "effects[0].cuts has the unknown value …".
[[nodiscard]] Result<Behaviour> behaviour_from_json(std::string_view text);

/// Those that lie in behaviours/, in the order of their names. One that cannot be read throws.
[[nodiscard]] const std::vector<Behaviour>& shipped_behaviours();
/// Throws when there is none of this name.
[[nodiscard]] const Behaviour& shipped_behaviour(std::string_view name);

} // namespace mirrorwatch::world

namespace mirrorwatch {

template <>
inline constexpr std::array<std::string_view, 4> c_names_of<world::Place>{"lan", "internet", "behind_vpn",
                                                                          "published"};

template <>
inline constexpr std::array<std::string_view, 2> c_names_of<world::Sender>{"windows", "wsl"};

template <>
inline constexpr std::array<std::string_view, 13> c_names_of<world::Cuts>{
    "everything", "devices", "tcp",  "large_packets", "names",        "private_names", "synthetic_names",
    "neighbour",  "proxied", "ping", "default_route", "certificates", "promptness"};

template <>
inline constexpr std::array<std::string_view, 4> c_names_of<world::When>{"always", "vpn_up", "onset",
                                                                         "after_resume"};

template <>
inline constexpr std::array<std::string_view, 5> c_names_of<world::Profile>{"plain", "corporate", "local",
                                                                            "network", "unconfigured"};

template <>
inline constexpr std::array<std::string_view, 3> c_names_of<world::Start>{"begin", "before", "later"};

template <>
inline constexpr std::array<std::string_view, 11> c_names_of<world::Turn>{
    "vpn_up", "vpn_down",      "unplug",         "plug_in",     "switch_network", "update_adapter",
    "sleep",  "internet_dies", "internet_rises", "server_dies", "server_rises"};

} // namespace mirrorwatch
