// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/agent_protocol.hpp"
#include "common/endpoint.hpp"
#include "common/evidence.hpp"
#include "tests/support/world/behaviour.hpp"
#include "tests/support/world/config_store.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// A machine with WSL, VPNs and people, to be wrong in. It knows routes, packets, drivers and clocks, and
/// nothing of how a fault is recognised. A plain value: who wants to try something out copies it.
namespace mirrorwatch::world {

using Time = std::chrono::milliseconds; // since the world began

/// One route as packets see it: `device` counts in the list that it belongs to.
struct Leg {
    std::uint32_t network = 0; // IPv4, host byte order
    std::uint8_t length = 0;
    std::size_t device = 0;
    std::uint32_t metric = 0;
};

/// One of Windows' adapters, or its twin in the guest.
struct Device {
    std::string guid;
    std::string mac;
    std::string address; // IPv4
    std::uint8_t length = 24;
    std::uint32_t mtu = 1'500;
    std::optional<std::size_t> vpn; // of Behaviour::vpns
    std::size_t card = 0;           // else which card: the wired one, its twin, Wi-Fi
    Time made{0};                   // Windows makes a VPN's new each time
};

/// What changes in a row of the physical adapter: whichever it is, WSL deletes and adds every address.
enum class Update { TemporaryAddress, Mtu, Metric };

/// What WSL's work on an adapter takes away from tables that are not WSL's own.
enum class Loss {
    Addresses, // IPv4 routes, but for those by nexthop objects
    Link,      // these too
};

/// What is ours in the guest: three rules, a table, a link group. There is one of each, so a second exclusion
/// takes the first one's place.
struct Exclusion {
    std::size_t vpn = 0;            // of Behaviour::vpns
    std::vector<Leg> table;         // main's without the VPN's; `device` counts in Wsl::devices
    bool is_grouped = true;         // the VPN's device is in our link group
    Time watched_until{0};          // the lease of the watcher; 0: there is none
    std::optional<Time> heals_at{}; // when the watcher refreshes it
};

/// Whoever sends, and whatever is asked, in one answer.
struct Reach {
    std::optional<bool> resolves; // absent: a literal
    std::uint32_t synthetic = 0;  // resolved to this, which leads nowhere; 0: it did not
    std::string error;            // what is said of it; empty: what is usual
    bool is_trusted = true;       // its certificate
    std::chrono::milliseconds delay{0};
    bool connects = false;
    bool large = false;         // large packets pass as well
    bool proxied_fails = false; // what goes by the guest's proxy fails
};

/// A host that somebody watches.
struct Target {
    std::string_view host;
    Place place = Place::Internet;
    bool is_name = false;
    std::uint32_t address = 0; // IPv4, host byte order; of the LAN: within whichever network it is
    std::string_view text;     // the same as text
    bool is_shared = true;     // Published: Windows and a mirrored WSL share it
};

/// Those that exist; null for any other host.
[[nodiscard]] const Target* target_of(std::string_view host);
/// What a person with this profile configures.
[[nodiscard]] std::vector<EndpointSpec> endpoints_of(Profile profile);
/// The VPN's own DNS server, of those that are watched without settings.
inline constexpr const char* c_vpns_side = "vpn";
/// What is watched for this person: that, or what a fresh install watches by itself.
[[nodiscard]] std::vector<EndpointSpec> watched_by(Profile profile, const Behaviour& behaviour);

/// One user's virtual machine and .wslconfig.
struct Wsl {
    enum class Power { Stopped, Starting, Running };

    explicit Wsl(NetworkingMode mode)
        : config(mode) {}

    [[nodiscard]] bool is_running() const { return power == Power::Running; }

    ConfigStore config;
    Power power = Power::Stopped;
    Time started{0}; // began to
    Time ready{0};   // Starting: when it will run
    int vm = 0;
    std::vector<std::string> distros{"Ubuntu", "docker-desktop"};
    bool server_runs = true; // once WSL does
    bool server_alive = false;
    bool in_use = false; // somebody types on a terminal
    // as the file was when it started
    NetworkingMode effective = NetworkingMode::Unknown;
    bool dns_tunneling = true;
    bool auto_proxy = true;
    // what Windows' network looked like when it was last mirrored
    std::vector<Device> devices;
    std::vector<Leg> legs;
    std::uint64_t mirrored_version = 0;
    bool has_systemd = false;        // a watcher can live in it
    bool has_nexthops = true;        // its `ip` and its kernel know nexthop objects
    bool ignores_refreshes = false;  // a broken agent, for who wants to see that it is noticed
    std::optional<Time> works_again; // WSL, on what has changed
    Loss loses_again = Loss::Addresses;
    // what we did to it
    std::optional<Exclusion> exclusion;
    std::vector<std::uint32_t> lowered_mtu; // of Behaviour::vpns; 0: not
    int shutdowns = 0;                      // by our agent, while it ran
};

/// Of "10.20.0.0/16".
[[nodiscard]] Leg leg_of(const std::string& prefix);
/// The longest prefix, and of those the lowest metric; null: none fits.
[[nodiscard]] const Leg* best_of(const std::vector<Leg>& legs, std::uint32_t address);
/// The one of its own routes by which a mirrored guest sends there, by our rules and the main table; null:
/// there is none.
[[nodiscard]] const Leg* way_out(const Wsl& wsl, std::uint32_t address);
/// Our table has all that main has without the VPN.
[[nodiscard]] bool is_whole(const Wsl& wsl, const Exclusion& exclusion);

class World {
public:
    /// The behaviour must outlive it.
    World(const Behaviour& behaviour, std::size_t users);

    // --- what happens, now ---
    void pass_to(Time now); // never backwards
    /// All that has been up before we were.
    void begin_before();
    /// VPNs come up that do when things begin, and what has an onset sets in. False when one cannot connect.
    bool begin();
    /// What the behaviour has in store besides: false when a VPN cannot connect. Not for Turn::Sleep.
    bool turn(const Moment& moment);
    /// False when it cannot connect.
    bool vpn_comes_up(std::size_t vpn);
    void vpn_goes_down(std::size_t vpn);
    void onset(); // of what comes without a VPN
    void wakes_up();
    void unplug();
    void plug_in();
    void switch_network(); // another LAN
    void update_adapter(Update update);
    /// The whole Internet, or the LAN's machine, or the one behind the VPN does not answer; or does again.
    void set_alive(Place place, bool alive);
    void start_wsl(std::size_t user, Time takes);
    void stop_wsl(std::size_t user);
    void set_server(std::size_t user, bool alive);

    // --- what is asked, now ---
    [[nodiscard]] Reach reach(Sender from, std::size_t user, const Target& target) const;
    [[nodiscard]] ProbeResult probe(Sender from, std::size_t user, const EndpointSpec& endpoint) const;
    /// A machine on the LAN asks the server in WSL at a port that is published there.
    [[nodiscard]] Reach reach_from_peer(std::size_t user) const;
    /// What `ip route get` answers in the guest; nothing: it knows no way.
    [[nodiscard]] std::optional<std::string> leaves_by(std::size_t user, std::uint32_t address) const;
    /// The device in the guest by which this leaves is a VPN's. A host that does not exist leaves by none.
    [[nodiscard]] bool leaves_by_vpn(std::size_t user, const Target& target) const;
    [[nodiscard]] bool leaves_by_vpn(std::size_t user, std::string_view host) const;
    [[nodiscard]] bool is_online() const;
    [[nodiscard]] AdapterTable table() const;
    [[nodiscard]] HostFacts host_facts() const;
    [[nodiscard]] GuestFacts guest_facts(std::size_t user,
                                         const std::vector<agent::GuestTarget>& targets) const;
    /// What the agent of this user does and says. Reading the user's settings is not among it.
    agent::Reply act(std::size_t user, const agent::Request& request);

    /// What is lost now and then is not lost any more: for who wants to know how it is for long.
    void even_out() { evens_out_ = true; }

    /// When Windows' network changes by itself the next time; nothing: it does not.
    [[nodiscard]] std::optional<Time> next_change() const;

    /// Grows with each change of Windows' network.
    [[nodiscard]] std::uint64_t version() const { return version_; }

    [[nodiscard]] Time now() const { return now_; }

    [[nodiscard]] const Behaviour& behaviour() const { return *behaviour_; }

    [[nodiscard]] const Wsl& wsl(std::size_t user) const { return wsl_[user]; }

    [[nodiscard]] Wsl& wsl(std::size_t user) { return wsl_[user]; }

    [[nodiscard]] bool is_vpn_up(std::size_t vpn) const { return vpn_since_[vpn].has_value(); }

    [[nodiscard]] bool is_any_vpn_up() const;

    [[nodiscard]] bool is_plugged_in() const { return plugged_in_; }

    [[nodiscard]] int network() const { return network_; } // 77 at home

    /// Windows' network is mirrored, as far as it will be.
    [[nodiscard]] bool is_settled() const;
    /// The name that the user sees of this VPN's adapter, or of its service.
    [[nodiscard]] std::string name_of_vpn(std::size_t vpn) const;

private:
    void rewire();
    void add_card(std::size_t card, std::uint32_t metric);
    void add_vpn(std::size_t vpn);
    /// So long after the VPN came up.
    [[nodiscard]] bool has_come(std::size_t vpn, std::uint32_t after_ms) const;
    /// The network of the guest's own that takes what is meant for there; null: none.
    [[nodiscard]] const GuestNetwork* network_before(const Wsl& wsl, std::uint32_t address) const;
    [[nodiscard]] bool is_there(const GuestNetwork& network, const Wsl& wsl) const;
    /// By which of the guest's devices; nothing: it has no route there.
    [[nodiscard]] std::optional<Leg> way(const Wsl& wsl, std::uint32_t address) const;
    [[nodiscard]] bool is_lost(const Effect& effect, const Target& target) const;
    [[nodiscard]] bool has_network(const Wsl& wsl) const; // as WSL's guide would check it
    [[nodiscard]] bool is_connected() const;              // by any card
    [[nodiscard]] ProbeResult failed(const Reach& found, const Target& target, const Wsl& wsl) const;
    [[nodiscard]] NetworkingMode becomes(NetworkingMode wanted);
    [[nodiscard]] bool is_in_lan(const Target& target) const; // now, and alive
    [[nodiscard]] bool reaches_corp() const;
    [[nodiscard]] bool is_dns_there() const; // of a VPN: names behind it are known
    [[nodiscard]] Adapter shown(const Device& device) const;
    [[nodiscard]] std::vector<PhonebookEntry> phonebook() const;
    void show_card(Adapter& adapter, const Device& device) const;
    void show_vpn(Adapter& adapter, std::size_t vpn) const;
    void add_nat_switch(AdapterTable& table) const;
    [[nodiscard]] std::vector<std::string> services() const;
    void add_devices(GuestFacts& facts, const Wsl& wsl) const;
    void add_routes(GuestFacts& facts, const Wsl& wsl) const;
    void work_on_adapter(Loss loss);
    void tend(Wsl& wsl) const;
    void mirror(Wsl& wsl) const;
    void boot(Wsl& wsl);
    [[nodiscard]] NetworkingMode mode_at_start(const Wsl& wsl);
    [[nodiscard]] bool acts(const Effect& effect, const Wsl* wsl) const;
    [[nodiscard]] bool suffers(const Wsl& wsl, Cuts cuts) const;
    [[nodiscard]] std::optional<Time> since(const Effect& effect) const;
    [[nodiscard]] Reach from_windows(const Target& target) const;
    [[nodiscard]] Reach published(const Wsl& wsl, const Target& target) const;
    void send_by_routes(Reach& reach, const Device* device, const Target& target) const;
    void suffer_on_its_way(Reach& reach, const Wsl& wsl, const Device* device, const Target& target) const;
    [[nodiscard]] Reach from_wsl(const Wsl& wsl, const Target& target) const;
    void suffer(Reach& reach, const Effect& effect, const Target& target, std::uint32_t mtu) const;
    [[nodiscard]] bool resolves(const Target& target) const; // in the guest, if it does in Windows
    [[nodiscard]] bool is_nat_covered() const;
    [[nodiscard]] std::string proxy() const;
    [[nodiscard]] const Wsl* any_mirrored() const;
    [[nodiscard]] GuestTrial trial(std::size_t user, const agent::GuestTarget& target) const;
    [[nodiscard]] agent::Reply exclude(Wsl& wsl, const AdapterIdentity& vpn) const;
    [[nodiscard]] agent::Reply lower_mtu(Wsl& wsl, const agent::ApplyMtu& request);
    [[nodiscard]] agent::Reply observe(const Wsl& wsl, bool ask_guest) const;
    [[nodiscard]] std::optional<std::size_t> vpn_with(const std::string& guid) const;

    const Behaviour* behaviour_;
    Time now_{0};
    bool plugged_in_ = true;
    int network_ = 77; // 192.168.77.0/24
    bool lan_alive_ = true;
    bool internet_alive_ = true;
    bool corp_alive_ = true;
    std::vector<std::optional<Time>> vpn_since_;
    std::optional<Time> onset_;
    std::optional<Time> woke_up_;
    std::optional<Time> vpn_refused_;
    unsigned temporary_address_ = 0; // the number of the last one; 0: none yet
    std::uint32_t lan_mtu_ = 1'500;
    std::uint32_t lan_metric_ = 25;
    std::vector<Device> devices_; // Windows' own, those that are up
    std::vector<Leg> legs_;
    std::uint64_t version_ = 0;
    Time changed_{0};
    bool evens_out_ = false;
    std::vector<Wsl> wsl_;
    std::vector<WslWarning> warnings_; // the newest first
};

} // namespace mirrorwatch::world
