// SPDX-License-Identifier: MIT
#include "service/sense/host/host_facts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

const std::string c_dns_policy = R"(SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig)";
const std::string c_dns_local = R"(SYSTEM\CurrentControlSet\Services\Dnscache\Parameters\DnsPolicyConfig)";
const std::string c_wsl = "{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}";
const std::string c_admin = "Microsoft-Windows-Host-Network-Service-Admin";
const std::string c_operational = "Microsoft-Windows-Host-Network-Service-Operational";

constexpr std::chrono::sys_seconds c_when =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 16h + 34min;

std::string event(const std::string& provider, const Texts& data, int minute = 34) {
    std::string xml = "<Event><System><Provider Name='" + provider +
                      "'/><TimeCreated SystemTime='2026-11-25T16:" + std::to_string(minute) +
                      ":00.5Z'/></System><EventData>";
    for (const std::string& text : data) {
        xml += "<Data>" + text + "</Data>";
    }
    return xml + "</EventData></Event>";
}

/// A Windows as the sensor sees it. What is in `broken` cannot be read: a value, a key, a log.
struct FakeWindows {
    std::map<std::string, std::uint32_t> numbers; // by name
    std::map<std::string, std::string> texts;
    std::map<std::string, std::uint32_t> keys; // how many are below
    std::map<std::string, Texts> logs;
    std::vector<Properties> rules;
    std::vector<Properties> settings;
    std::vector<Properties> templates;
    std::vector<std::string> broken;
    std::vector<ObjectQuery> asked;

    template <class T>
    Result<T> unless_broken(const std::string& name, T value) const {
        if (std::ranges::find(broken, name) != broken.end()) {
            return Error{"Access is denied. (5)"};
        }
        return value;
    }

    template <class T>
    static std::optional<T> found(const std::map<std::string, T>& map, const std::string& name) {
        const auto it = map.find(name);
        return it == map.end() ? std::optional<T>{} : std::optional<T>{it->second};
    }

    HostCalls calls() {
        return {[this] { return unless_broken("build", std::uint32_t{26100}); },
                [this](const std::string&, const std::string& name) {
                    return unless_broken(name, found(numbers, name));
                },
                [this](const std::string&, const std::string& name) {
                    return unless_broken(name, found(texts, name));
                },
                [this](const std::string& key) { return unless_broken(key, found(keys, key).value_or(0)); },
                [this](const EventQuery& query, Deadline) {
                    return unless_broken(query.channel, found(logs, query.channel).value_or(Texts{}));
                },
                [this](const std::vector<ObjectQuery>& queries, Deadline) {
                    asked = queries;
                    return std::vector{unless_broken("rules", rules), unless_broken("settings", settings),
                                       unless_broken("templates", templates)};
                }};
    }

    HostPart registry() { return registry_facts(calls()); }

    HostPart events() { return event_log_facts(calls(), Deadline::max()); }

    HostPart objects() { return object_facts(calls(), Deadline::max()); }
};

Properties block_rule(const std::string& name) {
    return {{"ElementName", name}, {"InstanceID", "{1}"}, {"Enabled", "1"},
            {"Direction", "2"},    {"Action", "4"},       {"VMCreatorId", c_wsl}};
}

Properties with(Properties properties, const std::string& name, const std::string& value) {
    properties[name] = value;
    return properties;
}

} // namespace

TEST_CASE("a Windows where nothing is set: every fact of the registry is known") {
    FakeWindows windows;
    const HostPart part = windows.registry();
    CHECK(part.missing.empty());
    CHECK(part.facts.os_build == 26100U);
    CHECK_FALSE(part.facts.os_revision);
    CHECK(part.facts.disabled_components == 0U);
    CHECK(part.facts.mode_is_locked == false);
    CHECK_FALSE(part.facts.policy_mode);
    CHECK(part.facts.external_interface_constraint == "");
    CHECK(part.facts.has_nrpt_rules == false);
    CHECK(part.facts.sharing_is_disabled == false);
}

TEST_CASE("what is set in the registry is what is reported") {
    FakeWindows windows;
    windows.numbers = {{"UBR", 7171},
                       {"DisabledComponents", 0xFF},
                       {"AllowNetworkingModeUserSetting", 0},
                       {"DefaultNetworkingMode", 3},
                       {"Start", 4}};
    windows.texts = {{"ExternalInterfaceConstraint", "Ethernet 2"}};
    windows.keys = {{c_dns_policy, 2}};
    const HostFacts facts = windows.registry().facts;
    CHECK(facts.os_revision == 7171U);
    CHECK(facts.disabled_components == 0xFFU);
    CHECK(facts.mode_is_locked == true);
    CHECK(facts.policy_mode == NetworkingMode::Mirrored);
    CHECK(facts.external_interface_constraint == "Ethernet 2");
    CHECK(facts.has_nrpt_rules == true);
    CHECK(facts.sharing_is_disabled == true);
}

TEST_CASE("only a zero locks the mode, and bridged is no default") {
    FakeWindows windows;
    windows.numbers = {{"AllowNetworkingModeUserSetting", 1}, {"DefaultNetworkingMode", 2}};
    const HostFacts facts = windows.registry().facts;
    CHECK(facts.mode_is_locked == false);
    CHECK_FALSE(facts.policy_mode);
}

TEST_CASE("each value of the registry fails alone, and says so") {
    const HostPart whole = FakeWindows{}.registry();
    for (const std::string name :
         {"build", "DisabledComponents", "AllowNetworkingModeUserSetting", "ExternalInterfaceConstraint"}) {
        CAPTURE(name);
        FakeWindows windows;
        windows.broken = {name};
        const HostPart part = windows.registry();
        CHECK(part.missing.size() == 1);
        CHECK_FALSE(part.facts == whole.facts);
        HostPart mended = whole;
        add(mended, part);
        CHECK(mended.facts == whole.facts); // nothing else differs
    }
}

TEST_CASE("a key that cannot be read leaves the name rules open, unless the other key has some") {
    FakeWindows windows;
    windows.broken = {c_dns_local};
    CHECK_FALSE(windows.registry().facts.has_nrpt_rules);
    CHECK(windows.registry().missing == Texts{c_dns_local + " could not be read. Access is denied. (5)"});
    windows.keys = {{c_dns_policy, 1}};
    CHECK(windows.registry().facts.has_nrpt_rules == true);
}

TEST_CASE("WSL's warnings come with their time, in any language, without blanks around them") {
    FakeWindows windows;
    windows.logs["Application"] = {event("WSL", {"\xE8\xAD\xA6\xE5\x91\x8A networkingMode Nat\r\n"}, 34),
                                   event("WSL", {"wsl: older"}, 12)};
    const auto warnings = windows.events().facts.wsl_warnings;
    CHECK(warnings == std::vector<WslWarning>{{c_when, "\xE8\xAD\xA6\xE5\x91\x8A networkingMode Nat"},
                                              {c_when - 22min, "wsl: older"}});
}

TEST_CASE("twenty warnings at most, the newest, and none that says nothing") {
    FakeWindows windows;
    Texts& log = windows.logs["Application"];
    log = {"garbage", event("WSL", {}), event("WSL", {"  "}), event("RasClient", {"651 no warning"})};
    for (int i = 0; i < 30; ++i) {
        log.push_back(event("WSL", {std::to_string(i)}));
    }
    const auto warnings = windows.events().facts.wsl_warnings;
    REQUIRE(warnings);
    REQUIRE(warnings->size() == 20);
    CHECK(warnings->front().text == "0");
    CHECK(warnings->back().text == "19");
}

TEST_CASE("a huge text is cut between two characters") {
    FakeWindows windows;
    std::string huge = "x";
    for (int i = 0; i < 100'000; ++i) {
        huge += "\xE8\xAD\xA6";
    }
    windows.logs["Application"] = {event("WSL", {huge})};
    const auto warnings = windows.events().facts.wsl_warnings;
    REQUIRE(warnings);
    CHECK(warnings->at(0).text == huge.substr(0, 4096)); // 1 + 1,365 times 3 bytes
    windows.logs["Application"] = {event("WSL", {"x" + huge})};
    CHECK(windows.events().facts.wsl_warnings->at(0).text == ("x" + huge).substr(0, 4094));
}

TEST_CASE("the last failure of a connection with error 651, and no other error") {
    FakeWindows windows;
    windows.logs["Application"] = {event("RasClient", {"{1}", "PC\\me", "Office", "868"}, 40),
                                   event("RasClient", {"{1}", "PC\\me", "Office", "651"}, 34),
                                   event("RasClient", {"{1}", "PC\\me", "Office", "651"}, 20)};
    CHECK(windows.events().facts.ras_error_651 == RasFailure{c_when, "Office"});
    windows.logs["Application"].resize(1);
    CHECK(windows.events().facts.ras_error_651 == RasFailure{});
}

TEST_CASE("the network's failure codes come from three logs, each code once") {
    FakeWindows windows;
    windows.logs[c_admin] = {event("HNS", {"Create", "0x803b0007"}), event("HNS", {"0x00000000"})};
    windows.logs[c_operational] = {event("HNS", {"2151350279"}), event("HNS", {"error 0x80070424"})};
    windows.logs["System"] = {event("Microsoft-Windows-Hyper-V-VmSwitch", {"0xC0010022"})};
    CHECK(windows.events().facts.hns_errors == Texts{"0x803B0007", "0x80070424", "0xC0010022"});
    windows.logs.clear();
    CHECK(windows.events().facts.hns_errors == Texts{});
}

TEST_CASE("not more than twenty codes are kept") {
    FakeWindows windows;
    for (int i = 10; i < 99; ++i) {
        windows.logs[c_admin].push_back(event("HNS", {"0x803b00" + std::to_string(i)}));
    }
    CHECK(windows.events().facts.hns_errors->size() == 20);
}

TEST_CASE("each log fails alone") {
    FakeWindows windows;
    windows.broken = {"Application"};
    HostPart part = windows.events();
    CHECK_FALSE(part.facts.wsl_warnings);
    CHECK_FALSE(part.facts.ras_error_651);
    CHECK(part.facts.hns_errors == Texts{});
    CHECK(part.missing == Texts{"The event log Application could not be read. Access is denied. (5)"});
    windows.broken = {"System"};
    part = windows.events();
    CHECK(part.facts.wsl_warnings.has_value());
    CHECK_FALSE(part.facts.hns_errors);
    windows.logs[c_admin] = {event("HNS", {"0x803b0007"})};
    CHECK(windows.events().facts.hns_errors == Texts{"0x803B0007"});
}

TEST_CASE("a rule that cuts WSL off is named: of WSL's own creator or of any") {
    FakeWindows windows;
    const Properties rule = block_rule("Mullvad VPN outbound block-all rule");
    for (const std::string& creator :
         {c_wsl, std::string{"{40e0ac32-46a5-438a-a0b2-2b479e8f2e90}"}, std::string{},
          std::string{"{00000000-0000-0000-0000-000000000000}"}, std::string{"Any"}}) {
        CAPTURE(creator);
        windows.rules = {with(rule, "VMCreatorId", creator)};
        CHECK(windows.objects().facts.hyperv_block_rules == Texts{"Mullvad VPN outbound block-all rule"});
    }
}

TEST_CASE("a rule without a name is called by its id, and one without a state is enabled") {
    FakeWindows windows;
    windows.rules = {block_rule("")};
    windows.rules[0].erase("Enabled");
    CHECK(windows.objects().facts.hyperv_block_rules == Texts{"{1}"});
}

TEST_CASE("rules that do not cut WSL off are not named") {
    FakeWindows windows;
    const Properties rule = block_rule("x");
    windows.rules = {with(rule, "Action", "2"),
                     with(rule, "Action", "rubbish"),
                     with(rule, "Enabled", "2"),
                     with(rule, "Direction", "1"),
                     with(rule, "RemotePorts", "25"),
                     with(rule, "LocalPorts", "137,138"),
                     with(rule, "VMCreatorId", "{9E288F02-CE00-4D9E-BE2B-14CE463B0298}"),
                     {}};
    CHECK(windows.objects().facts.hyperv_block_rules == Texts{});
    windows.rules = {with(rule, "RemotePorts", "Any")};
    CHECK(windows.objects().facts.hyperv_block_rules == Texts{"x"});
}

TEST_CASE("outbound is blocked by the setting of WSL's creator alone") {
    FakeWindows windows;
    const Properties blocked{{"Name", c_wsl}, {"Enabled", "1"}, {"DefaultOutboundAction", "4"}};
    windows.settings = {with(blocked, "Name", "{9E288F02-CE00-4D9E-BE2B-14CE463B0298}")};
    CHECK(windows.objects().facts.hyperv_outbound_blocked == false);
    windows.settings.push_back(blocked);
    CHECK(windows.objects().facts.hyperv_outbound_blocked == true);
    windows.settings = {with(blocked, "Enabled", "0")};
    CHECK(windows.objects().facts.hyperv_outbound_blocked == false);
    windows.settings = {with(blocked, "DefaultOutboundAction", "2")};
    CHECK(windows.objects().facts.hyperv_outbound_blocked == false);
}

TEST_CASE("Windows is kept from WSL's 127.0.0.1 by the setting of WSL's creator alone") {
    FakeWindows windows;
    const Properties kept_away{{"Name", c_wsl}, {"Enabled", "1"}, {"LoopbackEnabled", "0"}};
    windows.settings = {with(kept_away, "Name", "{9E288F02-CE00-4D9E-BE2B-14CE463B0298}")};
    CHECK(windows.objects().facts.hyperv_loopback_blocked == false);
    windows.settings.push_back(kept_away);
    CHECK(windows.objects().facts.hyperv_loopback_blocked == true);
    windows.settings = {with(kept_away, "LoopbackEnabled", "2")}; // not configured: it is enabled
    CHECK(windows.objects().facts.hyperv_loopback_blocked == false);
}

TEST_CASE("Windows is kept from WSL by what blocks all that comes in, where Windows' own rules count too") {
    FakeWindows windows;
    const Properties blocked{
        {"Name", c_wsl}, {"Enabled", "1"}, {"DefaultInboundAction", "4"}, {"AllowHostPolicyMerge", "1"}};
    windows.settings = {blocked};
    CHECK(windows.objects().facts.hyperv_inbound_blocked == true);
    windows.settings = {with(blocked, "AllowHostPolicyMerge", "0")};
    CHECK(windows.objects().facts.hyperv_inbound_blocked == false);
    windows.settings = {with(blocked, "DefaultInboundAction", "2")};
    CHECK(windows.objects().facts.hyperv_inbound_blocked == false);
}

TEST_CASE("the firewall is asked for what is active") {
    FakeWindows windows;
    (void)windows.objects();
    REQUIRE(windows.asked.size() == 3);
    CHECK(windows.asked[0].policy_store == "ActiveStore");
    CHECK(windows.asked[1].policy_store == "ActiveStore");
    CHECK(windows.asked[2].policy_store == "");
}

TEST_CASE("the range of ports is that of the first template that has one") {
    FakeWindows windows;
    windows.templates = {{{"SettingName", "Automatic"}},
                         {{"SettingName", "Broken"}, {"DynamicPortRangeStartPort", "70000"}},
                         {{"SettingName", "Empty"}, {"DynamicPortRangeStartPort", "0"}},
                         {{"SettingName", "Internet"}, {"DynamicPortRangeStartPort", "1024"}}};
    CHECK(windows.objects().facts.dynamic_port_start == std::uint16_t{1024});
    windows.templates.resize(3);
    CHECK_FALSE(windows.objects().facts.dynamic_port_start);
}

TEST_CASE("each question to WMI fails alone, also when answers are left out") {
    FakeWindows windows;
    windows.broken = {"rules"};
    HostPart part = windows.objects();
    CHECK_FALSE(part.facts.hyperv_block_rules);
    CHECK(part.facts.hyperv_outbound_blocked == false);
    CHECK(part.missing.size() == 1);
    HostCalls calls = windows.calls();
    calls.objects = [](const auto&, Deadline) { return std::vector<Result<std::vector<Properties>>>{}; };
    part = object_facts(calls, Deadline::max());
    CHECK(part.facts == HostFacts{});
    CHECK(part.missing.size() == 3);
}

TEST_CASE("the sources together know what each knows") {
    FakeWindows windows;
    windows.numbers = {{"UBR", 7171}, {"DefaultNetworkingMode", 1}};
    windows.templates = {{{"DynamicPortRangeStartPort", "49152"}}};
    HostPart whole;
    for (const HostSource& source : host_sources(windows.calls())) {
        add(whole, source(Deadline::max()));
    }
    HostFacts expected;
    expected.os_build = 26100;
    expected.os_revision = 7171;
    expected.disabled_components = 0;
    expected.mode_is_locked = false;
    expected.policy_mode = NetworkingMode::Nat;
    expected.external_interface_constraint = "";
    expected.hyperv_block_rules = Texts{};
    expected.hyperv_outbound_blocked = false;
    expected.hyperv_loopback_blocked = false;
    expected.hyperv_inbound_blocked = false;
    expected.wsl_warnings = std::vector<WslWarning>{};
    expected.hns_errors = Texts{};
    expected.ras_error_651 = RasFailure{};
    expected.dynamic_port_start = 49152;
    expected.has_nrpt_rules = false;
    expected.sharing_is_disabled = false;
    CHECK(whole.facts == expected);
    CHECK(whole.missing.empty());
}
