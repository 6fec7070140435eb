// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/evidence.hpp"
#include "common/wsl/state.hpp"
#include "service/doctor/version.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What `doctor` knows of a machine when it judges: plain values, gathered before. Nothing here is a verdict.
/// Texts are UTF-8.
namespace mirrorwatch::doctor {

struct WindowsFacts {
    std::uint32_t build = 0;    // 26100
    std::uint32_t revision = 0; // UBR: 7171
    std::string edition = {};   // "Professional", as the registry spells it
    bool is_server = false;     // Windows Server has no mirrored mode (microsoft/WSL#40439)
};

enum class WslKind { Missing, Inbox, Store };

struct WslFacts {
    WslKind kind = WslKind::Missing;
    Version version = {};
    std::optional<Version> kernel = {}; // that comes with it
    bool is_forbidden = false;          // policy AllowWSL is 0
};

/// What WSL asks of Windows when a mirrored VM starts (its WslCoreVm.cpp, validateNetworkingMode).
struct SupportFacts {
    bool has_mirroring_exports = false;           // three functions of ComputeNetwork.dll
    std::optional<bool> has_hyperv_firewall = {}; // WMI: the class of VM creators, and profiles
    bool hyperv_firewall_disabled = false;        // MpsSvc\Parameters HyperVFirewallDisable is 1
    std::uint32_t disabled_components = 0;        // Tcpip6\Parameters; 0xFF: IPv6 is off
    bool can_tunnel_dns = false;                  // DnsQueryRaw of dnsapi.dll
    bool can_follow_proxy = false;                // WinHttpGetProxySettingsEx of winhttp.dll
    bool sharing_is_disabled = false;             // the service SharedAccess, without which NAT cannot start
    std::string interface_constraint = {};        // Lxss ExternalInterfaceConstraint; empty: not set
};

struct ConfigFinding {
    std::size_t line = 0; // 0: the whole file
    bool is_wsls = false; // WSL warns of it itself, and drops the line
    std::string sentence;
};

/// .wslconfig as WSL reads it.
struct ConfigFacts {
    std::string path;
    std::vector<ConfigFinding> findings = {};
    NetworkingMode written = NetworkingMode::Nat; // Nat when nothing is set and no policy says otherwise
    bool mode_is_locked = false;                  // policy AllowNetworkingModeUserSetting is 0
    NetworkingMode policy_mode = NetworkingMode::Nat;
    bool dns_tunneling = true;
    bool auto_proxy = true;
    std::vector<std::uint16_t> ignored_ports = {};
};

struct RunningFacts {
    std::vector<std::string> distros; // WSL2, running
    NetworkingMode effective = NetworkingMode::Unknown;
};

/// What WSL sees of the network. Absent: not known.
struct GuestFactsSeen {
    std::vector<GuestDevice> devices;
    std::vector<GuestRoute> routes;
    std::optional<bool> name_resolves = {};   // that of the Internet test
    std::optional<bool> internet_opens = {};  // a connection to it
    std::optional<bool> windows_answers = {}; // 127.0.0.1, where Windows listened for this
    std::string proxy = {};                   // of a login shell, masked
};

struct GuestListener {
    std::uint16_t port = 0;
    std::string program = {};               // "nginx"; empty: not known
    bool is_on_all = false;                 // 0.0.0.0 or ::, not 127.0.0.1 alone
    std::optional<bool> windows_opens = {}; // Windows' own connection to 127.0.0.1 at that port
};

enum class NetworkCategory { Unknown, Public, Private, Domain };

/// One that is up, and neither loopback nor a switch of Hyper-V's.
struct HostAdapter {
    std::string name;
    std::string guid = {};
    std::string mac = {};
    std::vector<AddressPrefix> addresses = {};
    bool is_mirrored = true; // the Network List Manager has it connected: WSL mirrors only those
    NetworkCategory category = NetworkCategory::Unknown;
};

struct VpnFacts {
    std::string name;   // of the adapter, or of the service
    std::string client; // "Cisco Secure Client"; empty: not known
    bool takes_whole_host = false;
};

struct NetworkFacts {
    std::vector<HostAdapter> adapters;
    std::vector<VpnFacts> vpns = {}; // that are up
    bool has_default_ipv4 = false;
    bool has_default_ipv6 = false;
    std::string proxy = {};         // the machine's or the user's, masked
    std::string internet_host = {}; // of Windows' own connectivity test; empty: it is off
    std::optional<bool> name_resolves = {};
    std::optional<bool> internet_opens = {};
    bool secure_access_runs = false; // GlobalSecureAccessTunnelingService: WSL then tunnels no DNS
    bool has_nrpt_rules = false;
};

struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// A port of WSL's 127.0.0.1 that is to be watched.
struct WantedPort {
    std::string endpoint;
    std::uint16_t port = 0;
};

struct PortFacts {
    std::vector<std::uint16_t> windows_listens; // TCP, on 0.0.0.0 or 127.0.0.1, by a program of Windows'
    std::vector<PortRange> excluded = {};       // that Windows keeps for itself
    std::vector<WantedPort> wanted = {};
};

/// A rule about what comes in.
struct InboundRule {
    std::string name;
    std::string ports = {}; // "8080", "80,8000-8100", empty or "*": all
    bool allows = true;
    std::vector<NetworkCategory> networks = {}; // none: all
};

struct FirewallFacts {
    bool loopback_blocked = false;               // LoopbackEnabled is False
    bool outbound_blocked = false;               // DefaultOutboundAction is Block
    bool inbound_blocked = true;                 // DefaultInboundAction is Block, as it is by default
    bool merges_host_rules = true;               // AllowHostPolicyMerge: Windows' own rules count for WSL too
    std::vector<std::string> block_rules = {};   // the Hyper-V firewall's, that keep what goes out
    std::vector<InboundRule> hyperv_rules = {};  // for WSL
    std::vector<InboundRule> windows_rules = {}; // without a program: those can concern WSL
};

struct RecentFacts {
    std::vector<std::string> hns_errors = {};   // of the last hour
    std::vector<std::string> wsl_warnings = {}; // WSL\'s own of the last day, the newest first
};

struct InstalledProgram {
    std::string name;
    Version version;
};

struct ProgramFacts {
    std::vector<InstalledProgram> programs;
};

/// What was made of --docker.
struct DockerTrial {
    bool is_possible = false; // an image with a web server is there
    bool windows_opens = false;
    std::string what; // "nginx on 127.0.0.1:49153", or why it was not possible
};

struct DockerFacts {
    std::optional<Version> version = {};      // nothing: Docker Desktop is not installed
    std::optional<bool> uses_wsl_engine = {}; // nothing: its settings do not say
    bool integrates_default = true;           // the default distro
    std::vector<std::string> integrated = {}; // further distros
    bool config_is_newer = false;             // .wslconfig was written since it started
    std::optional<DockerTrial> trial = {};    // only with --docker
};

enum class ServiceState { Missing, Stopped, Running };

struct ProductFacts {
    ServiceState service = ServiceState::Missing;
    std::string pipe_error = {}; // why the running service could not be talked to; empty: it answers
    bool tray_runs = false;
    std::vector<std::string> settings_errors = {}; // with their places
    std::vector<std::string> policy_errors = {};
    std::vector<std::string> troubles = {}; // what the service says hinders it
    std::vector<std::string> findings = {}; // what the service has found to be wrong
};

/// A group of facts. A group that could not be had is absent, and `missing` says in a sentence why.
enum class Need {
    Windows,
    Wsl,
    Support,
    Config,
    Running,
    Guest,
    Listeners,
    Network,
    Ports,
    Firewall,
    Recent,
    Programs,
    Docker,
    Product,
};

struct DoctorFacts {
    std::optional<WindowsFacts> windows;
    std::optional<WslFacts> wsl;
    std::optional<SupportFacts> support;
    std::optional<ConfigFacts> config;
    std::optional<RunningFacts> running; // WSL runs
    std::optional<GuestFactsSeen> guest;
    std::optional<std::vector<GuestListener>> listeners;
    std::optional<NetworkFacts> network;
    std::optional<PortFacts> ports;
    std::optional<FirewallFacts> firewall;
    std::optional<RecentFacts> recent;
    std::optional<ProgramFacts> programs;
    std::optional<DockerFacts> docker;
    std::optional<ProductFacts> product;
    std::map<Need, std::string> missing;
};

[[nodiscard]] bool is_known(const DoctorFacts& facts, Need need);

} // namespace mirrorwatch::doctor
