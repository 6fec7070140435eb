// SPDX-License-Identifier: MIT
#include "tray/menu.hpp"

#include "tests/tray/fixtures.hpp"
#include "tray/present.hpp"
#include "tray/questions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

/// The text without the mark of its key, up to a tab.
std::string words_of(const MenuItem& item) {
    std::string words;
    for (std::size_t i = 0; i < item.text.size() && item.text[i] != '\t'; ++i) {
        i += item.text[i] == '&' ? 1 : 0;
        words += i < item.text.size() ? std::string{item.text[i]} : "";
    }
    return words;
}

std::vector<std::string> words_of(const std::vector<MenuItem>& items) {
    std::vector<std::string> words;
    words.reserve(items.size());
    for (const MenuItem& item : items) {
        words.push_back(words_of(item));
    }
    return words;
}

/// The menu's item that begins with these words.
MenuItem item(const std::vector<MenuItem>& items, std::string_view begins) {
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&](const MenuItem& one) { return words_of(one).starts_with(begins); });
    REQUIRE_MESSAGE(found != items.end(), begins);
    return *found;
}

MenuItem item(const Snapshot& now, std::string_view begins) {
    return item(menu_for(now, ServiceState::Running), begins);
}

std::string without_service(ServiceState state, std::string_view begins) {
    return words_of(item(menu_for(std::nullopt, state), begins));
}

EndpointView endpoint_of(EndpointSource source, std::string name,
                         std::string address = "tcp://127.0.0.1:3000") {
    EndpointView view = endpoint(std::move(name), EndpointState::Up);
    view.source = source;
    view.address = std::move(address);
    return view;
}

Snapshot with_cisco(bool excluded = false) {
    Snapshot snapshot = all_well();
    snapshot.vpns = {{"Ethernet 4", "Cisco Secure Client", excluded}};
    return snapshot;
}

Snapshot in_nat(RemedyState state) {
    Snapshot snapshot = all_well();
    snapshot.configured = snapshot.effective = NetworkingMode::Nat;
    snapshot.can_roll_back = false;
    snapshot.can_restore = true;
    snapshot.remedies = {remedy(SwitchMode{}, state, {MessageId::ModeHelped, {"nat"}})};
    return snapshot;
}

void expect_unique_keys(const std::vector<MenuItem>& items) {
    std::set<char> keys;
    for (const MenuItem& one : items) {
        CAPTURE(one.text);
        const char key = access_key_of(one.text);
        CHECK((key == '\0' || keys.insert(key).second));
        CHECK((key != '\0' || !one.enabled || one.command == Command::Status));
        expect_unique_keys(one.submenu);
    }
}

} // namespace

TEST_CASE("the menu of a quiet day: how things stand, what is watched, what can be done, and the way out") {
    const std::vector<MenuItem> menu = menu_for(all_well(), ServiceState::Running);
    CHECK(words_of(menu) ==
          std::vector<std::string>{"All is well.", "Status…", "Watched", "Rollback to NAT…",
                                   "Use VirtioProxy…", "Restore mirrored… (WSL is in mirrored mode already)",
                                   "Pause", "Settings…", "Copy diagnostics", "Help", "Exit"});
    CHECK(!menu[0].enabled);
    CHECK(menu[1].is_default);
    CHECK(std::ranges::count_if(menu, &MenuItem::is_default) == 1);
}

TEST_CASE("a long headline does not make the menu as wide as the screen") {
    Snapshot snapshot = all_well();
    snapshot.headline = {MessageId::EndpointsDown, {std::string(300, 'x')}};
    CHECK(menu_for(snapshot, ServiceState::Running)[0].text.size() <= 80 + 2);
}

TEST_CASE("an open question can be answered from the menu") {
    CHECK(item(broken_by_cisco(), "Answer").command == Command::Answer);
}

TEST_CASE("what is watched stands by who named it, with its state on the right") {
    Snapshot snapshot = all_well();
    snapshot.endpoints = {
        endpoint_of(EndpointSource::BuiltIn, "the Internet"), endpoint_of(EndpointSource::Machine, "wiki"),
        endpoint_of(EndpointSource::User, "api"), endpoint_of(EndpointSource::Learned, "port 3000")};
    snapshot.endpoints[2].group = "corp";
    snapshot.endpoints[2].state = EndpointState::Down;
    const MenuItem watched = item(snapshot, "Watched");
    CHECK(watched.text == "&Watched\t4, no answer from 1");
    CHECK(words_of(watched.submenu) == std::vector<std::string>{"Built in", "the Internet", "Yours",
                                                                "corp: api", "Set for this computer", "wiki",
                                                                "Servers in WSL", "port 3000"});
    CHECK(watched.submenu[1].text == "&the Internet\tAnswers in 12 ms");
    CHECK(watched.submenu[3].text == "&corp: api\tNo answer");
    CHECK(watched.submenu[1].command == Command::Status);
    for (const std::size_t heading : {0, 2, 4, 6}) {
        CHECK(!watched.submenu.at(heading).enabled);
    }
}

TEST_CASE("a server that was found in WSL can be watched from now on, by its port") {
    Snapshot snapshot = all_well();
    snapshot.endpoints = {endpoint_of(EndpointSource::Learned, "port 3000")};
    const MenuItem server = item(snapshot, "Watched").submenu.at(1);
    REQUIRE(!server.submenu.empty());
    CHECK(server.submenu[0].command == Command::Watch);
    CHECK(server.submenu[0].about == "3000");
}

TEST_CASE("a server's port is read from its address, and nothing else is") {
    CHECK(port_of("tcp://127.0.0.1:3000") == 3000);
    CHECK(port_of("http://127.0.0.1:8080/health") == 8080);
    CHECK(!port_of("tcp://127.0.0.1"));
    CHECK(!port_of("tcp://127.0.0.1:0"));
    CHECK(!port_of("tcp://127.0.0.1:70000"));
    CHECK(!port_of("tcp://127.0.0.1:80 & calc"));
}

TEST_CASE("of many that are watched, those that do not answer are shown, and the rest is counted") {
    Snapshot snapshot = all_well();
    snapshot.endpoints.clear();
    for (int i = 0; i < 40; ++i) {
        snapshot.endpoints.push_back(endpoint_of(EndpointSource::User, "server " + std::to_string(i)));
    }
    snapshot.endpoints.back().state = EndpointState::Down;
    const MenuItem watched = item(snapshot, "Watched");
    CHECK(watched.submenu.size() == 1 + 12);
    CHECK(words_of(watched.submenu[1]) == "server 39");
    CHECK(words_of(watched.submenu.back()) == "29 more…");
}

TEST_CASE("where nothing is watched the menu says so") {
    Snapshot snapshot = all_well();
    snapshot.endpoints.clear();
    const MenuItem watched = item(snapshot, "Watched");
    CHECK(words_of(watched) == "Watched (nothing is watched)");
    CHECK(!watched.enabled);
}

TEST_CASE("a VPN can be excluded from WSL, included again, and left alone") {
    const MenuItem connected = item(with_cisco(), "Cisco");
    CHECK(connected.text == "C&isco Secure Client\tconnected");
    CHECK(words_of(connected.submenu) == std::vector<std::string>{"Exclude from WSL", "Never ask about it"});
    CHECK(connected.submenu[0].command == Command::Exclude);
    CHECK(connected.submenu[1].command == Command::NeverAsk);

    const MenuItem excluded = item(with_cisco(true), "Cisco");
    CHECK(contains(excluded.text, "\texcluded from WSL"));
    CHECK(excluded.submenu[0].command == Command::Include);
    CHECK(words_of(excluded.submenu[1]) == "Include again, and never ask about it");
}

TEST_CASE("two adapters of one client are told apart by their own names in what is sent") {
    Snapshot snapshot = with_cisco();
    snapshot.vpns.push_back({"Ethernet 5", "Cisco Secure Client", false});
    const std::vector<MenuItem> vpns = vpn_items(snapshot);
    REQUIRE(vpns.size() == 2);
    CHECK(vpns[0].submenu[0].about == "Ethernet 4");
    CHECK(vpns[1].submenu[0].about == "Ethernet 5");
}

TEST_CASE("a VPN that the user is never asked about can be asked about again") {
    Snapshot snapshot = with_cisco();
    snapshot.preferences = {{"", "cisco secure client", Preference::NeverAsk}};
    CHECK(item(snapshot, "Cisco").submenu[1].command == Command::AskAgain);
}

TEST_CASE("why a VPN cannot be excluded now stands in its item") {
    const auto why = [](const Snapshot& now) {
        const MenuItem exclude = item(now, "Cisco").submenu.at(0);
        CHECK(!exclude.enabled);
        return words_of(exclude);
    };
    Snapshot service = with_cisco();
    service.vpns[0].kind = VpnKind::Service;
    CHECK(why(service) == "Exclude from WSL (it has no adapter of its own)");
    Snapshot asleep = with_cisco();
    asleep.wsl_running = false;
    CHECK(why(asleep) == "Exclude from WSL (WSL does not run)");
    Snapshot nat = with_cisco();
    nat.effective = NetworkingMode::Nat;
    CHECK(why(nat) == "Exclude from WSL (WSL is in NAT mode, where no VPN is mirrored)");
    Snapshot unknown = with_cisco();
    unknown.effective = NetworkingMode::Unknown;
    CHECK(why(unknown) == "Exclude from WSL (WSL's mode is not known yet)");
    Snapshot busy = with_cisco();
    busy.remedies = {remedy(LowerMtu{}, RemedyState::Verifying, {})};
    CHECK(why(busy) == "Exclude from WSL (something else is under way)");
}

TEST_CASE(
    "to exclude a VPN that carries all traffic is asked first, and says that its kill switch is bypassed") {
    Snapshot now = with_cisco();
    now.vpns.front().full_tunnel = true;
    const View view = present(now, {}, ServiceState::Running);
    const MenuItem exclude = item(item(view.menu, "Cisco").submenu, "Exclude from WSL…");
    CHECK(question_for(exclude.command) == Question::Exclude);
    const auto& dialog = dialog_of(view, Question::Exclude);
    REQUIRE(dialog);
    CHECK(dialog->content.find("kill switch") != std::string::npos);
    CHECK(dialog->buttons.front().verb == protocol::Verb{protocol::ExcludeVpn{now.vpns.front().name, false}});
    CHECK(dialog->has_cancel);
    SUBCASE("excluded already, it asks nothing") {
        now.vpns.front().excluded = true;
        CHECK_FALSE(present(now, {}, ServiceState::Running).exclude);
    }
    SUBCASE("while WSL does not run nothing can be excluded") {
        now.wsl_running = false;
        CHECK_FALSE(present(now, {}, ServiceState::Running).exclude);
    }
}

TEST_CASE("why WSL cannot be rolled back now stands in the item") {
    const auto why = [](const Snapshot& now) {
        const MenuItem roll_back = item(now, "Rollback to NAT");
        CHECK(!roll_back.enabled);
        return words_of(roll_back);
    };
    CHECK(why(in_nat(RemedyState::Helped)) == "Rollback to NAT… (WSL is in NAT mode already)");
    Snapshot starting = in_nat(RemedyState::AwaitingWsl);
    starting.effective = NetworkingMode::Mirrored;
    CHECK(why(starting) == "Rollback to NAT… (WSL is set to NAT mode already)");
    Snapshot unknown = all_well();
    unknown.configured = NetworkingMode::Unknown;
    unknown.can_roll_back = false;
    CHECK(why(unknown) == "Rollback to NAT… (WSL's mode is not known yet)");
    Snapshot forbidden = all_well();
    forbidden.can_roll_back = false;
    CHECK(why(forbidden) == "Rollback to NAT… (your organisation does not allow it)");
    Snapshot bridged = all_well();
    bridged.configured = NetworkingMode::Bridged;
    bridged.can_roll_back = false;
    CHECK(contains(why(bridged), "not by Mirrorwatch"));
    Snapshot busy = all_well();
    busy.can_roll_back = false;
    busy.remedies = {remedy(RestartWsl{}, RemedyState::ShuttingDown, {})};
    CHECK(why(busy) == "Rollback to NAT… (a change of WSL is under way)");
}

TEST_CASE("VirtioProxy can be used from mirrored, and from a NAT that is not ours") {
    CHECK(item(all_well(), "Use VirtioProxy").enabled);
    Snapshot own_nat = in_nat(RemedyState::Helped);
    CHECK(words_of(item(own_nat, "Use VirtioProxy")) ==
          "Use VirtioProxy… (what was changed has to be restored first)");
    own_nat.remedies.clear();
    CHECK(item(own_nat, "Use VirtioProxy").enabled);
    CHECK(present(own_nat, {}).use_virtioproxy);
    Snapshot there = all_well();
    there.configured = there.effective = NetworkingMode::VirtioProxy;
    there.can_roll_back = false;
    CHECK(words_of(item(there, "Use VirtioProxy")) ==
          "Use VirtioProxy… (WSL is in VirtioProxy mode already)");
}

TEST_CASE("mirrored is restored where Mirrorwatch has changed the mode, and nowhere else") {
    CHECK(item(in_nat(RemedyState::Helped), "Restore mirrored").enabled);
    Snapshot by_hand = in_nat(RemedyState::Helped);
    by_hand.can_restore = false;
    by_hand.remedies.clear();
    CHECK(words_of(item(by_hand, "Restore mirrored")) ==
          "Restore mirrored… (Mirrorwatch has not changed the mode)");
}

TEST_CASE("without the service the menu says why it can do so little") {
    CHECK(without_service(ServiceState::Starting, "Rollback to NAT") ==
          "Rollback to NAT… (the service is starting)");
    CHECK(without_service(ServiceState::Disabled, "Use VirtioProxy") ==
          "Use VirtioProxy… (the service is disabled)");
    CHECK(without_service(ServiceState::NotInstalled, "Restore mirrored") ==
          "Restore mirrored… (the service is not installed)");
    CHECK(without_service(ServiceState::Stopping, "Pause") == "Pause (the service is stopping)");
    CHECK(without_service(ServiceState::Refused, "Copy diagnostics") ==
          "Copy diagnostics (the service does not answer)");
    const std::vector<MenuItem> menu = menu_for(std::nullopt, ServiceState::Running);
    CHECK(menu.at(0).text == sentence_of(ServiceState::Running));
    for (const std::string_view always : {"Status", "Settings", "Help", "Exit"}) {
        CHECK(item(menu, always).enabled);
    }
}

TEST_CASE("a service that is stopped can be started from the menu, and no other") {
    CHECK(item(menu_for(std::nullopt, ServiceState::Stopped), "Start Mirrorwatch").command ==
          Command::StartService);
    for (const ServiceState state :
         {ServiceState::Connecting, ServiceState::Starting, ServiceState::Running, ServiceState::Stopping,
          ServiceState::Disabled, ServiceState::NotInstalled, ServiceState::Refused,
          ServiceState::NoConsole}) {
        const std::vector<MenuItem> menu = menu_for(std::nullopt, state);
        CHECK(std::ranges::count(menu, Command::StartService, &MenuItem::command) == 0);
    }
}

TEST_CASE("watching can be paused for a time, and resumed while it is") {
    const MenuItem pause = item(all_well(), "Pause");
    CHECK(pause.enabled);
    CHECK(pause.submenu == std::vector<MenuItem>{{Command::PauseAnHour, "For an &hour"},
                                                 {Command::PauseUntilMorning, "Until &tomorrow, 6:00"},
                                                 {Command::Pause, "Until I &resume"}});
    Snapshot paused = all_well();
    paused.paused = true;
    CHECK(item(paused, "Resume").command == Command::Resume);
}

TEST_CASE("what is chosen about a VPN, and a pause, is sent as a verb") {
    const auto sent = [](Command command) {
        return verb_of({command, "", true, false, false, {}, "wg0"}, 90);
    };
    CHECK(sent(Command::Exclude) == protocol::Verb{protocol::ExcludeVpn{"wg0", false}});
    CHECK(sent(Command::Include) == protocol::Verb{protocol::IncludeVpn{"wg0", false}});
    CHECK(sent(Command::AskAgain) == protocol::Verb{protocol::IncludeVpn{"wg0", false}});
    CHECK(sent(Command::NeverAsk) == protocol::Verb{protocol::IncludeVpn{"wg0", true}});
    CHECK(sent(Command::PauseAnHour) == protocol::Verb{protocol::Pause{60}});
    CHECK(sent(Command::PauseUntilMorning) == protocol::Verb{protocol::Pause{90}});
    CHECK(sent(Command::Pause) == protocol::Verb{protocol::Pause{0}});
    CHECK(sent(Command::Resume) == protocol::Verb{protocol::Resume{}});
}

TEST_CASE("what restarts WSL is never sent by a choice in the menu alone") {
    for (const Command command : {Command::RollBack, Command::UseVirtioProxy, Command::Restore}) {
        CHECK(!verb_of({command, ""}, 90));
    }
}

TEST_CASE("access keys are unique in each menu, and whatever can be chosen has one") {
    Snapshot busy = broken_by_cisco();
    for (const char* name : {"Rollback VPN", "Status VPN", "wg0", "& Sons", "wg1"}) {
        busy.vpns.push_back({name, "", false});
    }
    busy.endpoints = {endpoint_of(EndpointSource::Learned, "port 3000"),
                      endpoint_of(EndpointSource::Learned, "port 3001"),
                      endpoint_of(EndpointSource::BuiltIn, "the Internet")};
    expect_unique_keys(menu_for(busy, ServiceState::Running));
    expect_unique_keys(menu_for(all_well(), ServiceState::Running));
    expect_unique_keys(menu_for(in_nat(RemedyState::Helped), ServiceState::Running));
    expect_unique_keys(menu_for(std::nullopt, ServiceState::Stopped));
}

TEST_CASE("a name with an ampersand is shown with it, and no tab breaks its line") {
    Snapshot snapshot = all_well();
    snapshot.vpns = {{"R&D\tVPN", "", false}};
    CHECK(vpn_items(snapshot).at(0).text == "R&&D VPN\tconnected");
    CHECK(access_key_of("R&&D") == '\0');
    CHECK(access_key_of("&R&&D") == 'r');
}

TEST_CASE("what can be chosen is numbered through all submenus, and what is grey is not") {
    std::vector<MenuItem> items{{Command::None, "heading", false},
                                {Command::Status, "&Status…"},
                                {Command::None, "&Pause"},
                                {Command::Exit, "E&xit"}};
    items[2].submenu = {{Command::PauseAnHour, "an hour"}, {Command::Pause, "long", false}};
    const auto found = choosable_items(items);
    REQUIRE(found.size() == 3);
    CHECK(found[0]->command == Command::Status);
    CHECK(found[1]->command == Command::PauseAnHour);
    CHECK(found[2]->command == Command::Exit);
}
