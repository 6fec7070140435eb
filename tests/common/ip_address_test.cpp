#include "common/ip_address.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch {

TEST_CASE("an address is read in each of its spellings, and written in the shortest") {
    const std::pair<const char*, const char*> rows[] = {
        {"192.168.77.1", "192.168.77.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"::", "::"},
        {"::1", "::1"},
        {"FD00:0:0:1:0:0:0:2", "fd00:0:0:1::2"},
        {"fe80::", "fe80::"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"::ffff:192.0.2.1", "::ffff:c000:201"},
        {"1:0:3:0:5:0:7:0", "1:0:3:0:5:0:7:0"},
    };
    for (const auto& [text, written] : rows) {
        CAPTURE(text);
        const auto address = ip_address_from(text);
        REQUIRE(address);
        CHECK(to_string(*address) == written);
    }
    CHECK(ip_address_from("fd00::0:2") == ip_address_from("FD00:0::2"));
}

TEST_CASE("what is no address is none") {
    for (const char* text :
         {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.x", "1.2..3", "0001.2.3.4", ":", ":::", "1::2::3",
          "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "::1%eth0", "1.2.3.4:80", "fe80:"}) {
        CAPTURE(text);
        CHECK_FALSE(ip_address_from(text));
    }
}

TEST_CASE("a subnet's bits decide, of one family only") {
    const auto in = [](const char* address, const char* subnet, unsigned length) {
        return is_in_subnet(*ip_address_from(address), *ip_address_from(subnet), length);
    };
    CHECK(in("192.168.77.129", "192.168.77.1", 24));
    CHECK(in("172.28.15.1", "172.28.0.1", 20));
    CHECK_FALSE(in("172.28.16.1", "172.28.0.1", 20));
    CHECK(in("10.0.0.1", "192.0.2.1", 0));
    CHECK(in("fd00::1", "fd00::2", 64));
    CHECK_FALSE(in("fd00:0:0:1::1", "fd00::2", 64));
    CHECK_FALSE(in("0.0.0.0", "::", 0));
}

} // namespace mirrorwatch
