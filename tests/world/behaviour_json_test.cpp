// SPDX-License-Identifier: MIT
#include "tests/support/world/behaviour.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::world;

namespace {

std::string error_of(const std::string& text) {
    const auto read = behaviour_from_json(text);
    return read.has_value() ? "none" : read.error().message;
}

bool names(const std::string& error, const std::string& member) {
    return error.find(member) != std::string::npos;
}

} // namespace

TEST_CASE("a behaviour needs a name and nothing else") {
    const auto read = behaviour_from_json(R"({"schema": 1, "name": "nothing at all"})");
    REQUIRE(read.has_value());
    CHECK(read->vpns.empty());
    CHECK(read->guest.networking_mode == NetworkingMode::Mirrored);
}

TEST_CASE("what a stranger says of a VPN is what the world has") {
    const auto read = behaviour_from_json(R"({"schema": 1, "name": "x", "fault": "large_packets_lost",
        "vpns": [{"client": "Acme", "routes": ["10.20.0.0/16"],
                  "device": {"description": "Acme Adapter", "name": "Acme", "if_type": 53, "mtu": 9000}}],
        "effects": [{"cuts": "large_packets", "to": ["internet"], "modes": ["mirrored"],
                     "through_vpn_device": true}]})");
    REQUIRE(read.has_value());
    CHECK(read->fault == Fault::LargePacketsLost);
    CHECK(read->vpns.at(0).device->mtu == 9'000);
    CHECK(read->effects.at(0).modes == std::vector{NetworkingMode::Mirrored});
    CHECK(read->effects.at(0).through_vpn_device);
}

TEST_CASE("a mistake in a behaviour is told by its member") {
    CHECK(names(error_of("[]"), "behaviour"));
    CHECK(names(error_of(R"({"schema": 2, "name": "x"})"), "schema"));
    CHECK(names(error_of(R"({"schema": 1})"), "name"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "nmae": 1})"), "nmae"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "effects": [{"cuts": "cables", "to": ["lan"]}]})"),
                "effects[0].cuts"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "effects": [
        {"cuts": "tcp", "to": [], "when": "always"}]})"),
                "effects[0].to"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "vpns": [
        {"client": "A", "routes": ["10.0.0.0/33"], "device": {"description": "d", "name": "n"}}]})"),
                "vpns[0].routes"));
    CHECK(
        names(error_of(R"({"schema": 1, "name": "x", "machine": {"os_build": "new"}})"), "machine.os_build"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "vpns": [
        {"client": "A", "device": {"description": "d", "name": "n"}}],
        "effects": [{"cuts": "tcp", "to": ["published"], "through_vpn_device": true}]})"),
                "effects"));
}

TEST_CASE("an effect of a VPN needs that VPN") {
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "effects": [{"cuts": "tcp", "to": ["lan"]}]})"),
                "effects"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "vpns": [{"client": "A"}],
        "effects": [{"cuts": "tcp", "to": ["lan"], "through_vpn_device": true}]})"),
                "effects"));
}

TEST_CASE("what is right can be said, by the names of remedies") {
    const auto read = behaviour_from_json(R"({"schema": 1, "name": "x", "fault": "host_offline",
        "also_named": ["server_dead"], "second_fault": "silent_nat", "right": ["nat", "virtioproxy"],
        "also_right": ["words"], "may_try": ["exclude"], "forbidden": ["restart_wsl"]})");
    REQUIRE(read.has_value());
    CHECK(read->also_named == std::vector{Fault::ServerDead});
    CHECK(read->second_fault == Fault::SilentNat);
    CHECK(read->right == std::vector<std::string>{"nat", "virtioproxy"});
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "right": ["prayer"]})"), "right"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "forbidden": ["words"]})"), "forbidden"));
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "may_try": ["not_now"]})"), "may_try"));
}

TEST_CASE("a fault that the product has no word for is one nevertheless, and no other word is") {
    const auto read = behaviour_from_json(R"({"schema": 1, "name": "x", "fault": "slow"})");
    REQUIRE(read.has_value());
    CHECK_FALSE(read->is_harmless());
    CHECK(names(error_of(R"({"schema": 1, "name": "x", "fault": "sloow"})"), "fault"));
}

TEST_CASE("every fault that can be acted out has a behaviour") {
    std::set<Fault> acted;
    for (const Behaviour& behaviour : shipped_behaviours()) {
        if (behaviour.fault) {
            acted.insert(*behaviour.fault);
        }
        if (behaviour.second_fault) {
            acted.insert(*behaviour.second_fault);
        }
    }
    // From outside of this machine nothing here asks; and of ping alone nobody is told.
    for (const Fault fault : {Fault::InboundBlocked, Fault::OnlyPing}) {
        CHECK_FALSE(acted.contains(fault));
        acted.insert(fault);
    }
    CHECK(acted.size() == c_names_of<Fault>.size());
}
