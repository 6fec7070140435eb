#include "config/parse.hpp"
#include "config/shipped.hpp"

#include <doctest/doctest.h>

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

struct Row {
    std::string_view text;
    std::uint32_t line;
    std::uint32_t column;
    std::string message;
};

template <class Parse>
void check_errors(Parse parse, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const auto parsed = parse(row.text, "t");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(to_string(parsed.error()) == to_string(ConfigError{"t", row.line, row.column, row.message}));
    }
}

} // namespace

TEST_CASE("the shipped settings are the defaults of the program") {
    CHECK((settings_of(shipped_settings()) == Settings{}));
}

TEST_CASE("the shipped settings write every setting down") {
    const std::string_view text = shipped_settings();
    for (const std::string_view key :
         {"quiet", "longest", "poll", "at", "timeout", "settle", "blame_window", "verify_within",
          "awaiting_poll", "interval", "failure_threshold", "success_threshold", "retry_interval",
          "start_period", "max_concurrency"}) {
        CAPTURE(key);
        CHECK(text.find("\n" + std::string{key} + " = ") != std::string_view::npos);
    }
}

TEST_CASE("the shipped examples are right once their comment sign is taken away") {
    std::string text{shipped_settings()};
    const auto begin = text.find("# [[endpoint]]");
    REQUIRE(begin != std::string::npos);
    for (auto at = begin; at != std::string::npos && at < text.size();) {
        text.erase(at, 1);
        at = text.find("\n#", at);
        at = at == std::string::npos ? at : at + 1;
    }
    const Settings settings = settings_of(text);
    REQUIRE(settings.endpoints.size() == 3);
    CHECK(settings.endpoints[0].http.target == "/health");
    CHECK(settings.endpoints[1].interval == 10s);
    CHECK(settings.endpoints[2].when == EndpointWhen::Vpn);
}

TEST_CASE("an empty file means the defaults") {
    CHECK((settings_of("") == Settings{}));
}

TEST_CASE("every setting is read to its place") {
    Settings expected;
    expected.adapters = {1ms, 2ms, 3ms};
    expected.burst = {{0ms, 4ms}, 5ms};
    expected.policy = {6ms, 7ms, 8ms};
    expected.wsl = {9ms, 10ms};
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
host = "::1"
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
    db.host = "::1";
    db.port = 5432;
    db.http.target = "/";
    db.when = EndpointWhen::NoVpn;
    db.timeout = 2s;
    db.failure_threshold = 9;
    CHECK((settings.endpoints == std::vector{web, db}));
}

TEST_CASE("a key that is not known is a warning with its place, and changes nothing") {
    const auto parsed = parse_settings("colour = 1\n[policy]\n settl = \"1s\"\n[[endpoint]]\nname = \"a\"\n"
                                       "url = \"tcp://h:1\"\n  from = \"wsl\"\n[notify]\nx = 1\n",
                                       "t");
    REQUIRE(parsed.has_value());
    const std::vector<ConfigError> expected{
        {"t", 1, 1, "colour is not a known setting and has no effect"},
        {"t", 3, 2, "policy.settl is not a known setting and has no effect"},
        {"t", 7, 3, "endpoint.from is not a known setting and has no effect"},
        {"t", 8, 2, "notify is not a known setting and has no effect"}};
    CHECK((parsed->warnings == expected));
    CHECK(parsed->value.policy == Settings{}.policy);
}

TEST_CASE("what is wrong in the settings is told with line and column") {
    const std::string duration = " must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\"";
    check_errors(
        parse_settings,
        {
            {"schema = 2\n", 1, 10, "schema must be a whole number between 1 and 1"},
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

TEST_CASE("what is wrong in an endpoint is told with line and column") {
    const std::string e = "[[endpoint]]\n";
    const std::string named = e + "name = \"a\"\n";
    const std::string url = named + "url = \"tcp://h:1\"\n";
    const std::string texts[] = {
        e + "url = \"tcp://h:1\"\n",
        named,
        named + "url = \"https://h/\"\n",
        named + "url = 5\n",
        named + "type = \"http\"\nhost = \"h\"\nport = 1\n",
        named + "type = \"tcp\"\nhost = \"h\"\n",
        named + "type = \"tcp\"\nport = 1\n",
        named + "type = \"tcp\"\nhost = \"h\"\nport = 65536\n",
        named + "type = \"udp\"\nurl = \"tcp://h:1\"\n",
        url + "type = \"http\"\n",
        url + "port = 1\n",
        url + "when = \"never\"\n",
        url + "timeout = \"1m\"\n",
        url + "\n" + url,
        "endpoint = 5\n",
        "[endpoint]\nname = \"a\"\n",
    };
    check_errors(
        parse_settings,
        {
            {texts[0], 1, 1, "endpoint.name is missing: each endpoint needs a name of its own"},
            {texts[1], 1, 1, "endpoint.url is missing: \"http://host:port/path\" or \"tcp://host:port\""},
            {texts[2], 3, 7, "endpoint.url must begin with \"http://\" or \"tcp://\""},
            {texts[3], 3, 7, "endpoint.url must be text in quotes"},
            {texts[4], 1, 1, "endpoint.url is missing: \"http://host:port/path\" or \"tcp://host:port\""},
            {texts[5], 1, 1, "endpoint.port is missing: a number between 1 and 65535"},
            {texts[6], 1, 1, "endpoint.host must be a name or an address"},
            {texts[7], 5, 8, "endpoint.port must be a whole number between 1 and 65535"},
            {texts[8], 3, 8, "endpoint.type must be one of \"http\", \"tcp\""},
            {texts[9], 4, 8, "endpoint.type must be \"tcp\" or absent, as the url says so"},
            {texts[10], 4, 8, "endpoint.port must be absent, as the url says it"},
            {texts[11], 4, 8, "endpoint.when must be one of \"always\", \"vpn\", \"no_vpn\""},
            {texts[12], 4, 11,
             "endpoint.timeout does not fit: the timeout (1m) must be shorter than the interval (30s)"},
            {texts[13], 6, 8, "endpoint.name \"a\" is taken by an endpoint before: names must be unique"},
            {texts[14], 1, 12, "endpoint must be written as [[endpoint]]"},
            {texts[15], 1, 1, "endpoint must be written as [[endpoint]]"},
        });
}

TEST_CASE("a VPN rule is read with all its conditions") {
    const auto parsed =
        parse_vpn_rules("vpn_score = 60\nmaybe_score = 20\n[[rule]]\nclient = \"C\"\ndescription = \"D\"\n"
                        "description_word = [\"E\", \"F\"]\nname = \"N\"\nname_word = \"M\"\nguid = \"{G}\"\n"
                        "mac = [\"00-ff\", \"02\"]\ncomponent_id = \"PCI\\\\\"\nservice = \"s\"\n"
                        "physical_medium = \"802.3\"\nif_type = 53\ntunnel_type = [11, 13]\n"
                        "hardware_interface = false\nconnector_present = true\n"
                        "circumstance = \"dns_change\"\nscore = -7\nat_most = \"maybe\"\nreason = \"R\"\n",
                        "t");
    REQUIRE(parsed.has_value());
    CHECK(parsed->warnings.empty());
    VpnRule rule;
    rule.client = "C";
    rule.description = {"D"};
    rule.description_word = {"E", "F"};
    rule.name = {"N"};
    rule.name_word = {"M"};
    rule.guid = {"{G}"};
    rule.mac = {"00-FF", "02"};
    rule.component_id = {"PCI\\"};
    rule.service = {"s"};
    rule.physical_medium = {"802.3"};
    rule.if_type = {53};
    rule.tunnel_type = {11, 13};
    rule.hardware_interface = false;
    rule.connector_present = true;
    rule.circumstance = Circumstance::DnsChange;
    rule.score = -7;
    rule.at_most = VerdictKind::Maybe;
    rule.reason = "R";
    CHECK((parsed->value == VpnRules{60, {rule}, 20, {}}));
}

TEST_CASE("a service of a VPN is read") {
    const auto parsed =
        parse_vpn_rules("[[service]]\nclient = \"C\"\nname = \"N\"\nwithout_adapter = true\n", "t");
    REQUIRE(parsed.has_value());
    CHECK((parsed->value.services == std::vector<VpnService>{{"C", "N", true}}));
}

TEST_CASE("what the VPN table does not know is a warning") {
    const auto parsed =
        parse_vpn_rules("maybe = 3\n[[rule]]\nname = \"n\"\nscore = 1\nreason = \"r\"\nmacs = \"\"\n", "t");
    REQUIRE(parsed.has_value());
    REQUIRE(parsed->warnings.size() == 2);
    CHECK(to_string(parsed->warnings[0]) == "t:1:1: maybe is not a known setting and has no effect");
    CHECK(to_string(parsed->warnings[1]) == "t:6:1: rule.macs is not a known setting and has no effect");
}

TEST_CASE("a lower vpn_score lowers what is perhaps a VPN") {
    const auto parsed = parse_vpn_rules("vpn_score = 20\n", "t");
    REQUIRE(parsed.has_value());
    CHECK(parsed->value.maybe_score == 20);
}

TEST_CASE("what is wrong in the VPN table is told with line and column") {
    check_errors(
        parse_vpn_rules,
        {
            {"[[rule]]\nscore = 1\nreason = \"r\"\n", 1, 1,
             "rule.description is missing: a rule needs a condition, such as a description, name, mac or "
             "if_type"},
            {"[[rule]]\nname = \"n\"\nreason = \"r\"\n", 1, 1,
             "rule.score is missing: a whole number between -100 and 100, but not 0"},
            {"[[rule]]\nname = \"n\"\nreason = \"r\"\nscore = 101\n", 4, 9,
             "rule.score must be a whole number between -100 and 100"},
            {"[[rule]]\nname = \"n\"\nscore = 1\n", 1, 1,
             "rule.reason is missing: a few words that tell the user why"},
            {"[[rule]]\nmac = \"00:FF\"\nscore = 1\nreason = \"r\"\n", 2, 7,
             "rule.mac must be the beginning of an address such as \"00-05-9A-3C-7A-00\" or \"00-FF\""},
            {"rule = 1\n", 1, 8, "rule must be written as [[rule]]"},
            {"[[rule]]\nname = []\nscore = 1\nreason = \"r\"\n", 2, 8,
             "rule.name must be text in quotes, or a list of such"},
            {"[[rule]]\nname = [\"a\", 3]\nscore = 1\nreason = \"r\"\n", 2, 14,
             "rule.name must be text in quotes, or a list of such"},
            {"[[rule]]\nif_type = [6, -1]\nscore = 1\nreason = \"r\"\n", 2, 15,
             "rule.if_type must be a whole number between 1 and 65535, or a list of such"},
            {"[[rule]]\nhardware_interface = 1\nscore = 1\nreason = \"r\"\n", 2, 22,
             "rule.hardware_interface must be true or false"},
            {"[[rule]]\nname = \"n\"\nat_most = \"never\"\nscore = 1\nreason = \"r\"\n", 3, 11,
             "rule.at_most must be one of \"no\", \"maybe\", \"vpn\""},
            {"vpn_score = 40\nmaybe_score = 41\n", 2, 15, "maybe_score must not be more than vpn_score (40)"},
            {"[[service]]\nclient = \"c\"\n", 1, 1,
             "service.name is missing: the name of the Windows service"},
        });
}
