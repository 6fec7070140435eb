// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;

namespace {

std::string hex(const char* text) {
    const auto address = parse_ip(text);
    if (!address) {
        return "none";
    }
    std::string digits;
    for (std::size_t i = 0; i < (address->is_ipv6 ? 16U : 4U); ++i) {
        constexpr const char* c_digits = "0123456789abcdef";
        digits += c_digits[address->bytes.at(i) >> 4];
        digits += c_digits[address->bytes.at(i) & 0xF];
    }
    return digits;
}

bool is_in(const char* address, const char* network, std::uint8_t length) {
    return covers({network, length}, parse_ip(address).value());
}

} // namespace

TEST_CASE("An address is read in every way of writing it") {
    CHECK(hex("10.8.0.255") == "0a0800ff");
    CHECK(hex("::") == "00000000000000000000000000000000");
    CHECK(hex("::1") == "00000000000000000000000000000001");
    CHECK(hex("8000::") == "80000000000000000000000000000000");
    CHECK(hex("fe80::1%12") == "fe800000000000000000000000000001");
    CHECK(hex("2001:DB8:1:2:3:4:5:6") == "20010db8000100020003000400050006");
    CHECK(hex("2001:db8::5:6") == "20010db8000000000000000000050006");
    CHECK(hex("1:2:3:4:5:6::") == "00010002000300040005000600000000");
    CHECK(hex("::ffff:1.2.3.4") == "00000000000000000000ffff01020304");
}

TEST_CASE("What is no address is none") {
    for (const char* text : {"", "localhost", "10.8.0", "10.8.0.256", "1:2", ":1", "1:", ":::", "1::2::3",
                             "12345::", "g::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "::1.2.3",
                             "::1.2.3.4:5", "::+1", ":1::"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_ip(text).has_value());
    }
}

TEST_CASE("A prefix is read with its length, and in no other way") {
    CHECK(parse_prefix("198.18.0.0/15") == AddressPrefix{"198.18.0.0", 15});
    CHECK(parse_prefix("198.18.0.1/16") == AddressPrefix{"198.18.0.1", 16});
    CHECK(parse_prefix("FDFE:DCBA:9876:0::/64") == AddressPrefix{"fdfe:dcba:9876::", 64});
    for (const char* text : {"", "/", "/8", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8",
                             "10.0.0.0/8 ", "10.0.0.0/8/8", "fe80::%1/64", "fc00::/129", "fc00::/256"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_prefix(text).has_value());
    }
}

TEST_CASE("A prefix covers by its leading bits, in its own family") {
    CHECK(is_in("10.8.0.2", "10.8.0.0", 24));
    CHECK_FALSE(is_in("10.8.1.2", "10.8.0.0", 24));
    CHECK(is_in("10.8.1.2", "10.8.0.0", 23));
    CHECK(is_in("1.2.3.4", "0.0.0.0", 0));
    CHECK(is_in("200.1.1.1", "128.0.0.0", 1));
    CHECK_FALSE(is_in("100.1.1.1", "128.0.0.0", 1));
    CHECK(is_in("10.8.0.2", "10.8.0.2", 32));
    CHECK_FALSE(is_in("10.8.0.2", "10.8.0.0", 33));
    CHECK(is_in("2001:db8::1", "2001:db8::", 32));
    CHECK_FALSE(is_in("2001:db9::1", "2001:db8::", 32));
    CHECK(is_in("2001:db9::1", "2001:db8::", 31));
    CHECK(is_in("2001:db8::1", "2001:db8::1", 128));
    CHECK_FALSE(is_in("2001:db8::1", "2001:db8::", 129));
    CHECK_FALSE(is_in("::1", "0.0.0.0", 0));
    CHECK_FALSE(is_in("1.2.3.4", "::", 0));
    CHECK_FALSE(is_in("1.2.3.4", "", 0));
}

TEST_CASE("What belongs to this machine, and what to the Internet") {
    for (const char* text : {"127.0.0.1", "127.8.9.10", "::1"}) {
        CHECK(is_loopback(*parse_ip(text)));
    }
    for (const char* text : {"128.0.0.1", "::2", "::", "0.0.0.1"}) {
        CHECK_FALSE(is_loopback(*parse_ip(text)));
    }
    for (const char* text : {"8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "3fff::1"}) {
        CHECK(is_public(*parse_ip(text)));
    }
    for (const char* text :
         {"10.1.2.3", "100.64.0.1", "172.31.255.255", "192.168.0.1", "198.19.0.1", "203.0.113.9", "224.0.0.1",
          "255.255.255.255", "fe80::1", "fd00::1", "::1", "4000::"}) {
        CHECK_FALSE(is_public(*parse_ip(text)));
    }
}

TEST_CASE("An address is written in the shortest way") {
    const std::pair<const char*, const char*> rows[] = {{"192.168.77.1", "192.168.77.1"},
                                                        {"0.0.0.0", "0.0.0.0"},
                                                        {"::", "::"},
                                                        {"0:0:0:0:0:0:0:1", "::1"},
                                                        {"fe80:0::", "fe80::"},
                                                        {"FD00:0:0:1:0:0:0:2", "fd00:0:0:1::2"},
                                                        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
                                                        {"::ffff:192.0.2.1", "::ffff:c000:201"},
                                                        {"1:0:3:0:5:0:7:0", "1:0:3:0:5:0:7:0"}};
    for (const auto& [text, written] : rows) {
        CAPTURE(text);
        CHECK(to_string(parse_ip(text).value()) == written);
    }
}
