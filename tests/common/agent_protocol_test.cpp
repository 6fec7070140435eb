// SPDX-License-Identifier: MIT
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
            ProposeEndpoints{},
            ReadUserSettings{},
            SetConfigSetting{"20261122T154700-1", ConfigSetting::AutoProxy},
            ApplyMtu{cisco(), 1280},
            UndoMtu{cisco(), {"eth1", 1500, 1280}}};
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
                       std::nullopt,
                       true},
            GuestFacts{},
            MtuReceipt{"eth1", 1500, 1280},
            ExclusionReceipt{"eth1", true, false},
            ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Nat, "", "cd"},
            Done{},
            ProbeResults{{refused(), {true, "", std::chrono::milliseconds{2}}},
                         "Ubuntu",
                         std::vector<std::uint16_t>{22, 8080}},
            Proposals{{{"postgres on 5432", "tcp://127.0.0.1:5432", "docker publishes it"}}},
            UserSettings{"schema = 1\n", true},
            UserSettings{},
            Refusal{{MessageId::ExclusionFailed, {"Ethernet 4", "it did not hold"}}}};
}

} // namespace

TEST_CASE("every request is spelled like this, to the letter") {
    const std::vector<std::string> spelled{
        R"({"do":"observe_wsl","ask_guest":true})",
        R"({"do":"observe_wsl","ask_guest":false})",
        R"({"do":"ask_guest","targets":[{"name":"web","host":"127.0.0.1","port":8080},)"
        R"({"name":"db","host":"db.corp","port":65535}],"patience_s":2})",
        R"({"do":"apply_exclusion","vpn":{"guid":"{37217669-42DA-4657-A55B-0D995D328250}",)"
        R"("mac":"00-05-9A-3C-7A-00","addresses":["10.8.0.2","fd00::2"],)"
        R"("name":"Ethernet 4 \"ü\""}})",
        R"({"do":"undo_exclusion","vpn":{"guid":"{37217669-42DA-4657-A55B-0D995D328250}",)"
        R"("mac":"00-05-9A-3C-7A-00","addresses":["10.8.0.2","fd00::2"],)"
        R"("name":"Ethernet 4 \"ü\""}})",
        R"({"do":"set_networking_mode","remedy_id":"20261122T154700-1","mode":"virtioproxy"})",
        R"({"do":"put_back_config","remedy_id":"20261122T154700-1"})",
        R"({"do":"shut_down_wsl"})",
        R"({"do":"probe_from_guest","endpoints":[{"name":"shop","kind":"https",)"
        R"("host":"shop.corp","port":443,"http":{"target":"/health?deep=1","method":"HEAD",)"
        R"("headers":[{"name":"Accept","value":"text/plain"}],"expected_status":[{"first":200,)"
        R"("last":204},{"first":301,"last":301}],"body_match":"ok|fine",)"
        R"("body_not_match":"error","follow_redirects":false,"max_redirects":3,)"
        R"("tls_verify":false,"tls_server_name":"front.corp","proxy":"named",)"
        R"("proxy_url":"http://proxy:8080"},"expected_addresses":["10.0.0.1"],"group":"corp",)"
        R"("from":"both","when":"vpn","family":"6","enabled":false,"required":false,)"
        R"("interval_ms":120000,"timeout_ms":700,"retry_interval_ms":9000,)"
        R"("max_backoff_ms":420000,"jitter_percent":20,"failure_threshold":4,)"
        R"("success_threshold":1,"source":"machine"},{"name":"","kind":"http","host":"","port":0,)"
        R"("http":{"target":"/","method":"GET","headers":[],"expected_status":[{"first":200,)"
        R"("last":399}],"body_match":"","body_not_match":"","follow_redirects":true,)"
        R"("max_redirects":10,"tls_verify":true,"tls_server_name":"","proxy":"system",)"
        R"("proxy_url":""},"expected_addresses":[],"group":"","from":"windows","when":"always",)"
        R"("family":"auto","enabled":true,"required":true,"interval_ms":30000,)"
        R"("timeout_ms":5000,"retry_interval_ms":5000,"max_backoff_ms":300000,)"
        R"("jitter_percent":10,"failure_threshold":3,"success_threshold":2,)"
        R"("source":"machine"}],)"
        R"("host_subnets":[{"address":"192.168.1.20","length":24},{"address":"fd00::1",)"
        R"("length":64}],"attempts":3,"host_has_default_ipv4":true,)"
        R"("host_has_default_ipv6":true})",
        R"({"do":"propose_endpoints"})",
        R"({"do":"read_user_settings"})",
        R"({"do":"change_setting","remedy_id":"20261122T154700-1","setting":"autoProxy"})",
        R"({"do":"lower_mtu","vpn":{"guid":"{37217669-42DA-4657-A55B-0D995D328250}",)"
        R"("mac":"00-05-9A-3C-7A-00","addresses":["10.8.0.2","fd00::2"],)"
        R"("name":"Ethernet 4 \"ü\""},"mtu":1280})",
        R"({"do":"undo_mtu","vpn":{"guid":"{37217669-42DA-4657-A55B-0D995D328250}",)"
        R"("mac":"00-05-9A-3C-7A-00","addresses":["10.8.0.2","fd00::2"],)"
        R"("name":"Ethernet 4 \"ü\""},"receipt":{"device":"eth1","before":1500,"after":1280}})"};
    std::vector<std::string> now;
    for (const Request& request : every_request()) {
        now.push_back(to_json(request));
    }
    CHECK(now == spelled);
}

TEST_CASE("every reply is spelled like this, to the letter") {
    const std::vector<std::string> spelled{
        R"({"is":"wsl_observation","running":["Ubuntu","docker-desktop"],)"
        R"("effective":"mirrored","configured":"nat","vm_id":"vm","config_sha256":"ab",)"
        R"("config_mistakes":[]})",
        R"({"is":"wsl_observation","running":[],"effective":"unknown","configured":"unknown",)"
        R"("vm_id":"","config_sha256":"","config_mistakes":[]})",
        R"({"is":"guest_facts","facts":{"devices":[{"name":"eth1","guid":"{A}",)"
        R"("mac":"00-05-9A-3C-7A-00","up":true,"mtu":1390,"addresses":[{"address":"10.8.0.2",)"
        R"("length":24}]}],"routes":[{"destination":{"address":"0.0.0.0","length":1},)"
        R"("device":"eth1","gateway":"10.8.0.1","metric":1}],"gateway":"failed",)"
        R"("trials":[{"endpoint":"web","name_resolves":true,"resolved":["10.1.2.3"],)"
        R"("connects":false,"large_answer":null,"listens_here":true,"answers_here":false,)"
        R"("leaves_by":null}],"resolv_conf_is_generated":true,)"
        R"("http_proxy":"http://127.0.0.1:9999","terminal_in_use":null,"tcp_timestamps":true}})",
        R"({"is":"guest_facts","facts":{"devices":null,"routes":null,"gateway":null,)"
        R"("trials":[],"resolv_conf_is_generated":null,"http_proxy":null,)"
        R"("terminal_in_use":null,"tcp_timestamps":null}})",
        R"({"is":"mtu_receipt","receipt":{"device":"eth1","before":1500,"after":1280}})",
        R"({"is":"exclusion_receipt","receipt":{"device":"eth1","survives_updates":true,)"
        R"("is_watched":false}})",
        R"({"is":"config_edit","edit":{"before":"mirrored","after":"nat","before_sha256":"",)"
        R"("after_sha256":"cd"}})",
        R"({"is":"done"})",
        R"({"is":"probe_results","results":[{"ok":false,"error":"connection refused",)"
        R"("latency_ms":3,"failed":"refused","certificate_expires":{"unix":1800000000},)"
        R"("attempts":1},{"ok":true,"error":"","latency_ms":2,"failed":"none",)"
        R"("certificate_expires":null,"attempts":1}],"distro":"Ubuntu","listening":[22,8080]})",
        R"({"is":"proposals","proposals":[{"name":"postgres on 5432",)"
        R"("url":"tcp://127.0.0.1:5432","reason":"docker publishes it"}]})",
        R"({"is":"user_settings","file":{"text":"schema = 1\n"},"has_proxy":true})",
        R"({"is":"user_settings","file":null,"has_proxy":false})",
        R"({"is":"refusal","why":{"code":"exclusion_failed","arguments":["Ethernet 4",)"
        R"("it did not hold"]}})"};
    std::vector<std::string> now;
    for (const Reply& reply : every_reply()) {
        now.push_back(to_json(reply));
    }
    CHECK(now == spelled);
}

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
         R"("vpn.addresses[0]" is not a text)"},
    };

    for (const auto& one : cases) {
        INFO(one.text);
        const auto read = request_from_json(one.text);
        REQUIRE(read.has_error());
        CHECK(read.error().message.find(one.named) != std::string::npos);
    }
}

TEST_CASE("a number out of its range is named, with the range") {
    const struct {
        const char* what;
        const char* with;
        const char* named;
    } cases[] = {
        {R"("port":443)", R"("port":65536)", R"("endpoints[0].port" is not a whole number from 0 to 65535.)"},
        {R"("first":301)", R"("first":1000)",
         R"("endpoints[0].http.expected_status[1].first" is not a whole number from 0 to 999.)"},
        {R"("last":301)", R"("last":1000)",
         R"("endpoints[0].http.expected_status[1].last" is not a whole number from 0 to 999.)"},
        {R"("max_redirects":3)", R"("max_redirects":21)",
         R"("endpoints[0].http.max_redirects" is not a whole number from 0 to 20.)"},
        {R"("interval_ms":120000)", R"("interval_ms":86400001)",
         R"("endpoints[0].interval_ms" is not a whole number from 0 to 86400000.)"},
        {R"("jitter_percent":20)", R"("jitter_percent":51)",
         R"("endpoints[0].jitter_percent" is not a whole number from 0 to 50.)"},
        {R"("failure_threshold":4)", R"("failure_threshold":1001)",
         R"("endpoints[0].failure_threshold" is not a whole number from 0 to 1000.)"},
        {R"("success_threshold":1)", R"("success_threshold":1001)",
         R"("endpoints[0].success_threshold" is not a whole number from 0 to 1000.)"},
        {R"("length":64)", R"("length":129)",
         R"("host_subnets[1].length" is not a whole number from 0 to 128.)"},
        {R"("attempts":3)", R"("attempts":6)", R"("attempts" is not a whole number from 0 to 5.)"},
        {R"({"name":"Accept",)", R"({)", R"("endpoints[0].http.headers[0].name" is missing.)"},
    };

    const std::string good = to_json(
        Request{ProbeFromGuest{{shop(), EndpointSpec{}}, {{"192.168.1.20", 24}, {"fd00::1", 64}}, 3}});
    for (const auto& one : cases) {
        std::string bad = good;
        REQUIRE(bad.find(one.what) != std::string::npos);
        bad.replace(bad.find(one.what), std::string{one.what}.size(), one.with);
        CHECK(request_from_json(bad).error().message == one.named);
    }
}

TEST_CASE("what is wrong in a reply is named") {
    const struct {
        const char* text;
        const char* named;
    } cases[] = {
        {R"({"is":"user_settings","file":{"text":1},"has_proxy":true})", R"("file.text" is not a text.)"},
        {R"({"is":"user_settings","file":"x","has_proxy":true})", R"("file" is not an object.)"},
        {R"({"is":"mtu_receipt","receipt":{"device":"eth1","before":65536,"after":0}})",
         R"("receipt.before" is not a whole number from 0 to 65535.)"},
        {R"({"is":"mtu_receipt","device":"eth1","before":1,"after":0})", R"("receipt" is missing.)"},
        {R"({"is":"done","more":1})", R"("more" is not known.)"},
        {R"({"is":"finished"})", R"("is" has the unknown value "finished".)"},
        {R"({"is":"probe_results","results":[{"ok":true,"error":"","latency_ms":1,"failed":"none",)"
         R"("certificate_expires":{"unix":-1},"attempts":1}],"distro":""})",
         R"("results[0].certificate_expires.unix" is not a whole number from 0 to 9223372036854.)"},
        {R"({"is":"probe_results","results":[{"ok":true,"error":"","latency_ms":1,"failed":"never",)"
         R"("certificate_expires":null,"attempts":1}],"distro":""})",
         R"("results[0].failed" has the unknown value "never".)"},
    };

    for (const auto& one : cases) {
        INFO(one.text);
        CHECK(reply_from_json(one.text).error().message == one.named);
    }
}

TEST_CASE("a reply with an unknown sentence code is refused") {
    CHECK(reply_from_json(R"({"is":"refusal","why":{"code":"no_such","arguments":[]}})").has_error());
    CHECK(reply_from_json(R"({"is":"refusal","why":{"code":"agent_failed","arguments":["x"]}})").has_value());
}

} // namespace mirrorwatch::agent
