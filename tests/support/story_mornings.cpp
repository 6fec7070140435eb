// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include "tests/support/evidence.hpp"

#include <doctest/doctest.h>

#include <utility>

namespace mirrorwatch::support {
namespace {

const ProbeResult c_no_answer{false, "no answer", {}, ProbeStep::Connect};

Settings settings_with(std::vector<EndpointSpec> endpoints, PolicyAction action) {
    Settings settings;
    settings.endpoints = std::move(endpoints);
    settings.policy.action = action;
    return settings;
}

} // namespace

OpenMachine::OpenMachine(std::vector<EndpointSpec> endpoints, PolicyAction action)
    : Story(settings_with(std::move(endpoints), action)) {
    vpn_breaks_mirrored = false;
    host_facts = healthy_host();
    guest_facts = healthy_guest(ethernet(), cisco());
    lan.front().nlm_connected = true;
}

ClearMorning::ClearMorning(std::vector<EndpointSpec> endpoints, PolicyAction action)
    : OpenMachine(std::move(endpoints), action) {
    begin();
    pass(1min);
    for (const EndpointView& endpoint : now().endpoints) {
        CAPTURE(endpoint.name);
        const bool is_well = endpoint.state == EndpointState::Up || endpoint.state == EndpointState::Skipped;
        REQUIRE(is_well);
    }
    REQUIRE(now().effective == NetworkingMode::Mirrored);
    REQUIRE(causes().empty());
}

EndpointSpec website(const std::string& name) {
    return Story::site(name, EndpointFrom::Both);
}

EndpointSpec intranet(const std::string& name) {
    EndpointSpec spec = website(name);
    spec.when = EndpointWhen::Vpn;
    return spec;
}

EndpointSpec box(const std::string& name, const std::string& address) {
    EndpointSpec spec = website(name);
    spec.kind = EndpointKind::Tcp;
    spec.host = address;
    spec.port = 443;
    return spec;
}

Ailment nameless(std::vector<std::string> endpoints, std::vector<RemedySpec> cures) {
    Ailment ailment{std::move(endpoints), {false, "the name does not resolve", {}, ProbeStep::Name}};
    ailment.trial.name_resolves = false;
    ailment.cures = std::move(cures);
    ailment.only_with_vpn = false;
    return ailment;
}

Ailment unconnected(std::vector<std::string> endpoints, std::vector<RemedySpec> cures) {
    Ailment ailment{std::move(endpoints)};
    ailment.trial.name_resolves = true;
    ailment.trial.resolved = {"203.0.113.9"};
    ailment.trial.connects = false;
    ailment.cures = std::move(cures);
    ailment.only_with_vpn = false;
    return ailment;
}

Ailment unreached(const std::string& endpoint, std::vector<RemedySpec> cures) {
    Ailment ailment{{endpoint}};
    ailment.trial.connects = false;
    ailment.cures = std::move(cures);
    ailment.only_with_vpn = false;
    ailment.from_windows = c_no_answer;
    return ailment;
}

Ailment out_of_reach(const std::string& server, std::vector<RemedySpec> cures) {
    Ailment ailment{{server}};
    ailment.trial.listens_here = ailment.trial.answers_here = true;
    ailment.cures = std::move(cures);
    ailment.only_with_vpn = false;
    ailment.from_windows = c_no_answer;
    return ailment;
}

void check_only_words(const Story& story, Fault fault) {
    CHECK(story.causes() == std::vector{fault});
    CHECK(story.finding().remedies.empty());
    CHECK(story.finding().not_yet->code == MessageId::OnlyWords);
    CHECK(story.is_left_alone());
}

void check_left_alone(Story& story, const std::vector<Fault>& causes) {
    story.pass(std::chrono::hours{1});
    CHECK(story.causes() == causes);
    CHECK(story.is_left_alone());
    CHECK_FALSE(story.vpn_is_excluded());
}

Adapter open_vpn() {
    Adapter adapter = Story::cisco();
    adapter.guid = "{00000022-0000-0000-0000-000000000000}";
    adapter.index = 22;
    adapter.friendly_name = "OpenVPN Wintun";
    adapter.description = "Wintun Userspace Tunnel";
    adapter.if_type = 53;
    adapter.mac.clear();
    adapter.service = "wintun";
    return adapter;
}

Adapter check_point() {
    Adapter adapter = Story::cisco();
    adapter.guid = "{00000023-0000-0000-0000-000000000000}";
    adapter.index = 23;
    adapter.friendly_name = "Ethernet 6";
    adapter.description = "Check Point Virtual Network Adapter For Endpoint VPN Client";
    adapter.mac = "54-FE-9C-00-00-23";
    return adapter;
}

} // namespace mirrorwatch::support
