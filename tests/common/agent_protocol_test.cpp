#include "common/agent_protocol.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

EndpointSpec shop() {
    EndpointSpec spec;
    spec.name = "shop";
    spec.kind = EndpointKind::Https;
    spec.host = "shop.corp";
    spec.port = 443;
    spec.http = {"/health?deep=1",
                 HttpMethod::Head,
                 {{"Accept", "text/plain"}},
                 {{200, 204}, {301, 301}},
                 "ok|fine",
                 "error",
                 false,
                 3,
                 false,
                 "front.corp",
                 ProxyUse::Named,
                 "http://proxy:8080"};
    spec.expected_addresses = {"10.0.0.1"};
    spec.group = "corp";
    spec.from = EndpointFrom::Both;
    spec.when = EndpointWhen::Vpn;
    spec.family = IpFamily::V6;
    spec.enabled = spec.required = false;
    spec.interval = std::chrono::minutes{2};
    spec.timeout = std::chrono::milliseconds{700};
    spec.retry_interval = std::chrono::seconds{9};
    spec.max_backoff = std::chrono::minutes{7};
    spec.jitter_percent = 20;
    spec.failure_threshold = 4;
    spec.success_threshold = 1;
    return spec;
}

ProbeResult refused() {
    return {false, "connection refused", std::chrono::milliseconds{3}, ProbeStep::Refused,
            std::chrono::sys_seconds{std::chrono::seconds{1'800'000'000}}};
}

AdapterIdentity cisco() {
    return {"{37217669-42DA-4657-A55B-0D995D328250}",
            "00-05-9A-3C-7A-00",
            {"10.8.0.2", "fd00::2"},
            "Ethernet 4 \"ü\""};
}

std::vector<Request> every_request() {
    return {ObserveWsl{true},
            ObserveWsl{false},
            AskGuest{{{"web", "127.0.0.1", 8080}, {"db", "db.corp", 65'535}}},
            ApplyExclusion{cisco()},
            UndoExclusion{cisco()},
            SetNetworkingMode{"20261122T154700-1", NetworkingMode::VirtioProxy},
            PutBackConfig{"20261122T154700-1"},
            ShutDownWsl{},
            ProbeFromGuest{{shop(), EndpointSpec{}}, {{"192.168.1.20", 24}, {"fd00::1", 64}}, 3},
            ProbeAsUser{{shop()}},
            ProposeEndpoints{},
            ReadUserSettings{}};
}

std::vector<Reply> every_reply() {
    return {WslObservation{
                {"Ubuntu", "docker-desktop"}, NetworkingMode::Mirrored, NetworkingMode::Nat, "vm", "ab"},
            WslObservation{},
            GuestFacts{std::vector<GuestDevice>{
                           {"eth1", "{A}", "00-05-9A-3C-7A-00", true, 1390, {{"10.8.0.2", 24}}}},
                       std::vector<GuestRoute>{{{"0.0.0.0", 1}, "eth1", "10.8.0.1", 1}},
                       NeighbourState::Failed,
                       {{"web", true, {"10.1.2.3"}, false, std::nullopt, true, false}},
                       true,
                       "http://127.0.0.1:9999",
                       std::nullopt},
            GuestFacts{},
            MtuReceipt{"eth1", 1500, 1280},
            ExclusionReceipt{"eth1", true, false},
            ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Nat, "", "cd"},
            Done{},
            ProbeResults{{refused(), {true, "", std::chrono::milliseconds{2}}}, "Ubuntu"},
            Proposals{{{"postgres on 5432", "tcp://127.0.0.1:5432", "docker publishes it"}}},
            UserSettings{"schema = 1\n", true},
            UserSettings{},
            Refusal{{MessageId::ExclusionFailed, {"Ethernet 4", "it did not hold"}}}};
}

} // namespace

TEST_CASE("every request comes back from JSON as it was") {
    for (const auto& request : every_request()) {
        INFO(to_json(request));
        const auto read = request_from_json(to_json(request));
        REQUIRE(read.has_value());
        CHECK((*read == request));
    }
}

TEST_CASE("every reply comes back from JSON as it was") {
    for (const auto& reply : every_reply()) {
        INFO(to_json(reply));
        const auto read = reply_from_json(to_json(reply));
        REQUIRE(read.has_value());
        CHECK((*read == reply));
    }
}

TEST_CASE("what is wrong in a request is named") {
    const struct {
        const char* text;
        const char* named;
    } cases[] = {
        {"", "not JSON"},
        {"[]", "The request is not a JSON object."},
        {"{}", R"("do" is missing)"},
        {R"({"do":1})", R"("do" is not a text)"},
        {R"({"do":"reboot"})", R"("reboot")"},
        {R"({"do":"observe_wsl"})", R"("ask_guest" is missing)"},
        {R"({"do":"observe_wsl","ask_guest":1})", R"("ask_guest" is neither true nor false)"},
        {R"({"do":"shut_down_wsl","force":true})", R"("force" is not known)"},
        {R"({"do":"put_back_config","remedy_id":null})", R"("remedy_id" is not a text)"},
        {R"({"do":"set_networking_mode","remedy_id":"1","mode":"bogus"})", R"("bogus")"},
        {R"({"do":"ask_guest","targets":{}})", R"("targets" is not a list)"},
        {R"({"do":"ask_guest","targets":[{"name":"a","host":"b","port":65536}]})", R"("targets[0].port")"},
        {R"({"do":"ask_guest","targets":[{"name":"a","host":"b","port":-1}]})", R"("targets[0].port")"},
        {R"({"do":"ask_guest","targets":[{"name":"a","host":"b","port":1.5}]})", R"("targets[0].port")"},
        {R"({"do":"apply_exclusion","vpn":{"guid":"","mac":"","addresses":[1],"name":""}})",
         R"("vpn.addresses")"},
    };

    for (const auto& one : cases) {
        INFO(one.text);
        const auto read = request_from_json(one.text);
        REQUIRE(read.has_error());
        CHECK(read.error().message.find(one.named) != std::string::npos);
    }
}

TEST_CASE("a reply with an unknown sentence code is refused") {
    CHECK(reply_from_json(R"({"is":"refusal","why":{"code":"no_such","arguments":[]}})").has_error());
    CHECK(reply_from_json(R"({"is":"refusal","why":{"code":"agent_failed","arguments":["x"]}})").has_value());
}

} // namespace mirrorwatch::agent
