#include "config/url.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace mirrorwatch::config;

TEST_CASE("the parts of a well-formed address are found") {
    const std::vector<std::pair<std::string_view, Url>> rows{
        {"http://localhost", {"http", "localhost", 80, "/"}},
        {"http://127.0.0.1:8080", {"http", "127.0.0.1", 8080, "/"}},
        {"http://host:1/", {"http", "host", 1, "/"}},
        {"http://host/a/b?c=d&e", {"http", "host", 80, "/a/b?c=d&e"}},
        {"http://host?c", {"http", "host", 80, "/?c"}},
        {"http://[::1]:65535/x", {"http", "::1", 65535, "/x"}},
        {"http://[fe80::1]", {"http", "fe80::1", 80, "/"}},
        {"tcp://db_1.corp.example:5432", {"tcp", "db_1.corp.example", 5432, ""}},
        {"tcp://[::ffff:1.2.3.4]:22", {"tcp", "::ffff:1.2.3.4", 22, ""}},
    };
    for (const auto& [text, parts] : rows) {
        CAPTURE(text);
        const auto url = url_from(text);
        REQUIRE(url.has_value());
        CHECK((*url == parts));
    }
}

TEST_CASE("a malformed address is told what would be right") {
    const std::vector<std::pair<std::string_view, std::string>> rows{
        {"", "must begin with \"http://\" or \"tcp://\""},
        {"localhost:80", "must begin with \"http://\" or \"tcp://\""},
        {"https://host", "must begin with \"http://\" or \"tcp://\""},
        {"HTTP://host", "must begin with \"http://\" or \"tcp://\""},
        {"http://", "must name a host: \"http://host:port\""},
        {"http://:80", "must name a host: \"http://host:port\""},
        {"http://ho st/", "must name a host: \"http://host:port\""},
        {"http://host:", "must name a host: \"http://host:port\""},
        {"http://[::1", "must name a host: \"http://host:port\""},
        {"http://[::1]80", "must name a host: \"http://host:port\""},
        {"http://::1/", "must name a host: \"http://host:port\""},
        {"http://host:0", "must have a port between 1 and 65535"},
        {"http://host:65536", "must have a port between 1 and 65535"},
        {"http://host:8x", "must have a port between 1 and 65535"},
        {"http://me:secret@host/", "must not contain a user name or a password"},
        {"tcp://host", "must name a port: \"tcp://host:port\""},
        {"tcp://host:1/", "must end after the port: \"tcp://host:port\""},
        {"http://host/a b",
         "must have a path without spaces, '#' and other characters that need escaping as %XX"},
        {"http://host/#x",
         "must have a path without spaces, '#' and other characters that need escaping as %XX"},
        {"http://host/\r\nX: y",
         "must have a path without spaces, '#' and other characters that need escaping as %XX"},
    };
    for (const auto& [text, message] : rows) {
        CAPTURE(text);
        const auto url = url_from(text);
        REQUIRE_FALSE(url.has_value());
        CHECK(url.error().message == message);
    }
}
