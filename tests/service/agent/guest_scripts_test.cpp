// SPDX-License-Identifier: MIT
#include "common/wsl/probe_script.hpp"
#include "service/agent/probe/guest_verdict.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace mirrorwatch::agent {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// What is to be seen where the guest has these tools; no words: nothing failed.
struct Expected {
    ProbeStep step = ProbeStep::None;
    std::string words;
};

struct Case {
    std::string name;
    EndpointSpec endpoint;
    Expected with_all;     // curl and all
    Expected with_bash;    // no curl
    Expected with_busybox; // busybox alone
};

EndpointSpec at(EndpointKind kind, std::string host, std::uint16_t port) {
    EndpointSpec endpoint;
    endpoint.kind = kind;
    endpoint.host = std::move(host);
    endpoint.port = port;
    endpoint.timeout = milliseconds{20'000}; // for what answers, on a busy machine too
    return endpoint;
}

EndpointSpec web(std::uint16_t port) {
    return at(EndpointKind::Http, "127.0.0.1", port);
}

EndpointSpec with(EndpointSpec endpoint, const std::function<void(EndpointSpec&)>& change) {
    change(endpoint);
    return endpoint;
}

/// A server that never ends what it begins: it costs the whole of the limit.
EndpointSpec hanging(std::uint16_t port) {
    return with(web(port), [](EndpointSpec& e) { e.timeout = milliseconds{4'000}; });
}

Case everywhere(std::string name, EndpointSpec endpoint, Expected expected) {
    return {std::move(name), std::move(endpoint), expected, expected, expected};
}

std::vector<Case> http_cases() {
    using S = ProbeStep;
    const auto matching = [](std::uint16_t port, const char* pattern) {
        return with(web(port), [&](EndpointSpec& e) { e.http.body_match = pattern; });
    };
    const auto token = [](const char* value) {
        return with(web(8012), [&](EndpointSpec& e) { e.http.headers = {{"X-Token", value}}; });
    };
    const std::string no_end = "the answer did not end within 4 s";
    return {
        everywhere("fine", web(8001), {}),
        everywhere("localhost", at(EndpointKind::Http, "LocalHost", 8001), {}),
        everywhere("body matches", matching(8001, "^hel+o$"),
                   {S::Body, "the answer lacks what it must match"}),
        everywhere("body", matching(8001, "^hel+o"), {}),
        everywhere("status", web(8002), {S::Status, "HTTP status 500"}),
        everywhere("wanted status",
                   with(web(8002),
                        [](EndpointSpec& e) {
                            e.http.expected_status = {{500, 599}};
                        }),
                   {}),
        everywhere("redirect", web(8003), {}),
        {"redirect's end",
         matching(8003, "hello"),
         {},
         {S::Body, "the answer lacks what it must match"},
         {S::Body, "the answer lacks what it must match"}},
        everywhere("redirect is not wanted",
                   with(web(8003),
                        [](EndpointSpec& e) {
                            e.http.expected_status = {{200, 299}};
                            e.http.follow_redirects = false;
                        }),
                   {S::Status, "HTTP status 302"}),
        {"no answer",
         hanging(8004),
         {S::Answer, "no answer within 4 s (waiting for the answer)"},
         {S::Connect, "no answer within 4 s (connecting)"},
         {S::Connect, "no answer within 4 s (connecting)"}},
        everywhere("endless body",
                   with(web(8005), [](EndpointSpec& e) { e.http.body_match = "beginning x{1000}"; }), {}),
        {"body that stops", hanging(8006), {S::Body, no_end}, {S::Body, no_end}, {S::Body, no_end}},
        {"reset",
         web(8007),
         {S::Answer, "connection reset (waiting for the answer)"},
         {S::Answer, "connection reset (waiting for the answer)"},
         {S::Answer, "connection closed without answer"}}, // nc does not tell why
        everywhere("no HTTP", web(8009), {S::Answer, "the answer is not HTTP"}),
        everywhere("closed at once", web(8010), {S::Answer, "connection closed without answer"}),
        everywhere("closed port", web(8099), {S::Refused, "connection refused"}),
        everywhere("secret header", token("s3cret"), {}),
        everywhere("wrong header", token("wrong"), {S::Status, "HTTP status 403"}),
        everywhere("no network behind",
                   with(at(EndpointKind::Http, "198.51.100.9", 80),
                        [](EndpointSpec& e) { e.timeout = milliseconds{1'000}; }),
                   {S::Connect, "no answer within 1 s (connecting)"}),
    };
}

std::vector<Case> other_cases() {
    using S = ProbeStep;
    const Expected no_https{S::Guest, "Ubuntu has no program for this: install curl there"};
    const std::string note = "; ::1 is WSL's own, only 127.0.0.1 is shared with Windows";
    const auto tls = at(EndpointKind::Https, "127.0.0.1", 8008);
    const auto v6 = [](EndpointSpec e) {
        return with(std::move(e), [](EndpointSpec& x) { x.family = IpFamily::V6; });
    };
    const auto localhost = [](std::string address) {
        return with(at(EndpointKind::Dns, "localhost", 0),
                    [&](EndpointSpec& e) { e.expected_addresses = {address}; });
    };
    return {
        {"https", tls, {S::Tls, "WSL does not trust the issuer of the certificate"}, no_https, no_https},
        {"https, not verified",
         with(tls, [](EndpointSpec& e) { e.http.tls_verify = false; }),
         {},
         no_https,
         no_https},
        {"https to a server without",
         at(EndpointKind::Https, "127.0.0.1", 8099),
         {S::Refused, "connection refused"},
         no_https,
         no_https},
        everywhere("tcp", at(EndpointKind::Tcp, "127.0.0.1", 8004), {}),
        everywhere("tcp, closed", at(EndpointKind::Tcp, "127.0.0.1", 8099),
                   {S::Refused, "connection refused"}),
        everywhere("tcp, IPv6", at(EndpointKind::Tcp, "::1", 8011), {}),
        everywhere("tcp, IPv6 of localhost", v6(at(EndpointKind::Tcp, "localhost", 8011)), {}),
        everywhere("tcp, only IPv4 listens", at(EndpointKind::Tcp, "::1", 8001),
                   {S::Refused, "connection refused" + note}),
        everywhere("tcp, nobody there",
                   with(at(EndpointKind::Tcp, "198.51.100.9", 80),
                        [](EndpointSpec& e) { e.timeout = milliseconds{1'000}; }),
                   {S::Connect, "no answer within 1 s (connecting)"}),
        everywhere("dns, an address", localhost("127.0.0.1"), {}),
        everywhere("dns, another address", localhost("192.0.2.1"),
                   {S::Name, "the name leads to 127.0.0.1, not to what is expected"}),
        everywhere("network", at(EndpointKind::WslNetwork, "", 0), {}),
        everywhere("network, IPv6", v6(at(EndpointKind::WslNetwork, "", 0)),
                   {S::Network, "Windows has no IPv6 network to compare with"}),
    };
}

bool can_make_networks() {
    return std::system("unshare -n true >/dev/null 2>&1") == 0;
}

void write(const fs::path& file, const std::string& text) {
    std::ofstream{file, std::ios::binary} << text;
}

std::string read(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

struct TemporaryFolder {
    TemporaryFolder() {
        path = fs::temp_directory_path() / ("mirrorwatch-probes-" + std::to_string(std::random_device{}()));
        REQUIRE(fs::create_directory(path));
    }

    ~TemporaryFolder() { fs::remove_all(path); }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    fs::path path;
};

const Expected& expected_of(const Case& one, const std::string& tools) {
    return tools == "all" ? one.with_all : tools == "bash" ? one.with_bash : one.with_busybox;
}

/// Runs `each` on what each shell said with each set of tools.
void for_each_output(const fs::path& folder, const std::string& name,
                     const std::function<void(const std::string& output, const std::string& tools)>& each) {
    int runs = 0;
    for (const std::string shell : {"dash", "bash", "busybox"}) {
        for (const std::string tools : {"all", "bash", "busybox"}) {
            const fs::path file = folder / (name + "." + shell + "." + tools);
            if (fs::exists(file)) {
                CAPTURE(shell);
                CAPTURE(tools);
                each(read(file), tools);
                ++runs;
            }
        }
    }
    CHECK(runs >= 3);
}

/// Of what is asked again until it answers.
std::vector<EndpointSpec> asked_again() {
    return {at(EndpointKind::Tcp, "127.0.0.1", 8001),
            at(EndpointKind::Tcp, "127.0.0.1", 8099),
            with(at(EndpointKind::Tcp, "198.51.100.9", 80),
                 [](EndpointSpec& e) { e.timeout = milliseconds{1'000}; }),
            web(8013),
            web(8002),
            web(8014)};
}

void check_attempts(const std::string& output, const std::string& tools) {
    const auto report = wsl::read_report(output);
    REQUIRE(report.outcome == wsl::GuestReport::Outcome::Done);
    const auto seen = wsl::read_sightings(report, asked_again().size());
    const auto result = [&](std::size_t i) {
        REQUIRE(seen[i]);
        REQUIRE(seen[i]->has_value());
        return verdict(asked_again()[i], **seen[i], milliseconds{1'000}, {"Ubuntu", {}});
    };
    CHECK((result(0).ok && result(0).attempts == 1));
    CHECK((result(1).failed == ProbeStep::Refused && result(1).attempts == 3));
    CHECK((result(2).failed == ProbeStep::Connect && result(2).attempts == 3));
    if (tools == "all") { // whoever has no curl is not told of the reset
        CHECK((result(3).ok && result(3).attempts == 3));
        CHECK((result(5).ok && result(5).attempts == 1)); // though those begun later ended before it
    }
    CHECK((result(4).failed == ProbeStep::Status && result(4).attempts == 1)); // that is an answer
}

void check_output(const std::string& output, const std::vector<Case>& cases, const wsl::ProbeScript& made,
                  const std::string& tools) {
    const auto report = wsl::read_report(output);
    REQUIRE(report.outcome == wsl::GuestReport::Outcome::Done);
    const auto sightings = wsl::read_sightings(report, cases.size());
    const GuestPlace place{"Ubuntu", {{"198.51.100.77", 24}}};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        CAPTURE(cases[i].name);
        REQUIRE(sightings[i]);
        REQUIRE(sightings[i]->has_value());
        const auto result = verdict(cases[i].endpoint, **sightings[i], made.allowed[i], place);
        const Expected& expected = expected_of(cases[i], tools);
        CHECK(result.error == expected.words);
        CHECK(result.failed == expected.step);
        CHECK(result.ok == expected.words.empty());
    }
}

} // namespace

TEST_CASE("the script's text is the same, whatever it is to ask") {
    const auto plain = wsl::probe_script({at(EndpointKind::Tcp, "a.example", 1)});
    const auto other =
        wsl::probe_script({at(EndpointKind::Http, "b.example", 2), at(EndpointKind::Dns, "c", 0)});
    CHECK(plain.script.text == other.script.text);
    CHECK(plain.script.text.find("example") == std::string::npos);
}

TEST_CASE("what a guest's tools say of real servers leads to the right sentence" *
          doctest::skip(!can_make_networks())) {
    std::vector<Case> cases = http_cases();
    for (Case& one : other_cases()) {
        cases.push_back(std::move(one));
    }
    std::vector<EndpointSpec> endpoints;
    for (const Case& one : cases) {
        endpoints.push_back(one.endpoint);
    }
    const wsl::ProbeScript made = wsl::probe_script(endpoints);
    const TemporaryFolder folder;
    write(folder.path / "script", made.script.text);
    write(folder.path / "input", made.script.input);
    write(folder.path / "again", wsl::probe_script(asked_again(), 3).script.input);
    const std::string run = "unshare -n tests/support/guest_servers.py '" + folder.path.string() + "'";
    REQUIRE(std::system(run.c_str()) == 0);
    for_each_output(folder.path, "output", [&](const std::string& output, const std::string& tools) {
        check_output(output, cases, made, tools);
    });
    for_each_output(folder.path, "again", check_attempts);
}

} // namespace mirrorwatch::agent
