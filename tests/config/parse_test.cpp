// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "config/settings_edit.hpp"
#include "service/cli/settings_view.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::config;
using namespace std::chrono_literals;

namespace {

Settings settings_of(std::string_view text) {
    const auto parsed = parse_settings(text, "t");
    REQUIRE_MESSAGE(parsed.has_value(), to_string(parsed.error()));
    CHECK(parsed->warnings.empty());
    return parsed->value;
}

std::vector<std::string> keys_in(std::string_view text) {
    std::vector<std::string> keys;
    std::ranges::transform(typed_settings(text), std::back_inserter(keys), &TypedSetting::key);
    return keys;
}

} // namespace

TEST_CASE("the shipped settings are the defaults of the program") {
    CHECK((settings_of(shipped_settings()) == Settings{}));
}

TEST_CASE("the shipped settings write every setting down") {
    const std::vector<std::string> shipped = keys_in(shipped_settings());
    for (const std::string& key : keys_in(cli::settings_toml(Settings{}))) {
        CAPTURE(key);
        CHECK(std::ranges::count(shipped, key) == 1);
    }
    // What holds for all endpoints is shown at each of them.
    for (const char* key : {"interval", "timeout", "failure_threshold", "success_threshold", "retry_interval",
                            "max_backoff", "jitter"}) {
        CAPTURE(key);
        CHECK(std::ranges::count(shipped, "health." + std::string{key}) == 1);
    }
}

TEST_CASE("the shipped examples are right once their comment sign is taken away") {
    const Settings settings = settings_of(shipped_examples());
    REQUIRE(settings.endpoints.size() == 6);
    CHECK(settings.endpoints[0].http.target == "/health");
    CHECK(settings.endpoints[1].kind == EndpointKind::Https);
    CHECK(settings.endpoints[1].when == EndpointWhen::Vpn);
    CHECK(settings.endpoints[2].interval == 10s);
    CHECK(settings.endpoints[3].from == EndpointFrom::Both);
    CHECK(settings.endpoints[4].expected_addresses.size() == 2);
    CHECK(settings.endpoints[5].kind == EndpointKind::WslNetwork);
    CHECK(settings.policy.vpns == std::vector<VpnPolicy>{{"Cisco*", VpnPolicy::Action::Ask}});
}

TEST_CASE("the shipped examples write the defaults of an endpoint down") {
    EndpointSpec expected;
    expected.name = "web server in WSL";
    expected.host = "127.0.0.1";
    expected.port = 8080;
    expected.http.target = "/health";
    expected.http.headers = {{"Accept", "text/plain"}};
    CHECK((settings_of(shipped_examples()).endpoints[0] == expected));
}

TEST_CASE("an empty file means the defaults") {
    CHECK((settings_of("") == Settings{}));
}

TEST_CASE("every setting is read to its place") {
    Settings expected;
    expected.adapters = {1ms, 2ms, 3ms};
    expected.burst = {{0ms, 4ms}, 5ms};
    expected.policy.settle = 6ms;
    expected.policy.blame_window = 7ms;
    expected.policy.verify_within = 8ms;
    expected.wsl = {9ms, 10ms, 12min};
    expected.connectivity = {{"proxy.corp.example:8080", "[fd00::1]:53"}, 13ms};
    expected.start_period = 0ms;
    expected.max_concurrency = 11;
    CHECK((settings_of(R"(
[adapters]
quiet = "1ms"
longest = "2ms"
poll = "3ms"
[burst]
at = ["0s", "4ms"]
timeout = "5ms"
[policy]
settle = "6ms"
blame_window = "7ms"
verify_within = "8ms"
[wsl]
poll = "9ms"
awaiting_poll = "10ms"
probe = "12m"
[connectivity]
targets = ["proxy.corp.example:8080", "[fd00::1]:53"]
timeout = "13ms"
[health]
start_period = "0s"
max_concurrency = 11
)") == expected));
}

TEST_CASE("an endpoint takes from [health] what it does not set itself") {
    const Settings settings = settings_of(R"(
[[endpoint]]
name = "web"
url = "http://localhost:8080/up?x"
timeout = "1s"
[[endpoint]]
name = "db"
type = "tcp"
host = "::2"
port = 5432
when = "no_vpn"
failure_threshold = 9
[health]
interval = "10s"
timeout = "2s"
retry_interval = "3s"
failure_threshold = 4
success_threshold = 5
)");
    EndpointSpec web;
    web.name = "web";
    web.host = "localhost";
    web.port = 8080;
    web.http.target = "/up?x";
    web.interval = 10s;
    web.timeout = 1s;
    web.retry_interval = 3s;
    web.failure_threshold = 4;
    web.success_threshold = 5;
    EndpointSpec db = web;
    db.name = "db";
    db.kind = EndpointKind::Tcp;
    db.host = "::2";
    db.port = 5432;
    db.http.target = "/";
    db.when = EndpointWhen::NoVpn;
    db.timeout = 2s;
    db.failure_threshold = 9;
    CHECK((settings.endpoints == std::vector{web, db}));
}

TEST_CASE("a key that is not known is a warning with its place and the nearest one, and changes nothing") {
    const auto parsed = parse_settings("colour = 1\n[policy]\n settl = \"1s\"\n[[endpoint]]\nname = \"a\"\n"
                                       "url = \"tcp://h:1\"\n  form = \"wsl\"\n[notice]\nx = "
                                       "1\n[[vpn]]\nname = \"c\"\naction = \"ask\"\ncation = 1\n",
                                       "t");
    REQUIRE(parsed.has_value());
    const std::vector<ConfigError> expected{
        {"t", 1, 1, "colour is not a known setting and has no effect"},
        {"t", 3, 2, "policy.settl is not a known setting and has no effect; did you mean \"settle\"?"},
        {"t", 7, 3, "endpoint.form is not a known setting and has no effect; did you mean \"from\"?"},
        {"t", 8, 2, "notice is not a known setting and has no effect; did you mean \"notify\"?"},
        {"t", 13, 1, "vpn.cation is not a known setting and has no effect; did you mean \"action\"?"}};
    CHECK((parsed->warnings == expected));
    CHECK(parsed->value.policy.settle == Settings{}.policy.settle);
}

TEST_CASE("what is wrong in the settings is told with line and column") {
    const std::string duration = " must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\"";
    check_errors(
        parse_settings,
        {
            {"schema = 0\n", 1, 10, "schema must be a whole number from 1 on"},
            {"schema = \"2\"\n", 1, 10, "schema must be a whole number from 1 on"},
            {"schema = 1.5\n", 1, 10, "schema must be a whole number from 1 on"},
            {"adapters = 3\n", 1, 12, "adapters must be a table: [adapters]"},
            {"[adapters]\nquiet = 350\n", 2, 9, "adapters.quiet" + duration},
            {"[adapters]\nquiet = \"350\"\n", 2, 9, "adapters.quiet" + duration},
            {"[adapters]\n  poll  =  \"0s\"\n", 2, 12, "adapters.poll must be between 1ms and 24h"},
            {"[adapters]\npoll = \"25h\"\n", 2, 8, "adapters.poll must be between 1ms and 24h"},
            {"[adapters]\nquiet = \"3s\"\n", 1, 1,
             "adapters.longest must not be shorter than adapters.quiet (3s)"},
            {"[burst]\nat = []\n", 2, 6, "burst.at must list at least one duration, the shortest first"},
            {"[burst]\nat = [\"2s\", \"1s\"]\n", 2, 6,
             "burst.at must list at least one duration, the shortest first"},
            {"[burst]\nat = [\"1s\",\n  2]\n", 3, 3, "burst.at" + duration},
            {"[burst]\nat = \"1s\"\n", 2, 6,
             "burst.at must be a list of durations such as [\"0s\", \"500ms\"]"},
            {"[health]\nfailure_threshold = 0\n", 2, 21,
             "health.failure_threshold must be a whole number between 1 and 1000"},
            {"[health]\nsuccess_threshold = 1.0\n", 2, 21,
             "health.success_threshold must be a whole number between 1 and 1000"},
            {"[health]\njitter = \"51%\"\n", 2, 10,
             "health.jitter must be a share such as \"10%\", at most \"50%\""},
            {"[health]\njitter = -1\n", 2, 10,
             "health.jitter must be a share such as \"10%\", at most \"50%\""},
            {"[health]\njitter = \"%\"\n", 2, 10,
             "health.jitter must be a share such as \"10%\", at most \"50%\""},
            {"[connectivity]\ntargets = [\"h:1\", \"h\"]\n", 2, 19,
             "connectivity.targets must list places such as \"proxy.corp.example:8080\""},
            {"[health]\nmax_concurrency = 0\n", 2, 19,
             "health.max_concurrency must be a whole number between 1 and 1000"},
            {"[health]\ntimeout = \"30s\"\n", 2, 11,
             "health.timeout does not fit: the timeout (30s) must be shorter than the interval (30s)"},
            {"[health]\n\ninterval = \"5s\"\n", 3, 12,
             "health.interval does not fit: the timeout (5s) must be shorter than the interval (5s)"},
            {"a = 1\nb = \n", 2, 5, "Error while parsing key-value pair: expected value, saw '\\n'"},
            {"\n[wsl]\nx = 0\npoll = 1\n[policy]\nsettle = 1\n", 4, 8, "wsl.poll" + duration},
        });
}
