// SPDX-License-Identifier: MIT
#include "service/decide/network/vpn.hpp"

#include "tests/support/adapter_dumps.hpp"
#include "tests/support/shipped_rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::adapter_of;
using mirrorwatch::support::bare_adapter_of;
using mirrorwatch::support::Dump;
using mirrorwatch::support::known_vpns;
using mirrorwatch::support::look_alikes;
using mirrorwatch::support::shipped_rules;
using mirrorwatch::support::unlisted_vpns;

namespace {

std::string text_of(const Verdict& verdict) {
    std::string text = std::to_string(verdict.score) + " for \"" + verdict.client + "\"";
    for (const Reason& reason : verdict.reasons) {
        text += "\n" + to_string(reason);
    }
    return text;
}

struct Variant {
    const char* what;
    std::function<void(Adapter&)> change;
};

std::vector<Variant> disguises() {
    const auto named = [](const char* name) {
        return [=](Adapter& adapter) { adapter.friendly_name = name; };
    };
    const auto hardware = [](bool is_hardware, bool has_connector) {
        return [=](Adapter& adapter) {
            adapter.hardware_interface = is_hardware;
            adapter.connector_present = has_connector;
        };
    };
    return {
        {"named in German", named("LAN-Verbindung 3")},
        {"named in Japanese", named("イーサネット 4")},
        {"named in Chinese", named("以太网 5")},
        {"renamed", named("Internet at home")},
        {"second of its kind", [](Adapter& a) { a.description += " #2"; }},
        {"twelfth of its kind", [](Adapter& a) { a.description += " #12"; }},
        {"numbered by its driver", [](Adapter& a) { a.description += "-0001"; }},
        {"in capitals",
         [](Adapter& a) {
             std::transform(a.description.begin(), a.description.end(), a.description.begin(),
                            [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
         }},
        {"called hardware", hardware(true, true)},
        {"called software", hardware(false, false)},
        {"with a connector but no hardware", hardware(false, true)},
        {"up", [](Adapter& a) { a.up = true; }},
    };
}

/// A broadband connection is told by its name alone: with another one it is as good as any PPP connection.
bool is_told_by_name(const Adapter& adapter) {
    return adapter.if_type == 23;
}

Verdict judged(const Adapter& adapter, const Circumstances& circumstances = {}) {
    static const VpnRules rules = shipped_rules();
    return judge(adapter, rules, circumstances);
}

} // namespace

TEST_CASE("Every family of VPN clients is known, and by its name") {
    for (const Dump& dump : known_vpns()) {
        const Verdict verdict = judged(adapter_of(dump));
        CAPTURE(dump.description);
        CAPTURE(text_of(verdict));
        CHECK(verdict.is_vpn());
        if (!dump.client.empty()) {
            CHECK(verdict.client == dump.client);
        }
    }
}

TEST_CASE("A VPN that has borrowed Windows' loopback adapter is known by all its signs together") {
    Adapter adapter = adapter_of({"",
                                  "Microsoft KM-TEST Loopback Adapter",
                                  6,
                                  "Citrix Virtual Adapter",
                                  "02-00-4C-4F-4F-50",
                                  "*msloop",
                                  "",
                                  {{"10.20.30.40", 24}},
                                  false});
    const Verdict verdict = judged(adapter);
    CAPTURE(text_of(verdict));
    CHECK(verdict.is_vpn());
    CHECK(verdict.client == "Citrix Gateway");
    adapter.friendly_name = "Ethernet 7";
    CHECK(judged(adapter).kind == VerdictKind::No);
}

TEST_CASE("A VPN client is known by its description and interface type alone") {
    for (const Dump& dump : known_vpns()) {
        const Verdict verdict = judged(bare_adapter_of(dump));
        CAPTURE(dump.description);
        CAPTURE(text_of(verdict));
        CHECK(verdict.is_vpn());
    }
}

TEST_CASE(
    "A VPN client stays known under another name, with a number, and whatever its driver says of hardware") {
    for (const Dump& dump : known_vpns()) {
        for (const Variant& variant : disguises()) {
            for (Adapter adapter : {adapter_of(dump), bare_adapter_of(dump)}) {
                variant.change(adapter);
                const Verdict verdict = judged(adapter);
                CAPTURE(dump.description);
                CAPTURE(variant.what);
                CAPTURE(text_of(verdict));
                CHECK(verdict.is_vpn());
                if (!dump.client.empty()) {
                    CHECK(verdict.client == dump.client);
                }
            }
        }
    }
}

TEST_CASE("A Cisco adapter is known by its hardware address whatever it is called") {
    Adapter adapter = bare_adapter_of({"", "Some Adapter", 6, "LAN"});
    adapter.mac = "00-05-9A-3C-7A-00";
    CHECK(judged(adapter).is_vpn());
    CHECK(judged(adapter).client == "Cisco Secure Client");
}

TEST_CASE("A client that shares a driver with others is called by its adapter's name") {
    const auto client = [](const char* description, const char* name) {
        return judged(bare_adapter_of({"", description, 53, name})).client;
    };
    CHECK(client("Wintun Userspace Tunnel", "ProtonVPN") == "Proton VPN");
    CHECK(client("Wintun Userspace Tunnel", "OpenVPN Wintun") == "OpenVPN");
    CHECK(client("Wintun Userspace Tunnel #2", "Ethernet 3").empty());
    CHECK(client("WireGuard Tunnel", "wt0") == "NetBird");
    CHECK(client("WireGuard Tunnel", "office") == "WireGuard");
}

TEST_CASE("What only looks like a VPN is none") {
    for (const Dump& dump : look_alikes()) {
        for (const Adapter& adapter : {adapter_of(dump), bare_adapter_of(dump)}) {
            const Verdict verdict = judged(adapter);
            CAPTURE(dump.description);
            CAPTURE(dump.name);
            CAPTURE(text_of(verdict));
            if (dump.name == "Telekom" && adapter.addresses.empty()) {
                continue; // nothing is left that could tell it from a VPN
            }
            CHECK_FALSE(verdict.is_vpn());
        }
    }
}

TEST_CASE("What only looks like a VPN does so under no name, number or flags") {
    for (const Dump& dump : look_alikes()) {
        for (const Variant& variant : disguises()) {
            Adapter adapter = adapter_of(dump);
            if (is_told_by_name(adapter)) {
                continue;
            }
            variant.change(adapter);
            const Verdict verdict = judged(adapter);
            CAPTURE(dump.description);
            CAPTURE(variant.what);
            CAPTURE(text_of(verdict));
            CHECK_FALSE(verdict.is_vpn());
        }
    }
}

TEST_CASE("What only looks like a VPN does so even when it comes up and takes everything over") {
    const Circumstances everything{std::nullopt, true, true, true, true};
    for (const Dump& dump : look_alikes()) {
        const Verdict verdict = judged(adapter_of(dump), everything);
        CAPTURE(dump.description);
        CAPTURE(text_of(verdict));
        if (dump.name != "Telekom") {
            CHECK_FALSE(verdict.is_vpn());
        }
    }
}

TEST_CASE("Nothing but DirectAccess is so much as perhaps a VPN among what only looks like one") {
    for (const Dump& dump : look_alikes()) {
        const Verdict verdict = judged(adapter_of(dump));
        CAPTURE(dump.description);
        CAPTURE(text_of(verdict));
        if (dump.name == "Telekom") {
            continue;
        }
        CHECK((verdict.kind == VerdictKind::Maybe) == (dump.name == "iphttpsinterface"));
    }
}

TEST_CASE("VPN clients that nobody listed are at least perhaps VPNs, and most of them are") {
    int vpns = 0;
    for (const Dump& dump : unlisted_vpns()) {
        const Verdict verdict = judged(adapter_of(dump));
        CAPTURE(dump.description);
        CAPTURE(text_of(verdict));
        CHECK(verdict.kind != VerdictKind::No);
        CHECK((dump.if_type == 23 || verdict.client.empty()));
        vpns += verdict.is_vpn() ? 1 : 0;
    }
    CHECK(unlisted_vpns().size() >= 15);
    CHECK(vpns * 10 >= static_cast<int>(unlisted_vpns().size()) * 8);
}

TEST_CASE("An unlisted client stays at least perhaps a VPN in every disguise") {
    for (const Dump& dump : unlisted_vpns()) {
        for (const Variant& variant : disguises()) {
            for (Adapter adapter : {adapter_of(dump), bare_adapter_of(dump)}) {
                variant.change(adapter);
                const Verdict verdict = judged(adapter);
                CAPTURE(dump.description);
                CAPTURE(variant.what);
                CAPTURE(text_of(verdict));
                CHECK(verdict.kind != VerdictKind::No);
            }
        }
    }
}

TEST_CASE("A virtual interface that nothing speaks of becomes a VPN by what happens around it") {
    const Adapter adapter = bare_adapter_of({"", "Tailspin Something", 53, "Ethernet 4"});
    CHECK(judged(adapter).kind == VerdictKind::Maybe);
    Circumstances circumstances;
    circumstances.default_route = true;
    CHECK(judged(adapter, circumstances).kind == VerdictKind::Maybe);
    circumstances.dns_change = true;
    CHECK(judged(adapter, circumstances).is_vpn());
}

TEST_CASE("The phonebook tells a PPP connection of a VPN from one of a provider") {
    const Adapter adapter = adapter_of({"", "Telekom", 23, "Telekom", "", "", "", {{"8.9.10.11", 32}}, {}});
    Circumstances circumstances;
    CHECK(judged(adapter, circumstances).kind == VerdictKind::Maybe);
    circumstances.ras_entry = RasKind::Vpn;
    CHECK(judged(adapter, circumstances).is_vpn());
    circumstances.ras_entry = RasKind::Broadband;
    CHECK(judged(adapter, circumstances).kind == VerdictKind::No);
    circumstances.ras_entry = RasKind::DialUp;
    CHECK(judged(adapter, circumstances).kind == VerdictKind::No);
}

TEST_CASE("A score is always on the side of the thresholds where its verdict is") {
    const VpnRules rules = shipped_rules();
    for (const auto& dumps : {known_vpns(), unlisted_vpns(), look_alikes()}) {
        for (const Dump& dump : dumps) {
            const Verdict verdict = judged(adapter_of(dump));
            CAPTURE(dump.description);
            CHECK((verdict.score >= rules.vpn_score) == (verdict.kind == VerdictKind::Vpn));
            CHECK((verdict.score < rules.maybe_score) == (verdict.kind == VerdictKind::No));
            int sum = 0;
            for (const Reason& reason : verdict.reasons) {
                sum += reason.score;
            }
            CHECK(sum == verdict.score);
        }
    }
}

TEST_CASE("A row of the user's own decides, for a VPN and against one") {
    VpnRules users;
    VpnRule yes;
    yes.client = "Ours";
    yes.description = {"Realtek"};
    yes.score = 1;
    yes.reason = "our own box";
    VpnRule never;
    never.description = {"Cisco Secure Client"};
    never.score = -1;
    never.reason = "only for tests";
    users.rules = {yes, never};
    VpnRules rules = shipped_rules();
    add_users_rules(rules, users);

    const Verdict ours = judge(bare_adapter_of({"", "Realtek USB GbE", 6}), rules);
    CHECK(ours.is_vpn());
    CHECK(ours.client == "Ours");
    CHECK(ours.reasons.back().text == "your own rule decides: our own box");

    const Verdict cisco = judge(bare_adapter_of(known_vpns().at(1)), rules);
    CHECK(cisco.kind == VerdictKind::No);
    CHECK(cisco.client.empty());
}

TEST_CASE("Of the user's rows that match the first one decides") {
    VpnRules users;
    users.rules.resize(2);
    users.rules[0].name = {"lab"};
    users.rules[0].score = -5;
    users.rules[1].description = {"tap"};
    users.rules[1].score = 90;
    VpnRules rules = shipped_rules();
    add_users_rules(rules, users);
    CHECK(judge(bare_adapter_of({"", "TAP-Windows Adapter V9", 6, "Lab 3"}), rules).kind == VerdictKind::No);
    CHECK(judge(bare_adapter_of({"", "TAP-Windows Adapter V9", 6, "Ethernet"}), rules).is_vpn());
}

TEST_CASE(
    "A word is found where it stands alone, with digits after it or beside Chinese, and not within another") {
    VpnRules rules;
    rules.rules.resize(1);
    rules.rules[0].description_word = {"tap"};
    rules.rules[0].score = 50;
    const auto fits = [&](const char* text) { return judge(bare_adapter_of({"", text, 6}), rules).is_vpn(); };
    CHECK(fits("TAP"));
    CHECK(fits("tap0901"));
    CHECK(fits("root\\tap-acme"));
    CHECK(fits("公司TAP网卡"));
    CHECK(fits("staple tap"));
    CHECK_FALSE(fits("ISATAP"));
    CHECK_FALSE(fits("Tape"));
    CHECK_FALSE(fits("4tap"));
    CHECK_FALSE(fits(""));
}

TEST_CASE("Adapterless VPNs are in the shipped table by their services") {
    std::set<std::string> clients;
    for (const VpnService& service : shipped_rules().services) {
        if (service.without_adapter) {
            clients.insert(service.client);
        }
    }
    CHECK(clients == std::set<std::string>{"Citrix Gateway", "Global Secure Access", "Netskope", "Zscaler"});
}

TEST_CASE("The traits of a client come with whatever row knows its adapter, and no other client has them") {
    for (const char* text :
         {"Check Point Virtual Network Adapter - SecureClient", "Some Check Point Adapter"}) {
        const Verdict verdict = judge(bare_adapter_of({"", text, 6}), shipped_rules());
        CHECK(std::ranges::count(verdict.traits, Trait::TakesWholeHost) > 0);
    }
    CHECK(judge(bare_adapter_of({"", "Cisco AnyConnect", 6}), shipped_rules()).traits.empty());
}

TEST_CASE("A service of the shipped table tells that names lead to addresses for Windows alone") {
    const VpnRules rules = shipped_rules();
    const auto found =
        std::ranges::find(rules.services, "GlobalSecureAccessTunnelingService", &VpnService::name);
    REQUIRE(found != rules.services.end());
    CHECK(found->traits == std::vector{Trait::SyntheticAddresses});
}
