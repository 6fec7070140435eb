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
};

/// Whoever sends, and whatever is asked, in one answer.
struct Reach {
    std::optional<bool> resolves; // absent: a literal
    bool is_synthetic = false;    // resolved to what leads nowhere
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
};

/// Those that exist; null for any other host.
[[nodiscard]] const Target* target_of(std::string_view host);
/// What a person with this profile watches.
[[nodiscard]] std::vector<EndpointSpec> endpoints_of(Profile profile);

/// One user's virtual machine and his .wslconfig.
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
    // what we did to it; of Behaviour::vpns
    std::vector<bool> excluded;
    std::vector<std::uint32_t> lowered_mtu; // 0: not
    int shutdowns = 0;                      // by our agent, while it ran
};

class World {
public:
    /// The behaviour must outlive it.
    World(const Behaviour& behaviour, std::size_t users);

    // --- what happens, now ---
    void pass_to(Time now); // never backwards
    /// False when it cannot connect.
    bool vpn_comes_up(std::size_t vpn);
    void vpn_goes_down(std::size_t vpn);
    void onset(); // of what comes without a VPN
    void wakes_up();
    void unplug();
    void plug_in();
    void switch_network(); // another LAN
    /// The whole Internet, or the LAN's machine, or the one behind the VPN does not answer; or does again.
    void set_alive(Place place, bool alive);
    void start_wsl(std::size_t user, Time takes);
    void stop_wsl(std::size_t user);
    void set_server(std::size_t user, bool alive);

    // --- what is asked, now ---
    [[nodiscard]] Reach reach(Sender from, std::size_t user, const Target& target) const;
    [[nodiscard]] ProbeResult probe(Sender from, std::size_t user, const EndpointSpec& endpoint) const;
    [[nodiscard]] bool is_online() const;
    [[nodiscard]] AdapterTable table() const;
    [[nodiscard]] HostFacts host_facts() const;
    [[nodiscard]] GuestFacts guest_facts(std::size_t user,
                                         const std::vector<agent::GuestTarget>& targets) const;
    /// What the agent of this user does and says. Reading his own settings is not among it.
    agent::Reply act(std::size_t user, const agent::Request& request);

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
    void mirror(Wsl& wsl) const;
    void boot(Wsl& wsl);
    [[nodiscard]] NetworkingMode mode_at_start(const Wsl& wsl);
    [[nodiscard]] bool acts(const Effect& effect, const Wsl* wsl) const;
    [[nodiscard]] bool suffers(const Wsl& wsl, Cuts cuts) const;
    [[nodiscard]] std::optional<Time> since(const Effect& effect) const;
    [[nodiscard]] Reach from_windows(const Target& target) const;
    [[nodiscard]] Reach published(const Wsl& wsl) const;
    [[nodiscard]] Reach from_wsl(const Wsl& wsl, const Target& target) const;
    void suffer(Reach& reach, const Effect& effect, const Target& target, std::uint32_t mtu) const;
    [[nodiscard]] bool resolves(const Target& target) const; // in the guest, if it does in Windows
    [[nodiscard]] const Leg* route_of(const std::vector<Leg>& legs, std::uint32_t address,
                                      const Wsl* wsl) const;
    [[nodiscard]] bool uses_vpn_device(const Wsl& wsl, std::size_t vpn) const;
    [[nodiscard]] bool is_nat_covered() const;
    [[nodiscard]] std::string proxy() const;
    [[nodiscard]] const Wsl* any_mirrored() const;
    [[nodiscard]] GuestTrial trial(std::size_t user, const agent::GuestTarget& target) const;
    [[nodiscard]] agent::Reply exclude(Wsl& wsl, const AdapterIdentity& vpn, bool excluded);
    [[nodiscard]] agent::Reply lower_mtu(Wsl& wsl, const agent::LowerMtu& request);
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
    std::vector<Device> devices_; // Windows' own, those that are up
    std::vector<Leg> legs_;
    std::uint64_t version_ = 0;
    Time changed_{0};
    std::vector<Wsl> wsl_;
    std::vector<WslWarning> warnings_; // the newest first
};

} // namespace mirrorwatch::world
