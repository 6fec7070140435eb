// SPDX-License-Identifier: MIT
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
        {"https://host", {"https", "host", 443, "/"}},
        {"https://host:8443/a", {"https", "host", 8443, "/a"}},
        {"dns://git.corp.example", {"dns", "git.corp.example", 0, ""}},
        {"http://me:se:cret@host/", {"http", "host", 80, "/", "me:se:cret"}},
        {"https://me:s%40%2f@[::1]:1/", {"https", "::1", 1, "/", "me:s@/"}},
        {"http://:@host/", {"http", "host", 80, "/", ":"}},
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
        {"", "must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\""},
        {"localhost:80", "must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\""},
        {"ftp://host", "must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\""},
        {"HTTP://host", "must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\""},
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
        {"tcp://me:secret@host:1", "must not contain a user name or a password"},
        {"http://me@host/", "must name a user as \"http://name:password@host/\", with other characters than "
                            "letters and digits as %XX"},
        {"http://me:%4@host/", "must name a user as \"http://name:password@host/\", with other characters "
                               "than letters and digits as %XX"},
        {"http://me:%0d%0a@host/", "must name a user as \"http://name:password@host/\", with other "
                                   "characters than letters and digits as %XX"},
        {"http://[fe80::1%25eth0]/", "must name a host: \"http://host:port\""},
        {"http://[1.2.3.4]/", "must name a host: \"http://host:port\""},
        {"dns://", "must name a host: \"dns://host\""},
        {"dns://host:53", "must name no port: \"dns://name\""},
        {"dns://host/", "must end after the name: \"dns://name\""},
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

TEST_CASE("an address of IPv6 is known by its groups") {
    for (const std::string_view text : {"::", "::1", "1::", "fe80::1:2", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4",
                                        "1:2:3:4:5:6:1.2.3.4", "2001:DB8::", "1:2:3:4:5:6:7::"}) {
        CAPTURE(text);
        CHECK(is_ipv6(text));
        CHECK(is_host(text));
    }
    for (const std::string_view text :
         {"", ":", ":::", "1", "1:2", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1::", "12345::", "g::",
          ":1::", "1:", "::1.2.3", "1.2.3.4::", "::1%1", "[::1]", "1.2.3.4"}) {
        CAPTURE(text);
        CHECK_FALSE(is_ipv6(text));
    }
}

TEST_CASE("an address of IPv4 is four numbers") {
    for (const std::string_view text : {"0.0.0.0", "127.0.0.1", "255.255.255.255"}) {
        CHECK(is_ipv4(text));
    }
    for (const std::string_view text :
         {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.x", "1..2.3"}) {
        CAPTURE(text);
        CHECK_FALSE(is_ipv4(text));
    }
}

TEST_CASE("user and password become a header") {
    CHECK(basic_authorization("Aladdin:open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    CHECK(basic_authorization("a:bc") == "Basic YTpiYw==");
    CHECK(basic_authorization("a:b") == "Basic YTpi");
    CHECK(basic_authorization("a:bcd") == "Basic YTpiY2Q=");
    CHECK(basic_authorization(":\xff") == "Basic Ov8=");
}
