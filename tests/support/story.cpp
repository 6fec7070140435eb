// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include "common/overloaded.hpp"
#include "service/decide/endpoints/endpoint.hpp"
#include "tests/support/shipped_rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <variant>

namespace mirrorwatch::support {
namespace {

constexpr decide::Duration c_agent_takes{200};
constexpr decide::Duration c_table_takes{5};
constexpr decide::Duration c_answer_takes{3};
constexpr decide::Duration c_dialog_takes{300};
constexpr std::uint64_t c_tray = 3; // its connection

/// The user's tray says whether its question can be seen.
decide::Event shown(const std::string& offer, bool is_visible) {
    return decide::VerbReceived{Story::user(), c_tray, {1, protocol::OfferShown{offer, is_visible}}};
}

VpnRules vpn_rules() {
    static const std::vector<SyntheticRanges> c_synthetic = shipped_rules().synthetic_dns;
    VpnRule cisco;
    cisco.client = "Cisco Secure Client";
    cisco.mac = {"00-05-9A-3C-7A-00"};
    cisco.score = 50;
    cisco.reason = "Cisco's MAC address";
    VpnRule check_point;
    check_point.client = "Check Point Endpoint Security VPN";
    check_point.description = {"Check Point Virtual Network Adapter"};
    check_point.traits = {Trait::TakesWholeHost};
    check_point.score = 60;
    check_point.reason = "Check Point's adapter";
    VpnRule open_vpn;
    open_vpn.client = "OpenVPN";
    open_vpn.description = {"Wintun Userspace Tunnel"};
    open_vpn.score = 60;
    open_vpn.reason = "OpenVPN's tunnel";
    VpnRule looks_like_one;
    looks_like_one.if_type = {53};
    looks_like_one.score = 35;
    looks_like_one.reason = "a virtual interface";
    return {
        50,
        {cisco, check_point, open_vpn, looks_like_one},
        30,
        {{"Zscaler", "ZSATunnel", true},
         {"Global Secure Access", "GlobalSecureAccessTunnelingService", true, {Trait::SyntheticAddresses}},
         {"Acme", "AcmeAgent", false}},
        c_synthetic};
}

/// A story that names endpoints is about these alone.
Settings as_told(Settings settings) {
    if (!settings.endpoints.empty()) {
        settings.watch = {false, false, false, false, false, false, {}};
    }
    return settings;
}

} // namespace

Settings Story::default_settings() {
    Settings settings;
    settings.endpoints = {server("api", 8080)};
    return settings;
}

Settings Story::lan_settings() {
    Settings settings;
    EndpointSpec api = server("api", 8080);
    api.host = "192.168.77.50";
    api.from = EndpointFrom::Both;
    settings.endpoints = {api};
    return settings;
}

EndpointSpec Story::server(const std::string& name, std::uint16_t port) {
    EndpointSpec spec;
    spec.name = name;
    spec.host = "127.0.0.1";
    spec.port = port;
    return spec;
}

EndpointSpec Story::site(const std::string& name, EndpointFrom from) {
    EndpointSpec spec = server(name, 80);
    spec.host = name + ".corp.example";
    spec.from = from;
    return spec;
}

Adapter Story::ethernet() {
    Adapter adapter;
    adapter.guid = "{00000010-0000-0000-0000-000000000000}";
    adapter.index = 10;
    adapter.friendly_name = "Ethernet";
    adapter.if_type = 6;
    adapter.mac = "3C-52-82-00-00-10";
    adapter.up = true;
    adapter.addresses = {{"192.168.77.1", 24}};
    return adapter;
}

Adapter Story::cisco() {
    Adapter adapter;
    adapter.guid = "{00000020-0000-0000-0000-000000000000}";
    adapter.index = 20;
    adapter.friendly_name = "Ethernet 4";
    adapter.description = "Cisco Secure Client Virtual Miniport Adapter for Windows x64";
    adapter.if_type = 6;
    adapter.mac = "00-05-9A-3C-7A-00";
    adapter.up = true;
    adapter.addresses = {{"10.8.0.2", 24}};
    return adapter;
}

Adapter Story::second_vpn() {
    Adapter adapter = cisco();
    adapter.guid = "{00000021-0000-0000-0000-000000000000}";
    adapter.index = 21;
    adapter.friendly_name = "Ethernet 5";
    adapter.addresses = {{"10.9.0.2", 24}};
    return adapter;
}

const UserId& Story::user() {
    static const UserId c_user{"S-1-5-21-1-2-3-1001", 1};
    return c_user;
}

Story::Story(Settings settings, Remembered journal)
    : settings_(as_told(std::move(settings)))
    , journal_(std::move(journal))
    , supervisor_(settings_, vpn_rules(), journal_, "run1") {}

void Story::begin() {
    send(decide::UsersSeen{{user()}});
}

void Story::pass(decide::Duration time) {
    const decide::TimePoint end = clock_ + time;
    for (;;) {
        decide::TimePoint next = wake_at_.value_or(decide::TimePoint::max());
        const bool is_event = !coming_.empty() && coming_.begin()->first <= next;
        if (is_event) {
            next = coming_.begin()->first;
        }
        if (next > end) {
            break;
        }
        clock_ = std::max(clock_, next);
        if (is_event) {
            const auto what = coming_.extract(coming_.begin()).mapped();
            send(what());
        } else {
            wake_at_.reset();
            ++wake_ups_;
            send(decide::Tick{});
        }
    }
    clock_ = end;
}

void Story::vpn_comes_up(const Adapter& vpn) {
    vpns_.push_back(vpn);
    send(decide::AdapterHint{});
}

void Story::vpn_goes_down(const Adapter& vpn) {
    std::erase_if(vpns_, [&](const Adapter& up) { return up.guid == vpn.guid; });
    send(decide::AdapterHint{});
}

void Story::user_answers(const Choice& choice, bool remember) {
    REQUIRE(now().offer);
    ask(protocol::AnswerOffer{now().offer->id, choice, remember});
}

void Story::user_takes(const Choice& choice) {
    user_answers(choice);
    REQUIRE(answer_->accepted);
    pass(decide::Duration{5'000});
    wsl_starts();
    pass(decide::Duration{30'000});
}

void Story::user_rolls_back(NetworkingMode mode) {
    ask(protocol::RollBack{mode});
}

void Story::user_excludes(const std::string& vpn, bool always) {
    ask(protocol::ExcludeVpn{vpn, always});
}

void Story::user_includes(const std::string& vpn, bool never_ask) {
    ask(protocol::IncludeVpn{vpn, never_ask});
}

void Story::user_edits_wslconfig(NetworkingMode mode) {
    configured = mode;
    send(decide::WslConfigHint{user()});
}

void Story::machine_sleeps(decide::Duration time, bool is_told) {
    clock_ += time;
    if (is_told) {
        send(decide::Resumed{});
    }
}

void Story::user_restores() {
    ask(protocol::RestoreMode{});
}

void Story::user_leaves() {
    send(decide::UsersSeen{});
}

void Story::user_comes_back() {
    send(decide::UsersSeen{{user()}});
}

void Story::wsl_starts() {
    running = {"Ubuntu"};
    ++vm;
    effective = configured;
    settings_in_force_ = settings_in_file_;
    mtu_is_lowered_ = false;
    for (auto& [name, alive] : server_alive) {
        alive = true;
    }
    sign_of_wsl();
}

void Story::wsl_stops() {
    running.clear();
    excluded_.clear();
    for (auto& [name, alive] : server_alive) {
        alive = false;
    }
    sign_of_wsl();
}

/// Only once a minute somebody looks whether its processes are there.
void Story::sign_of_wsl() {
    if (signs_of_wsl) {
        const decide::Duration into_the_minute = time() % decide::Duration{60'000};
        later(decide::Duration{60'000} - into_the_minute, [this] {
            return decide::WslVmPresence{running.empty() ? std::vector<std::uint32_t>{}
                                                         : std::vector<std::uint32_t>{4711}};
        });
    }
}

void Story::network_is_unplugged() {
    unplugged_ = true;
    send(decide::AdapterHint{});
}

void Story::network_is_plugged_in() {
    unplugged_ = false;
    send(decide::AdapterHint{});
}

void Story::settings_are_edited(Settings settings) {
    settings_ = as_told(std::move(settings));
    send(decide::SettingsRead{settings_});
}

void Story::user_edits_his_own(std::vector<EndpointSpec> endpoints) {
    own_endpoints_ = std::move(endpoints);
    send(decide::UserSettingsHint{user()});
    pass(decide::Duration{300});
}

void Story::user_pauses(std::uint32_t minutes) {
    ask(protocol::Pause{minutes});
}

void Story::user_resumes() {
    ask(protocol::Resume{});
}

void Story::user_looks() {
    ask(protocol::Look{});
}

void Story::service_restarts() {
    coming_.clear();
    wake_at_.reset();
    last_offer_.reset();
    supervisor_ =
        decide::Supervisor(settings_, vpn_rules(), journal_, "run" + std::to_string(++service_runs_));
    begin();
}

void Story::send(decide::Event event) {
    carry_out(supervisor_.step(event, clock_));
}

void Story::ask(protocol::Verb verb) {
    send(decide::VerbReceived{user(), 7, {1, std::move(verb)}});
}

decide::Duration Story::time() const {
    return std::chrono::duration_cast<decide::Duration>(clock_.time_since_epoch());
}

void Story::note_probe(const EndpointSpec& endpoint) {
    probes_[endpoint.name].push_back(time());
}

decide::Duration Story::time_of(const agent::Request& request) const {
    if (std::holds_alternative<agent::AskGuest>(request)) {
        return c_agent_takes + guest_is_late_by;
    }
    const auto* probes = std::get_if<agent::ProbeFromGuest>(&request);
    const auto fails = [&](const EndpointSpec& endpoint) { return !probe_from_guest(endpoint).ok; };
    const bool asks_again = probes != nullptr && std::ranges::any_of(probes->endpoints, fails);
    return c_agent_takes + (asks_again ? (probes->attempts - 1) * c_attempt_every : 0ms);
}

void Story::carry_out(const std::vector<decide::Action>& actions) {
    for (const decide::Action& action : actions) {
        std::visit(
            Overloaded{
                [&](const decide::WakeAt& wake) { wake_at_ = wake.when; },
                [&](const decide::ReadAdapters& read) {
                    later(c_table_takes, [this, id = read.id] { return decide::AdaptersRead{id, table()}; });
                },
                [&](const decide::StartProbe& start) {
                    note_probe(start.endpoint);
                    if (start.as_user) {
                        ++calls_["as " + start.as_user->sid];
                        calls_["by proxy"] += start.by_proxy ? 1 : 0;
                    }
                    if (start.as_user && prober_is_dead) {
                        later(c_answer_takes, [id = start.id] {
                            return decide::ProbeDone{id, {}, "not asked: it died"};
                        });
                        return;
                    }
                    const ProbeResult result = probe(start.endpoint);
                    later(result.ok ? c_answer_takes : start.timeout, [id = start.id, result] {
                        return decide::ProbeDone{id, result};
                    });
                },
                [&](const decide::AskAgent& question) {
                    ++calls_["any"];
                    later(time_of(question.request), [this, question] { return answer_to(question); });
                },
                [&](const decide::SaveJournal& save) { journal_ = save.remembered; },
                [&](const decide::Publish&) {
                    ++publications_;
                    const Snapshot snapshot = now();
                    const auto& offer = snapshot.offer;
                    if (snapshot.notice && snapshot.notice->id != last_notice_) {
                        last_notice_ = snapshot.notice->id;
                        ++notices_;
                    }
                    if (offer && offer->id != last_offer_) {
                        last_offer_ = offer->id;
                        ++offers_;
                        offered_at_ = time();
                        if (offer->countdown && tray_shows_questions) {
                            later(c_dialog_takes, [id = offer->id] { return shown(id, true); });
                        }
                    }
                },
                [&](const decide::Reply& reply) { answer_ = reply.answer; },
                [&](const decide::Record& record) { recorded_.push_back(record); },
                [&](const decide::ReadHostFacts& read) {
                    later(c_table_takes, [this, id = read.id] {
                        return decide::HostFactsRead{id, host_facts};
                    });
                },
                [&](const decide::CheckConnectivity& check) {
                    ++calls_["targets"];
                    later(targets_accept ? c_answer_takes : check.timeout, [this, id = check.id] {
                        return decide::ConnectivitySeen{id, targets_accept};
                    });
                },
            },
            action);
    }
}

void Story::question_is_hidden() {
    REQUIRE(now().offer);
    send(shown(now().offer->id, false));
}

void Story::tray_dies() {
    tray_shows_questions = false;
    send(decide::ClientLeft{user(), c_tray});
}

void Story::user_disconnects() {
    send(decide::UsersSeen{{user()}, {user()}});
}

void Story::user_reconnects() {
    send(decide::UsersSeen{{user()}});
}

void Story::later(decide::Duration delay, std::function<decide::Event()> what) {
    coming_.emplace(clock_ + delay, std::move(what));
}

QuietMorning::QuietMorning(Settings settings)
    : Story(std::move(settings)) {
    begin();
    pass(50s);
    REQUIRE(state_of("api") == EndpointState::Up);
    REQUIRE(now().effective == NetworkingMode::Mirrored);
}

BrokenMorning::BrokenMorning(Settings settings)
    : QuietMorning(std::move(settings)) {
    vpn_comes_up();
    pass(10s);
    REQUIRE(now().offer);
}

} // namespace mirrorwatch::support
