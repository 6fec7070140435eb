// SPDX-License-Identifier: MIT
#include "common/probe/http_rules.hpp"

#include "common/ip_address.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace mirrorwatch;
using probe::Failure;

namespace {

EndpointSpec endpoint(EndpointKind kind = EndpointKind::Http) {
    EndpointSpec spec;
    spec.name = "e";
    spec.kind = kind;
    spec.host = "web.example";
    spec.port = kind == EndpointKind::Https ? 443 : 80;
    spec.http.target = "/a/b?x=1";
    return spec;
}

std::string url_of(const EndpointSpec& spec) {
    return (spec.kind == EndpointKind::Https ? "https://" : "http://") + probe::authority(spec) +
           spec.http.target;
}

/// Where a 302 with this Location leads; empty: nowhere.
std::string led_to(const std::string& location, const EndpointSpec& from = endpoint()) {
    const auto verdict = probe::judge_head(from, 302, location);
    CHECK(verdict.next.has_value() != static_cast<bool>(verdict.failure));
    return verdict.next ? url_of(*verdict.next) : "";
}

} // namespace

TEST_CASE("a redirect is followed to wherever HTTP leads") {
    struct {
        const char* location;
        const char* target;
    } const rows[] = {
        {"http://other.example/", "http://other.example/"},
        {"http://other.example", "http://other.example/"},
        {"http://other.example?y", "http://other.example/?y"},
        {"https://web.example/a", "https://web.example/a"},
        {"https://web.example:8443/a#part", "https://web.example:8443/a"},
        {"HTTP://WEB.example:80/x", "http://WEB.example/x"},
        {"/login", "http://web.example/login"},
        {"c", "http://web.example/a/c"},
        {"../c?z", "http://web.example/c?z"},
        {"?y=2", "http://web.example/a/b?y=2"},
        {"//other.example/c", "http://other.example/c"},
        {"http://[::1]:8080/", "http://[::1]:8080/"},
        {"http://user:secret@other.example/", "http://other.example/"},
        {"ftp://other.example/", ""},
        {"mailto:a@b.c", ""},
        {"http:///nowhere", ""},
        {"http://other.example:0/", ""},
        {"http://other.example:99999/", ""},
        {"http://a b/", ""},
        {"/a\r\nX: y", ""},
        {"http://[::1/", ""},
        {"http://[::1]x/", ""},
        {"http:other.example/", ""},
        {"/x?u=http://y/", "http://web.example/x?u=http://y/"},
        {"./../../../c", "http://web.example/c"},
        {"/a/./b/..", "http://web.example/a/"},
        {"/..", "http://web.example/"},
        {"http://other.example/a/../b", "http://other.example/b"},
        {"http://other.example:/", "http://other.example/"},
        {"#part", "http://web.example/a/b?x=1"},
        {"//", ""},
        {":", ""},
    };

    for (const auto& [location, target] : rows) {
        CAPTURE(location);
        CHECK(led_to(location) == target);
    }
}

TEST_CASE("each redirect leaves one less, and the last is a failure") {
    EndpointSpec spec = endpoint();
    spec.http.max_redirects = 1;
    const auto first = probe::judge_head(spec, 301, "/x");
    REQUIRE(first.next);
    CHECK(first.next->http.max_redirects == 0);
    const auto second = probe::judge_head(*first.next, 301, "/x");
    CHECK(second.failure == Failure{ProbeStep::Status, "redirected too often"});
    CHECK_FALSE(second.next);
}

TEST_CASE("a redirect without a place, or that is not to be followed, is judged by its status") {
    EndpointSpec spec = endpoint();
    CHECK_FALSE(probe::judge_head(spec, 302, "").failure);
    CHECK_FALSE(probe::judge_head(spec, 304, "/x").next);
    spec.http.follow_redirects = false;
    CHECK_FALSE(probe::judge_head(spec, 302, "/x").failure);
    CHECK_FALSE(probe::judge_head(spec, 302, "/x").next);
    spec.http.expected_status = {{200, 200}};
    CHECK(probe::judge_head(spec, 302, "/x").failure == Failure{ProbeStep::Status, "HTTP status 302"});
}

TEST_CASE("a status is good in any of the ranges, both ends counted") {
    EndpointSpec spec = endpoint();
    spec.http.expected_status = {{200, 204}, {401, 401}};
    for (const int status : {200, 204, 401}) {
        CHECK_FALSE(probe::judge_head(spec, status, "").failure);
    }
    for (const int status : {199, 205, 400, 402, 500}) {
        CHECK(probe::judge_head(spec, status, "").failure.step == ProbeStep::Status);
    }
}

TEST_CASE("a method changes on redirects as in browsers") {
    struct {
        HttpMethod method;
        int status;
        HttpMethod next;
    } const rows[] = {
        {HttpMethod::Post, 301, HttpMethod::Get},  {HttpMethod::Post, 302, HttpMethod::Get},
        {HttpMethod::Post, 303, HttpMethod::Get},  {HttpMethod::Post, 307, HttpMethod::Post},
        {HttpMethod::Post, 308, HttpMethod::Post}, {HttpMethod::Head, 303, HttpMethod::Head},
        {HttpMethod::Get, 302, HttpMethod::Get},
    };

    for (const auto& [method, status, next] : rows) {
        EndpointSpec spec = endpoint();
        spec.http.method = method;
        const auto verdict = probe::judge_head(spec, status, "/x");
        REQUIRE(verdict.next);
        CHECK(verdict.next->http.method == next);
    }
}

TEST_CASE("secrets in headers go to their own origin only") {
    EndpointSpec spec = endpoint();
    const probe::Headers headers{{"Authorization", "Bearer s"}, {"X-Api-Key", "s"}, {"accept", "text/html"}};
    spec.http.headers = headers;
    spec.http.tls_server_name = "inner.example";
    CHECK(probe::judge_head(spec, 302, "/x").next->http.headers == headers);
    for (const char* elsewhere :
         {"http://other.example/", "https://web.example/", "http://web.example:81/"}) {
        CAPTURE(elsewhere);
        const auto verdict = probe::judge_head(spec, 302, elsewhere);
        REQUIRE(verdict.next);
        CHECK(verdict.next->http.headers == probe::Headers{{"accept", "text/html"}});
        CHECK(verdict.next->http.tls_server_name == "");
    }
}

TEST_CASE("the user's headers stand for ours of the same name") {
    EndpointSpec spec = endpoint();
    spec.http.headers = {{"host", "inner.example"}, {"X-A", "1"}};
    const auto headers = probe::request_headers(spec);
    CHECK(headers == probe::Headers{{"User-Agent", "Mirrorwatch"},
                                    {"Accept", "*/*"},
                                    {"Connection", "close"},
                                    {"host", "inner.example"},
                                    {"X-A", "1"}});
}

TEST_CASE("the host is named with the port that is not the usual one") {
    EndpointSpec spec = endpoint();
    CHECK(probe::authority(spec) == "web.example");
    spec.port = 443;
    CHECK(probe::authority(spec) == "web.example:443");
    spec.kind = EndpointKind::Https;
    CHECK(probe::authority(spec) == "web.example");
    spec.host = "fd00::1";
    spec.port = 8443;
    CHECK(probe::authority(spec) == "[fd00::1]:8443");
}

TEST_CASE("what would smuggle a line into the request is not sent") {
    HttpCheck check;
    CHECK_FALSE(probe::unsendable(check));
    check.headers = {{"X-A", "one\ttwo"}};
    CHECK_FALSE(probe::unsendable(check));
    for (const auto& header : probe::Headers{{"X-A", "1\r\nX-B: 2"},
                                             {"X\n", "1"},
                                             {"", "1"},
                                             {"X A", "1"},
                                             {"X:", "1"},
                                             {"X", std::string(20'000, 'x')}}) {
        check.headers = {header};
        CHECK(probe::unsendable(check).step == ProbeStep::Send);
    }
    check.headers.clear();
    check.target = "/a b";
    CHECK(probe::unsendable(check).step == ProbeStep::Send);
}

TEST_CASE("a body is judged by both expressions") {
    HttpCheck check;
    CHECK_FALSE(probe::looks_at_body(check));
    CHECK_FALSE(probe::judge_body(check, "anything"));
    check.body_match = "ready";
    check.body_not_match = "error";
    CHECK(probe::looks_at_body(check));
    CHECK_FALSE(probe::judge_body(check, "all ready"));
    CHECK(probe::judge_body(check, "wait") ==
          Failure{ProbeStep::Body, "the answer lacks what it must match"});
    CHECK(probe::judge_body(check, "ready, error") ==
          Failure{ProbeStep::Body, "the answer has what it must not match"});
    check.body_match = "(a+)+b";
    CHECK(probe::judge_body(check, std::string(probe::c_body_cap, 'a')) ==
          Failure{ProbeStep::Body, "the expression needs too long to search this answer"});
}

TEST_CASE("what lies beyond the cap is not searched") {
    HttpCheck check;
    check.body_match = "end";
    CHECK(probe::judge_body(check, std::string(probe::c_body_cap, 'x') + "end").step == ProbeStep::Body);
    CHECK_FALSE(probe::judge_body(check, std::string(probe::c_body_cap - 3, 'x') + "end"));
}

TEST_CASE("this machine itself is known by its names") {
    for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"}) {
        CHECK(is_loopback_host(host));
    }
    for (const char* host : {"127.example.com", "localhost.example", "10.0.0.1", "::2"}) {
        CHECK_FALSE(is_loopback_host(host));
    }
}

TEST_CASE("an address is chosen for a family and for localhost, unless a proxy looks it up") {
    EndpointSpec spec = endpoint();
    CHECK_FALSE(probe::must_choose_address(spec));
    spec.family = IpFamily::V6;
    CHECK(probe::must_choose_address(spec));
    spec.http.proxy = ProxyUse::Named;
    CHECK_FALSE(probe::must_choose_address(spec));
    spec = endpoint();
    spec.host = "LocalHost";
    CHECK(probe::must_choose_address(spec));
}
