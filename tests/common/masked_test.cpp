// SPDX-License-Identifier: MIT
#include "common/masked.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mirrorwatch;

TEST_CASE("what may be a secret in an address is replaced by stars, and nothing else is") {
    const std::vector<std::pair<std::string_view, std::string>> rows{
        {"", ""},
        {"http://host/", "http://host/"},
        {"https://host:8443/a/b", "https://host:8443/a/b"},
        {"tcp://[::1]:5432", "tcp://[::1]:5432"},
        {"http://me:secret@host:80/a", "http://***@host:80/a"},
        {"https://token@host", "https://***@host"},
        {"http://@host/", "http://***@host/"},
        {"http://me:se@cret@host/", "http://***@host/"},
        {"http://me:se/cr?et@host/x", "http://***@host/x"},
        {"http://me:se#cret@host", "http://***@host"},
        {"http://host:80/mail@home", "http://host:80/mail@home"},
        {"http://[::1]/mail@home", "http://[::1]/mail@home"},
        {"http://host/?key=secret", "http://host/?key=***"},
        {"http://host/a?key=secret&b=&c", "http://host/a?key=***&b=***&***"},
        {"http://host/?a=1;b=2", "http://host/?a=***;b=***"},
        {"http://host?secret", "http://host?***"},
        {"http://host/?a=b=c?d", "http://host/?a=***"},
        {"http://host/?", "http://host/?"},
        {"http://host/?&&a=1", "http://host/?&&a=***"},
        {"http://host/#secret", "http://host/#***"},
        {"http://host/?a=1#secret", "http://host/?a=***#***"},
        {"http://me:secret@host/?key=secret#secret", "http://***@host/?key=***#***"},
        {"me:secret@host", "***@host"},
        {"db.example:5432", "db.example:5432"},
    };
    for (const auto& [url, shown] : rows) {
        CAPTURE(url);
        CHECK(masked(url) == shown);
    }
}

TEST_CASE("masking twice is masking once") {
    for (const std::string_view url : {"http://me:secret@host/?key=secret#x", "a@b@c?d=e", "://@?#@"}) {
        CAPTURE(url);
        CHECK(masked(masked(url)) == masked(url));
    }
}

TEST_CASE("an endpoint is shown by its address without secrets") {
    EndpointSpec spec;
    spec.host = "host";
    spec.port = 8080;
    spec.http.target = "/up?key=secret";
    spec.http.headers = {{"Authorization", "Basic secret"}};
    CHECK(shown_address(spec) == "http://host:8080/up?key=***");
    spec.port = 80;
    CHECK(shown_address(spec) == "http://host/up?key=***");
    spec.kind = EndpointKind::Https;
    CHECK(shown_address(spec) == "https://host:80/up?key=***");
    spec.port = 443;
    spec.http.target = "/";
    CHECK(shown_address(spec) == "https://host/");
}

TEST_CASE("endpoints of other kinds are shown by what they ask") {
    EndpointSpec spec;
    spec.kind = EndpointKind::Tcp;
    spec.host = "fd00::1";
    spec.port = 80;
    CHECK(shown_address(spec) == "tcp://[fd00::1]:80");
    spec.kind = EndpointKind::Dns;
    spec.host = "git.corp.example";
    spec.port = 0;
    CHECK(shown_address(spec) == "dns://git.corp.example");
    spec.kind = EndpointKind::WslNetwork;
    CHECK(shown_address(spec) == "wsl-network");
}
