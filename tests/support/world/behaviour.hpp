// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/evidence.hpp"
#include "common/fault.hpp"
#include "common/names.hpp"
#include "common/remedy.hpp"
#include "common/snapshot.hpp"
#include "common/wsl/state.hpp"

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
};

/// Since when an effect is there.
enum class When { Always, VpnUp, Onset, AfterResume };

/// One rule: what is lost, while all the conditions hold.
struct Effect {
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

    friend bool operator==(const VpnDevice&, const VpnDevice&) = default;
};

struct VpnClient {
    std::string client;
    bool known = true;               // the table of VPNs has a row for it
    std::optional<VpnDevice> device; // none: it filters what exists
    std::string service;             // of the watch list, which runs while the VPN is up; empty: none
    std::vector<std::string> routes; // IPv4 prefixes through the device, "10.20.0.0/16"
    bool reaches_corp = true;        // names and addresses behind it work from Windows
    std::string proxy;               // which it sets for Windows while it is up; empty: none

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
    std::string warning;                            // that WSL then writes to the event log
    bool forwarding = false;                        // WSL turns it on at the physical adapter when mirrored
    bool blocks_vpn = false; // the VPN cannot connect while WSL runs mirrored: RAS error 651
    bool twin_mac = false;   // a dock has the MAC address of the built-in adapter
    bool nrpt = false;
    bool lacks_halves = false; // WSL does not mirror 0.0.0.0/1 and 128.0.0.0/1
    std::uint16_t dynamic_port_start = 49'152;

    friend bool operator==(const Machine&, const Machine&) = default;
};

struct GuestHabits {
    NetworkingMode networking_mode = NetworkingMode::Mirrored; // that the user wrote into .wslconfig
    std::string config_mistake;           // the line has no effect, and this is what is wrong with it
    bool resolv_conf_is_generated = true; // false: it names a public server
    bool cannot_bind = false;             // servers start and cannot have their port
    bool server_dies = false;             // at the moment when the rest begins

    friend bool operator==(const GuestHabits&, const GuestHabits&) = default;
};

/// Which endpoints somebody watches who lives with this.
enum class Profile {
    Plain,     // a server in WSL, a machine on the LAN, a site on the Internet
    Corporate, // and one behind the VPN, by name and by address
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
    std::vector<Profile> profiles{Profile::Plain, Profile::Corporate};
    // Remedies by the names of their choices.
    std::vector<std::string> right; // one as good as the other; empty: the gentlest one that works
    /// Besides, where people differ. "words", too, or "in_vain" where nobody can know beforehand that nothing
    /// helps.
    std::vector<std::string> also_right;
    std::vector<std::string> may_try;   // before, in vain: nobody can know that these change nothing
    std::vector<std::string> forbidden; // whatever they cure

    [[nodiscard]] bool is_harmless() const { return !fault && nameless.empty(); }

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
inline constexpr std::array<std::string_view, 10> c_names_of<world::Cuts>{
    "everything",    "devices",         "tcp",       "large_packets", "names",
    "private_names", "synthetic_names", "neighbour", "proxied",       "ping"};

template <>
inline constexpr std::array<std::string_view, 4> c_names_of<world::When>{"always", "vpn_up", "onset",
                                                                         "after_resume"};

template <>
inline constexpr std::array<std::string_view, 2> c_names_of<world::Profile>{"plain", "corporate"};

} // namespace mirrorwatch
