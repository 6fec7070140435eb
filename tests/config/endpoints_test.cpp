// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::config;
using namespace std::chrono_literals;

namespace {

const std::string c_head = "[[endpoint]]\nname = \"a\"\n";
const std::string c_tcp = c_head + "url = \"tcp://h:1\"\n";
const std::string c_http = c_head + "url = \"http://h/\"\n";
const std::string c_https = c_head + "url = \"https://h/\"\n";
const std::string c_dns = c_head + "type = \"dns\"\nhost = \"h\"\n";

EndpointSpec endpoint_of(std::string_view text) {
    const auto checked = check_settings(text, "t");
    for (const ConfigError& error : checked.errors) {
        FAIL_CHECK(to_string(error));
    }
    CHECK(checked.warnings.empty());
    REQUIRE(checked.value.endpoints.size() == 1);
    return checked.value.endpoints.front();
}

std::vector<std::string> told(const std::vector<ConfigError>& list) {
    std::vector<std::string> lines;
    std::transform(list.begin(), list.end(), std::back_inserter(lines),
                   [](const ConfigError& error) { return to_string(error); });
    return lines;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("every setting of an endpoint over HTTP is read to its place") {
    EndpointSpec expected;
    expected.name = "web";
    expected.kind = EndpointKind::Https;
    expected.host = "h";
    expected.port = 8443;
    expected.group = "g";
    expected.from = EndpointFrom::Both;
    expected.when = EndpointWhen::Vpn;
    expected.family = IpFamily::V6;
    expected.enabled = false;
    expected.required = false;
    expected.interval = 6s;
    expected.timeout = 1ms;
    expected.retry_interval = 2ms;
    expected.max_backoff = 7s;
    expected.jitter_percent = 50;
    expected.failure_threshold = 4;
    expected.success_threshold = 5;
    expected.http.target = "/up?x";
    expected.http.method = HttpMethod::Post;
    expected.http.headers = {{"X-Second", "b"}, {"Accept", "a"}};
    expected.http.expected_status = {{200, 299}, {304, 304}, {401, 401}};
    expected.http.body_match = "^ok$";
    expected.http.body_not_match = "error|fail";
    expected.http.follow_redirects = false;
    expected.http.max_redirects = 0;
    expected.http.tls_verify = false;
    expected.http.tls_server_name = "h.example";
    expected.http.proxy = ProxyUse::Named;
    expected.http.proxy_url = "http://proxy:8080";
    CHECK((endpoint_of(R"(
[[endpoint]]
name = "web"
url = "https://h:8443/up?x"
group = "g"
from = "both"
when = "vpn"
ip_family = 6
enabled = false
required = false
interval = "6s"
timeout = "1ms"
retry_interval = "2ms"
max_backoff = "7s"
jitter = "50%"
failure_threshold = 4
success_threshold = 5
method = "POST"
headers = { X-Second = "b", Accept = "a" }
expected_status = ["200-299", "304", 401]
body_match = "^ok$"
body_not_match = "error|fail"
follow_redirects = false
max_redirects = 0
tls_verify = false
tls_server_name = "h.example"
proxy = "http://proxy:8080"
)") == expected));
}

TEST_CASE("a kind is told by the type or by the address") {
    CHECK(endpoint_of(c_http).kind == EndpointKind::Http);
    CHECK(endpoint_of(c_http + "type = \"http\"\n").kind == EndpointKind::Http);
    CHECK(endpoint_of(c_https).kind == EndpointKind::Https);
    CHECK(endpoint_of(c_https + "type = \"http\"\n").kind == EndpointKind::Https);
    CHECK(endpoint_of(c_https).port == 443);
    CHECK(endpoint_of(c_tcp).kind == EndpointKind::Tcp);
    CHECK(endpoint_of(c_head + "url = \"dns://h\"\n").kind == EndpointKind::Dns);
    CHECK(endpoint_of(c_dns).port == 0);
    CHECK(endpoint_of(c_head + "type = \"tcp\"\nhost = \"::2\"\nport = 5\n").port == 5);
}

TEST_CASE("WSL's own network is asked from within WSL") {
    const EndpointSpec spec = endpoint_of(c_head + "type = \"wsl-network\"\n");
    CHECK(spec.kind == EndpointKind::WslNetwork);
    CHECK(spec.from == EndpointFrom::Wsl);
    CHECK(spec.host.empty());
}

TEST_CASE("a family of addresses is a word or a number") {
    CHECK(endpoint_of(c_tcp + "ip_family = \"auto\"\n").family == IpFamily::Auto);
    CHECK(endpoint_of(c_tcp + "ip_family = \"4\"\n").family == IpFamily::V4);
    CHECK(endpoint_of(c_tcp + "ip_family = 4\n").family == IpFamily::V4);
}

TEST_CASE("one expected status needs no list") {
    CHECK((endpoint_of(c_http + "expected_status = 204\n").http.expected_status ==
           std::vector<StatusRange>{{204, 204}}));
    CHECK((endpoint_of(c_http + "expected_status = \"200-204\"\n").http.expected_status ==
           std::vector<StatusRange>{{200, 204}}));
}

TEST_CASE("a proxy is a word or an address") {
    CHECK(endpoint_of(c_http + "proxy = \"system\"\n").http.proxy == ProxyUse::System);
    CHECK(endpoint_of(c_http + "proxy = \"none\"\n").http.proxy == ProxyUse::None);
}

TEST_CASE("a name is expected to resolve to one of some addresses") {
    CHECK((endpoint_of(c_dns + "resolves_to = \"10.0.0.1\"\n").expected_addresses ==
           std::vector<std::string>{"10.0.0.1"}));
    CHECK(endpoint_of(c_dns + "resolves_to = [\"10.0.0.1\", \"fd00::1\"]\n").expected_addresses.size() == 2);
}

TEST_CASE("an endpoint takes from its group what it does not set itself, and the group from [health]") {
    const auto checked = check_settings(R"(
[[endpoint]]
name = "a"
group = "corp"
url = "tcp://h:1"
timeout = "3s"
[[endpoint]]
name = "b"
group = "elsewhere"
url = "tcp://h:1"
[[group]]
name = "corp"
when = "vpn"
from = "both"
required = false
interval = "20s"
timeout = "4s"
[health]
timeout = "2s"
failure_threshold = 7
)",
                                        "t");
    CHECK(checked.errors.empty());
    CHECK(checked.warnings.empty());
    const auto& endpoints = checked.value.endpoints;
    REQUIRE(endpoints.size() == 2);
    CHECK(endpoints[0].group == "corp");
    CHECK(endpoints[0].when == EndpointWhen::Vpn);
    CHECK(endpoints[0].from == EndpointFrom::Both);
    CHECK_FALSE(endpoints[0].required);
    CHECK(endpoints[0].interval == 20s);
    CHECK(endpoints[0].timeout == 3s);
    CHECK(endpoints[0].failure_threshold == 7);
    CHECK(endpoints[1].group == "elsewhere");
    CHECK(endpoints[1].timeout == 2s);
    CHECK(endpoints[1].required);
}

TEST_CASE("what is wrong in an endpoint is told with line and column") {
    const std::string url =
        "is missing: \"http://host:port/path\", \"https://host/path\" or \"tcp://host:port\"";
    const std::string status =
        "endpoint.expected_status must list what is right as [\"200-299\", 304]: numbers "
        "between 100 and 599, the smaller one first";

    struct Wrong {
        std::string text;
        std::uint32_t line;
        std::uint32_t column;
        std::string message;
    };

    const std::vector<Wrong> rows{
        {"[[endpoint]]\nurl = \"tcp://h:1\"\n", 1, 1,
         "endpoint.name is missing: each endpoint needs a name of its own"},
        {"[[endpoint]]\nname = \"a\\u0007\"\nurl = \"tcp://h:1\"\n", 2, 8,
         "endpoint.name must not have control characters in it"},
        {c_head, 1, 1, "endpoint.url " + url},
        {c_head + "type = \"http\"\nhost = \"h\"\nport = 1\n", 1, 1, "endpoint.url " + url},
        {c_head + "url = \"ftp://h/\"\n", 3, 7,
         "endpoint.url must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\""},
        {c_head + "url = 5\n", 3, 7, "endpoint.url must be text in quotes"},
        {c_head + "url = \"\"\n", 3, 7,
         "endpoint.url must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\""},
        {"[[endpoint]]\nname = 1\nurl = \"tcp://h:1\"\n", 2, 8, "endpoint.name must be text in quotes"},
        {c_head + "type = \"tcp\"\nhost = \"h\"\n", 1, 1,
         "endpoint.port is missing: a number between 1 and 65535"},
        {c_head + "type = \"tcp\"\nport = 1\n", 1, 1, "endpoint.host is missing: a name or an address"},
        {c_head + "type = \"tcp\"\nport = 1\nhost = \"a b\"\n", 5, 8,
         "endpoint.host must be a name or an address"},
        {c_head + "type = \"tcp\"\nhost = \"h\"\nport = 65536\n", 5, 8,
         "endpoint.port must be a whole number between 1 and 65535"},
        {c_head + "type = \"tpc\"\nurl = \"tcp://h:1\"\n", 3, 8,
         "endpoint.type must be one of \"http\", \"https\", \"tcp\", \"dns\", \"wsl-network\"; did you mean "
         "\"tcp\"?"},
        {c_tcp + "type = \"http\"\n", 4, 8, "endpoint.type must be \"tcp\" or absent, as the url says so"},
        {c_http + "type = \"https\"\n", 4, 8, "endpoint.type must be \"http\" or absent, as the url says so"},
        {c_tcp + "port = 1\n", 4, 8, "endpoint.port must be absent, as the url says it"},
        {c_tcp + "host = \"h\"\n", 4, 8, "endpoint.host must be absent, as the url says it"},
        {c_dns + "port = 53\n", 5, 8, "endpoint.port must be absent: nothing is connected to"},
        {c_head + "type = \"dns\"\n", 1, 1, "endpoint.host is missing: the name to be resolved"},
        {c_head + "type = \"dns\"\nhost = \"10.0.0.1\"\n", 4, 8,
         "endpoint.host must be a name: an address needs no resolving"},
        {c_head + "type = \"wsl-network\"\nhost = \"h\"\n", 4, 8,
         "endpoint.host must be absent: WSL's own network is looked at"},
        {c_head + "type = \"wsl-network\"\nfrom = \"both\"\n", 4, 8,
         "endpoint.from must be \"wsl\" or absent for an endpoint of type \"wsl-network\""},
        {c_tcp + "when = \"allways\"\n", 4, 8,
         "endpoint.when must be one of \"always\", \"vpn\", \"no_vpn\"; did you mean \"always\"?"},
        {c_tcp + "from = \"linux\"\n", 4, 8, "endpoint.from must be one of \"windows\", \"wsl\", \"both\""},
        {c_tcp + "ip_family = 5\n", 4, 13,
         "endpoint.ip_family must be one of \"auto\", \"4\", \"6\"; did you mean \"4\"?"},
        {c_head + "url = \"tcp://[::2]:1\"\nip_family = 4\n", 4, 13,
         "endpoint.ip_family must be \"6\" or absent, as the address is one of IPv6"},
        {c_head + "url = \"tcp://1.2.3.4:1\"\nip_family = 6\n", 4, 13,
         "endpoint.ip_family must be \"4\" or absent, as the address is one of IPv4"},
        {c_tcp + "enabled = \"yes\"\n", 4, 11, "endpoint.enabled must be true or false, without quotes"},
        {c_tcp + "timeout = \"1m\"\n", 4, 11,
         "endpoint.timeout does not fit: the timeout (1m) must be shorter than the interval (30s)"},
        {c_tcp + "interval = \"5s\"\n", 4, 12,
         "endpoint.interval does not fit: the timeout (5s) must be shorter than the interval (5s)"},
        {c_tcp + "\n" + c_tcp, 6, 8,
         "endpoint.name \"a\" is taken by the endpoint at t:2:8: names must be unique"},
        {c_tcp + "body_match = \"x\"\n", 4, 14,
         "endpoint.body_match fits only endpoints that are asked by http or https"},
        {c_dns + "headers = {}\n", 5, 11,
         "endpoint.headers fits only endpoints that are asked by http or https"},
        {c_http + "tls_verify = false\n", 4, 14,
         "endpoint.tls_verify fits only endpoints that are asked by https"},
        {c_http + "resolves_to = \"1.2.3.4\"\n", 4, 15,
         "endpoint.resolves_to fits only endpoints of type \"dns\""},
        {c_dns + "resolves_to = \"h\"\n", 5, 15,
         "endpoint.resolves_to must list addresses such as \"10.0.0.1\" or \"fd00::1\""},
        {c_http + "method = \"get\"\n", 4, 10, "endpoint.method must be one of \"GET\", \"HEAD\", \"POST\""},
        {c_http + "headers = \"Accept: a\"\n", 4, 11,
         "endpoint.headers must be a table such as { Accept = \"text/plain\" }"},
        {c_http + "headers = { Accept = 1 }\n", 4, 22, "endpoint.headers must have text in quotes as values"},
        {c_http + "headers = { \"A b\" = \"c\" }\n", 4, 11,
         "endpoint.headers must have names of letters, digits and '-' only"},
        {c_http + "headers = { A = \"se\\ncret\" }\n", 4, 11,
         "endpoint.headers must not have control characters in the value of \"A\""},
        {c_http + "headers = { Content-Length = \"1\" }\n", 4, 11,
         "endpoint.headers must not have \"Content-Length\", which Mirrorwatch sets itself"},
        {c_http + "headers = { Accept = \"a\", accept = \"b\" }\n", 4, 11,
         "endpoint.headers has \"accept\" twice"},
        {c_http + "expected_status = []\n", 4, 19, status},
        {c_http + "expected_status = [\"200-299\", \"299-200\"]\n", 4, 31, status},
        {c_http + "expected_status = [99]\n", 4, 20, status},
        {c_http + "expected_status = [600]\n", 4, 20, status},
        {c_http + "expected_status = [\"2xx\"]\n", 4, 20, status},
        {c_http + "expected_status = [\"200-\"]\n", 4, 20, status},
        {c_http + "expected_status = [true]\n", 4, 20, status},
        {c_http + "method = \"HEAD\"\nbody_match = \"x\"\n", 5, 14,
         "endpoint.body_match does not fit: an answer to HEAD has no body"},
        {c_http + "max_redirects = 21\n", 4, 17,
         "endpoint.max_redirects must be a whole number between 0 and 20"},
        {c_https + "tls_server_name = \"a b\"\n", 4, 19,
         "endpoint.tls_server_name must be the name in the server's certificate"},
        {c_http + "proxy = \"sytem\"\n", 4, 9,
         "endpoint.proxy must be \"system\", \"none\" or \"http://host:port\"; did you mean \"system\"?"},
        {c_http + "proxy = \"https://h:1\"\n", 4, 9,
         "endpoint.proxy must be \"system\", \"none\" or \"http://host:port\""},
        {c_http + "proxy = \"http://me:secret@h:1\"\n", 4, 9,
         "endpoint.proxy must not name a user: a proxy that wants a password is not supported"},
        {"[[group]]\nwhen = \"vpn\"\n", 1, 1, "group.name is missing: each group needs a name of its own"},
        {"[[group]]\nname = \"g\"\n[[group]]\nname = \"g\"\n", 4, 8,
         "group.name \"g\" is taken by a group before: names must be unique"},
        {"endpoint = 5\n", 1, 12, "endpoint must be written as [[endpoint]]"},
        {"[endpoint]\nname = \"a\"\n", 1, 1, "endpoint must be written as [[endpoint]]"},
    };
    for (const Wrong& row : rows) {
        CAPTURE(row.text);
        check_errors(parse_settings, {{row.text, row.line, row.column, row.message}});
    }
}

TEST_CASE("an expression that is none is told") {
    const auto checked = check_settings(c_http + "body_match = \"(\"\nbody_not_match = \"[a\"\n", "t");
    REQUIRE(checked.errors.size() == 2);
    CHECK(to_string(checked.errors[0])
              .starts_with("t:4:14: endpoint.body_match must be a regular expression: "));
    CHECK(to_string(checked.errors[1])
              .starts_with("t:5:18: endpoint.body_not_match must be a regular expression: "));
}

TEST_CASE("all errors of a file are told, in its order") {
    const auto checked = check_settings("[health]\ninterval = 3\n" + c_tcp +
                                            "form = 1\nwhen = \"x\"\n[wsl]\n"
                                            "poll = 1\n",
                                        "t");
    const std::string duration = " must be a duration such as \"500ms\", \"30s\", \"5m\" or \"24h\"";
    CHECK(told(checked.errors) == Lines{"t:2:12: health.interval" + duration,
                                        "t:7:8: endpoint.when must be one of \"always\", \"vpn\", \"no_vpn\"",
                                        "t:9:8: wsl.poll" + duration});
    CHECK(told(checked.warnings) ==
          Lines{"t:6:1: endpoint.form is not a known setting and has no effect; did you mean \"from\"?"});
}

TEST_CASE("what is hardly meant so is a warning") {
    const std::vector<std::pair<std::string, std::string>> rows{
        {c_tcp + "interval = \"4s\"\ntimeout = \"1s\"\n",
         "t:4:12: endpoint.interval is under 5s: that is a load for what is asked, and is rarely worth it"},
        {c_tcp + "max_backoff = \"29s\"\n", "t:4:15: endpoint.max_backoff is shorter than the interval "
                                            "(30s), so what is down is asked as often as "
                                            "what is up"},
        {c_head + "url = \"tcp://[::1]:1\"\n",
         "t:3:7: endpoint.url is ::1, which Windows and WSL do not share: what listens on the other side is "
         "reached by 127.0.0.1 only"},
        {c_head + "url = \"tcp://LOCALHOST:1\"\nip_family = 6\n",
         "t:4:13: endpoint.ip_family has no effect: localhost is asked as 127.0.0.1, as Windows and WSL do "
         "not "
         "share ::1"},
        {c_head + "url = \"http://me:secret@h/\"\n",
         "t:3:7: endpoint.url holds a password, which everybody can read who may read this file; it is shown "
         "nowhere"},
        {"[[group]]\nname = \"corp\"\n" + c_tcp + "group = \"crop\"\n",
         "t:6:9: endpoint.group has no [[group]]; did you mean \"corp\"?"},
        {"[wsl]\nprobe = \"89s\"\n", "t:2:9: wsl.probe is under 90s: WSL would never become idle"},
    };
    for (const auto& [text, line] : rows) {
        CAPTURE(text);
        const auto checked = check_settings(text, "t");
        CHECK(checked.errors.empty());
        CHECK(told(checked.warnings) == Lines{line});
    }
}

TEST_CASE("what is right and yet not what one might think is a note") {
    CHECK(
        told(check_settings(c_head + "url = \"tcp://localhost:1\"\n", "t").notes) ==
        Lines{
            "t:3:7: endpoint.url means 127.0.0.1: Windows and WSL do not share ::1, so what listens on that "
            "alone is not found"});
    CHECK(told(check_settings(c_https + "tls_verify = false\n", "t").notes) ==
          Lines{"t:4:14: endpoint.tls_verify is off: any server may pass for this one"});
    CHECK(check_settings(c_head + "url = \"tcp://127.0.0.1:1\"\n", "t").notes.empty());
}

TEST_CASE("a user in an address becomes a header, unless there is one") {
    const auto checked = check_settings(c_head + "url = \"http://a:bc@h:1/x\"\n", "t");
    REQUIRE(checked.value.endpoints.size() == 1);
    CHECK(checked.value.endpoints[0].host == "h");
    CHECK((checked.value.endpoints[0].http.headers ==
           std::vector<std::pair<std::string, std::string>>{{"Authorization", "Basic YTpiYw=="}}));
    const auto both = check_settings(
        c_head + "url = \"http://a:bc@h:1/x\"\nheaders = { authorization = \"secret\" }\n", "t");
    CHECK(told(both.errors) ==
          Lines{"t:4:11: endpoint.headers must not have \"authorization\", as the url names a user"});
}

TEST_CASE("nothing that is told holds a secret") {
    const auto checked =
        check_settings(c_head + "url = \"http://me:s3cret@h/ ?k=s3cret\"\nheaders = { A = \"s3cret\\n\" }\n"
                                "proxy = \"ftp://me:s3cret@h\"\n[[endpoint]]\nname = \"b\"\n"
                                "url = \"http://me:s3cret@h/?k=s3cret\"\nheaders = { A = \"s3cret\\n\" }\n"
                                "proxy = \"http://me:s3cret@h:1\"\n",
                       "t");
    CHECK(checked.errors.size() == 3);
    for (const auto* list : {&checked.errors, &checked.warnings, &checked.notes}) {
        for (const ConfigError& entry : *list) {
            CHECK(entry.message.find("s3cret") == std::string::npos);
        }
    }
}

TEST_CASE("a user's own file has endpoints, groups and [health]") {
    const auto checked =
        check_user_settings("schema = 1\n[health]\ninterval = \"10s\"\nmax_concurrency = 3\n"
                            "[wsl]\npoll = \"1s\"\n[[group]]\nname = \"g\"\nwhen = \"vpn\"\n"
                            "[[endpoint]]\nname = \"b\"\ngroup = \"g\"\nurl = \"tcp://h:1\"\n",
                            "t", {});
    CHECK(checked.errors.empty());
    const std::string why = " counts only in the machine's settings, and has no effect here";
    CHECK(told(checked.warnings) == Lines{"t:4:19: health.max_concurrency" + why, "t:5:1: wsl" + why});
    REQUIRE(checked.value.size() == 1);
    CHECK(checked.value[0].interval == 10s);
    CHECK(checked.value[0].when == EndpointWhen::Vpn);
}

TEST_CASE("a user's endpoint may not have the name of one of the machine's") {
    const auto machine = check_settings(c_tcp, "mirrorwatch.toml");
    CHECK(machine.names.size() == 1);
    CHECK(
        told(check_user_settings("\n" + c_tcp, "mine.toml", machine.names).errors) ==
        Lines{
            "mine.toml:3:8: endpoint.name \"a\" is taken by the endpoint at mirrorwatch.toml:2:8: names must "
            "be unique"});
}

TEST_CASE("an address alone makes an endpoint") {
    const auto spec = endpoint_at("https://h/x?y");
    REQUIRE(spec.has_value());
    EndpointSpec expected;
    expected.name = "https://h/x?y";
    expected.kind = EndpointKind::Https;
    expected.host = "h";
    expected.port = 443;
    expected.http.target = "/x?y";
    CHECK((*spec == expected));
    CHECK(endpoint_at("h:1").error().message ==
          "must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\"");
}

TEST_CASE("a file that is no text of ours is told at its first character") {
    CHECK(told(check_settings(std::string{"\xff\xfe[\0w\0", 6}, "t").errors) ==
          Lines{"t:1:1: the file is UTF-16 text: save it as UTF-8"});
    CHECK(told(check_settings(std::string(1024 * 1024 + 1, '#'), "t").errors) ==
          Lines{"t:1:1: the file is larger than 1 MiB, which is no size for it"});
    CHECK(check_settings("\xef\xbb\xbf[wsl]\n", "t").errors.empty());
}
