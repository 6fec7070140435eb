// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/finding.hpp"
#include "common/remedy.hpp"
#include "common/remembered.hpp"
#include "common/vpn_rules.hpp"
#include "common/wsl/state.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch {

enum class Health { Fine, Trouble };

/// How a VPN showed itself.
enum class VpnKind {
    Adapter,  // an adapter of its own came up
    Service,  // its service started; it has no adapter
    TakeOver, // it took over an adapter's default route or DNS, or the proxy, and nothing else explains that
};

/// What a VPN without an adapter takes over.
enum class Taken { DefaultRoute, Dns, Proxy };

struct VpnView {
    std::string name;   // friendly name of the adapter; the client of a service; what was taken over
    std::string client; // "Cisco Secure Client" when known
    bool excluded = false;
    VpnKind kind = VpnKind::Adapter;
    bool full_tunnel = false; // it carries all traffic of this computer: who is excluded from it bypasses it

    friend bool operator==(const VpnView&, const VpnView&) = default;
};

/// Who sends an endpoint's probes.
enum class RunsIn { Service, Agent, Guest };

/// One result. Unknown: it says nothing of the endpoint, as Windows was offline, WSL could not be asked or
/// had just started, or watching was paused; several of these in a row are one.
struct StripCell {
    EndpointState state = EndpointState::Unknown; // Unknown, Up or Down
    std::chrono::milliseconds latency{0};         // of a success
    std::chrono::seconds ago{0};                  // when the snapshot was made

    friend bool operator==(const StripCell&, const StripCell&) = default;
};

inline constexpr std::size_t c_longest_strip = 60; // cells

/// One endpoint as seen from one place. Statistics are of the last 500 results; times of its successes.
struct VantageView {
    Vantage vantage = Vantage::Windows;
    RunsIn runs_in = RunsIn::Service;
    EndpointState state = EndpointState::Unknown;
    std::string last_error = {};
    std::chrono::milliseconds latency{0}; // of the last success
    std::chrono::milliseconds median{0};
    std::chrono::milliseconds p95{0};
    int results = 0;
    int failures = 0;
    std::vector<StripCell> strip = {}; // the last results, the newest one last; none where they did not fit

    friend bool operator==(const VantageView&, const VantageView&) = default;
};

struct EndpointView {
    std::string name;
    std::string address; // "http://127.0.0.1:8080/", "tcp://db:5432"; secrets are masked
    EndpointState state = EndpointState::Unknown; // the worst of the vantages
    std::string last_error;                       // of the vantage with that state
    std::chrono::milliseconds latency{0};         // of the last success
    std::string group = {};
    std::vector<VantageView> vantages = {}; // in the order of the enumerators, those that are asked
    std::optional<std::chrono::sys_seconds> certificate_expires = {};
    EndpointSource source = EndpointSource::Machine;

    friend bool operator==(const EndpointView&, const EndpointView&) = default;
};

/// What a finding leads to for the user: why nothing is done or offered, or not yet.
struct FindingView {
    Finding finding;
    std::vector<RemedySpec> remedies = {};  // what can be done, the gentlest first; none: only words
    std::optional<Message> not_yet = {};    // nothing: it is offered, counted down, or under way
    std::vector<RemedySpec> forbidden = {}; // would be among the remedies if the organisation allowed them

    friend bool operator==(const FindingView&, const FindingView&) = default;
};

/// Something to be told once, about which nothing can be asked. Another id is another notice.
struct Notice {
    std::string id;
    Finding finding;
    bool is_over = false; // it was told, and it is over now

    friend bool operator==(const Notice&, const Notice&) = default;
};

/// The question that the user is asked, once for each break.
struct Offer {
    std::string id;
    std::string vpn;                    // its client, or its VpnView::name; empty: no VPN is concerned
    std::vector<std::string> endpoints; // that fail
    std::vector<std::string> distros;   // that a shutdown would end
    std::vector<Choice> choices;
    bool bypasses_tunnel = false; // full-tunnel VPN: after an exclusion WSL's traffic does not go through it
    VpnKind kind = VpnKind::Adapter;
    std::optional<Fault> fault = {}; // nothing: the question whether the mode is put back
    /// Without an answer the first choice is taken when so much time is over; nothing: it is only asked.
    std::optional<std::chrono::milliseconds> countdown = {};
    std::optional<NetworkingMode> mode = {}; // Restore: what WSL is put back to

    friend bool operator==(const Offer&, const Offer&) = default;
};

struct RemedyView {
    RemedySpec spec = Exclude{}; // of one that changes WSL the wire tells its kind alone
    RemedyState state = RemedyState::Applying;
    Message message;
    std::string vpn = {}; // its name; empty: none is concerned

    friend bool operator==(const RemedyView&, const RemedyView&) = default;
};

/// One of Windows' adapters that is up, with what WSL has of it; or a device of WSL's own.
struct NetworkView {
    std::string adapter = {}; // friendly name; empty: Windows has none for it
    std::string description = {};
    std::string device = {}; // "eth1"; empty: WSL has none for it, or was not asked since the network changed
    VerdictKind verdict = VerdictKind::No;
    std::string client = {};                 // "Cisco Secure Client" when known
    std::vector<std::string> why = {};       // what the verdict rests on, "+50 the adapter of …"
    std::vector<std::string> addresses = {}; // Windows', "10.8.0.2/32"
    std::vector<std::string> in_wsl = {};    // the device's

    friend bool operator==(const NetworkView&, const NetworkView&) = default;
};

/// How one of the users who are there fares, for an administrator to see.
struct PersonView {
    std::string sid;           // "S-1-5-21-…"
    std::uint32_t session = 0; // of Windows
    Health health = Health::Fine;
    Message headline = {};
    bool wsl_running = false;
    NetworkingMode effective = NetworkingMode::Unknown;
    NetworkingMode configured = NetworkingMode::Unknown;

    friend bool operator==(const PersonView&, const PersonView&) = default;
};

/// All that one user may see: that user's WSL, and what the whole machine shares. Sent whole, on connect and
/// on change.
struct Snapshot {
    Health health = Health::Fine;
    Message headline;
    bool wsl_running = false;
    NetworkingMode effective = NetworkingMode::Unknown;
    NetworkingMode configured = NetworkingMode::Unknown;
    std::vector<std::string> distros; // running ones
    std::vector<VpnView> vpns;        // those that are up
    std::vector<EndpointView> endpoints;
    std::optional<Offer> offer;
    std::vector<RemedyView> remedies; // in force or under way, and the last one that ended
    bool can_roll_back = false;       // WSL is configured as mirrored and nothing is under way
    bool can_restore = false;         // a mode switch of ours is in force
    std::string settings_error = {};  // why the last change of mirrorwatch.toml is not in force
    bool paused = false;
    std::vector<FindingView> findings = {};      // what is wrong now, the most important one first
    std::optional<Notice> notice = {};           // the last one
    std::vector<VpnPreference> preferences = {}; // the user's own
    std::vector<Message> service_troubles = {};  // what hinders Mirrorwatch itself
    bool is_cut = false; // it was too large for one message: its long lists and texts are not whole
    std::vector<std::string> managed = {};  // what the organisation sets: managed_by()
    std::vector<PersonView> people = {};    // for administrators alone: all who are there; else none
    std::vector<NetworkView> networks = {}; // Windows' in its own order, then WSL's own
    std::string language = {};              // of the tray, name_of(Language); empty: that of Windows

    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

} // namespace mirrorwatch
