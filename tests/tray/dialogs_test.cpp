// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/text_faults.hpp"
#include "tests/tray/fixtures.hpp"
#include "tray/choices.hpp"
#include "tray/findings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

Offer offer_with(std::vector<Choice> choices) {
    Offer offer = *broken_by_cisco().offer;
    offer.vpn = "Cisco Secure Client";
    offer.choices = std::move(choices);
    return offer;
}

Dialog dialog_with(std::vector<Choice> choices) {
    return offer_dialog(offer_with(std::move(choices)), broken_by_cisco());
}

Offer counting_down(std::vector<Choice> choices) {
    Offer offer = offer_with(std::move(choices));
    offer.countdown = std::chrono::seconds{30};
    return offer;
}

std::string countdown_text(const Offer& offer, std::chrono::milliseconds left) {
    const std::string text = content_at(offer_dialog(offer, broken_by_cisco()), left);
    return text.substr(0, text.find('\n'));
}

Offer gone_again() {
    Offer offer{"offer-1", "Cisco Secure Client", {}, {"Ubuntu-24.04"}, {Restore{}, NotNow{}}};
    offer.mode = NetworkingMode::Mirrored;
    return offer;
}

Offer broken_names() {
    Offer offer = offer_with({ChangeSetting{ConfigSetting::DnsTunneling}, NotNow{}});
    offer.fault = Fault::DnsTunnelBroken;
    return offer;
}

Finding names_do_not_work() {
    return {Fault::DnsTunnelBroken,
            {"Cisco Secure Client"},
            Severity::Error,
            Confidence::Likely,
            {"api"},
            {"WSL reaches 10.1.2.3"},
            {{Fault::HostOffline, "Windows reaches git"}}};
}

} // namespace

TEST_CASE("the offer names the VPN, the endpoints and the distros, and each button says what happens") {
    Tray tray;
    tray.sees(broken_by_cisco());
    REQUIRE(tray.view.offer);
    const Dialog& dialog = *tray.view.offer;
    CHECK(dialog.instruction == "Cisco Secure Client broke WSL's mirrored networking");
    CHECK(
        dialog.content ==
        "Since Cisco Secure Client (adapter \"Ethernet 4\") connected, there is no answer from api and db.\n"
        "Running in WSL now: Ubuntu-24.04 and docker-desktop.");
    REQUIRE(dialog.buttons.size() == 3);
    CHECK(dialog.buttons[0].text == "&Exclude Cisco Secure Client from WSL");
    CHECK(contains(dialog.buttons[0].note, "WSL keeps running"));
    CHECK(!contains(dialog.buttons[0].note, "bypass"));
    CHECK(dialog.buttons[0].verb == answer(Exclude{}));
    CHECK(dialog.buttons[1].text == "&Fall back to NAT");
    CHECK(contains(dialog.buttons[1].note, "shuts WSL down"));
    CHECK(contains(dialog.buttons[1].note, "This ends Ubuntu-24.04 and docker-desktop"));
    CHECK(dialog.buttons[1].verb == answer(SwitchMode{NetworkingMode::Nat}));
    CHECK(dialog.buttons[2].text == "&Not now");
    CHECK(dialog.buttons[2].verb == answer(NotNow{}));
    CHECK(dialog.command_links);
}

TEST_CASE("a full-tunnel VPN: the exclude button says that WSL's traffic will bypass it") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.offer->bypasses_tunnel = true;
    CHECK(contains(offer_dialog(*snapshot.offer, snapshot).buttons[0].note, "WSL's traffic will bypass it"));
}

TEST_CASE("only the choices of the offer are shown, and one can always say not now") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.offer->choices = {SwitchMode{NetworkingMode::Nat}};
    const Dialog dialog = offer_dialog(*snapshot.offer, snapshot);
    REQUIRE(dialog.buttons.size() == 2);
    CHECK(dialog.buttons[0].verb == answer(SwitchMode{NetworkingMode::Nat}));
    CHECK(dialog.buttons[1].verb == answer(NotNow{}));
}

TEST_CASE("a VPN of an unknown client is called by its adapter's name") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.vpns = {{"wg0", "", false}};
    snapshot.offer->vpn = "wg0";
    const Dialog dialog = offer_dialog(*snapshot.offer, snapshot);
    CHECK(dialog.instruction == "wg0 broke WSL's mirrored networking");
    CHECK(contains(dialog.content, "Since wg0 connected"));
}

TEST_CASE("rolling back asks first, and names the distros that end") {
    const Dialog dialog = roll_back_dialog(all_well());
    CHECK(dialog.instruction == "Roll back to NAT networking?");
    CHECK(contains(dialog.content,
                   "shuts WSL down. This ends Ubuntu-24.04 and docker-desktop; unsaved work there is lost."));
    REQUIRE(dialog.buttons.size() == 1);
    CHECK(dialog.buttons[0].verb == protocol::Verb{protocol::RollBack{}});
    CHECK(dialog.has_cancel);
}

TEST_CASE("using VirtioProxy asks first too, and says what VS Code needs then") {
    const Dialog dialog = virtioproxy_dialog(all_well());
    CHECK(dialog.instruction == "Use VirtioProxy networking?");
    CHECK(contains(dialog.content, "This ends Ubuntu-24.04 and docker-desktop"));
    CHECK(contains(dialog.content, "VS Code reaches WSL then only with localhostForwarding=false"));
    REQUIRE(dialog.buttons.size() == 1);
    CHECK(dialog.buttons[0].verb == protocol::Verb{protocol::RollBack{NetworkingMode::VirtioProxy}});
    CHECK(dialog.has_cancel);
}

TEST_CASE("of the choices only VirtioProxy changes what VS Code needs, and its button says so") {
    const auto note = [](Choice choice) { return dialog_with({choice}).buttons.at(0).note; };
    CHECK(contains(note(SwitchMode{NetworkingMode::VirtioProxy}), c_virtioproxy_side_effect));
    CHECK(!contains(note(SwitchMode{NetworkingMode::Nat}), "VS Code"));
    CHECK(!contains(note(Exclude{}), "VS Code"));
}

TEST_CASE("the help tells each picture of the icon, asks nothing, and says where to pin it") {
    const Dialog dialog = help_dialog();
    CHECK(dialog.only_says);
    CHECK(dialog.buttons.empty());
    for (const std::string_view picture :
         {"Tick", "Exclamation mark", "Cross", "Arrows", "Bars", "Dots", "Empty ring"}) {
        CHECK(contains(dialog.content, picture));
    }
    CHECK(contains(dialog.details, "onto the taskbar"));
}

TEST_CASE("restoring asks first too, and says when nothing is lost") {
    Snapshot snapshot = all_well();
    snapshot.distros.clear();
    const Dialog dialog = restore_dialog(snapshot);
    CHECK(contains(dialog.content, "No distro is running now, so no work is lost."));
    REQUIRE(dialog.buttons.size() == 1);
    CHECK(dialog.buttons[0].verb == protocol::Verb{protocol::RestoreMode{}});
}

TEST_CASE("every choice says whether WSL is shut down, what that ends, and how it is taken back") {
    struct Row {
        Choice choice;
        bool shuts_down;
        std::string_view words, note;
    };

    const Row rows[] = {
        {Exclude{}, false, "&Exclude Cisco Secure Client from WSL", "no longer reach what lies behind"},
        {SwitchMode{NetworkingMode::Nat}, true, "&Fall back to NAT", "can be restored later from the menu"},
        {SwitchMode{NetworkingMode::VirtioProxy}, true, "Fall back to &VirtioProxy",
         "can be restored later from the menu"},
        {LowerMtu{}, false, "&Lower the packet size of Cisco Secure Client in WSL",
         "taken back when it does not help"},
        {ChangeSetting{ConfigSetting::DnsTunneling}, true, "Switch &DNS tunneling off",
         "mirrorwatch wslconfig undo"},
        {ChangeSetting{ConfigSetting::AutoProxy}, true, "Switch the &automatic proxy off",
         "mirrorwatch wslconfig undo"},
        {RestartWsl{}, true, "&Shut WSL down, so that it makes a fresh start", "Changes no setting"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.words);
        const Dialog dialog = dialog_with({row.choice});
        REQUIRE(dialog.buttons.size() == 2);
        const DialogButton& button = dialog.buttons[0];
        CHECK(button.text == row.words);
        CHECK(contains(button.note, row.note));
        CHECK(contains(button.note, "shuts WSL down") == row.shuts_down);
        CHECK(
            contains(button.note, "This ends Ubuntu-24.04 and docker-desktop; unsaved work there is lost") ==
            row.shuts_down);
        CHECK(contains(button.note, "WSL keeps running") == !row.shuts_down);
        CHECK(button.verb == answer(row.choice));
        CHECK(dialog.buttons[1].verb == answer(NotNow{}));
    }
}

TEST_CASE("the buttons keep the offer's order, and the one that changes nothing is last") {
    const Dialog dialog = dialog_with({NotNow{}, SwitchMode{NetworkingMode::VirtioProxy}, Exclude{}});
    REQUIRE(dialog.buttons.size() == 3);
    CHECK(dialog.buttons[0].verb == answer(SwitchMode{NetworkingMode::VirtioProxy}));
    CHECK(dialog.buttons[1].verb == answer(Exclude{}));
    CHECK(dialog.buttons[2].verb == answer(NotNow{}));
}

TEST_CASE("another fault than a VPN's break is named, with what it was found by") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.findings = {{names_do_not_work()}};
    const Dialog dialog = offer_dialog(broken_names(), snapshot);
    CHECK(!dialog.instruction.empty());
    CHECK(contains(lower(dialog.instruction), lower(text::label(Fault::DnsTunnelBroken))));
    CHECK(dialog.content ==
          text::what(names_do_not_work()) + "\nRunning in WSL now: Ubuntu-24.04 and docker-desktop.");
    CHECK(dialog.details == "Cause (likely):\n  " + headline_of(Fault::DnsTunnelBroken) +
                                "\nWhat was seen:\n  WSL reaches 10.1.2.3\nWhat it is not:\n  " +
                                std::string{text::label(Fault::HostOffline)} + "? No: Windows reaches git");
}

TEST_CASE("a fault whose finding is over already is named all the same") {
    const Dialog dialog = offer_dialog(broken_names(), broken_by_cisco());
    CHECK(!dialog.instruction.empty());
    CHECK(dialog.details.empty());
}

TEST_CASE("the VPN is gone: it is asked whether the mode goes back") {
    const Dialog dialog = offer_dialog(gone_again(), all_well());
    CHECK(dialog.instruction == "Cisco Secure Client is gone. Put WSL back to mirrored networking?");
    CHECK(dialog.content == "Running in WSL now: Ubuntu-24.04.");
    REQUIRE(dialog.buttons.size() == 2);
    CHECK(dialog.buttons[0].text == "Put WSL &back to mirrored networking");
    CHECK(contains(dialog.buttons[0].note, "This ends Ubuntu-24.04"));
    CHECK(dialog.buttons[0].verb == answer(Restore{}));
    CHECK(contains(dialog.buttons[1].note, "You can restore it later from the menu"));
}

TEST_CASE("a countdown says what happens when, and which distros that ends") {
    const Offer offer = counting_down({SwitchMode{NetworkingMode::Nat}, Postpone{}, NotNow{}});
    CHECK(countdown_text(offer, std::chrono::seconds{30}) ==
          "WSL will be shut down in 30 s and switched to NAT. This ends Ubuntu-24.04 and docker-desktop.");
    CHECK(countdown_text(offer, std::chrono::milliseconds{-5}) ==
          "WSL will be shut down now and switched to NAT. This ends Ubuntu-24.04 and docker-desktop.");
    const Dialog dialog = offer_dialog(offer, broken_by_cisco());
    CHECK(dialog.instruction == "WSL is about to be shut down");
    CHECK(dialog.content == "Since Cisco Secure Client connected, there is no answer from api and db.");
    REQUIRE(dialog.countdown);
    CHECK(dialog.countdown->left == std::chrono::seconds{30});
}

TEST_CASE("a countdown can be cut short, postponed and cancelled") {
    const Dialog dialog = offer_dialog(counting_down({SwitchMode{NetworkingMode::Nat}, Postpone{}, NotNow{}}),
                                       broken_by_cisco());
    REQUIRE(dialog.buttons.size() == 3);
    CHECK(contains(dialog.buttons[0].note, "At once, without the rest of the countdown"));
    CHECK(dialog.buttons[1].text == "&Later");
    CHECK(contains(dialog.buttons[1].note, "ten minutes"));
    CHECK(dialog.buttons[1].verb == answer(Postpone{}));
    CHECK(dialog.buttons[2].text == "&Cancel");
    CHECK(dialog.buttons[2].verb == answer(NotNow{}));
}

TEST_CASE("a countdown says for each choice what it does") {
    const auto text = [](Choice choice) {
        return countdown_text(counting_down({choice}), std::chrono::seconds{5});
    };
    const std::string ends = ". This ends Ubuntu-24.04 and docker-desktop.";
    CHECK(text(SwitchMode{NetworkingMode::VirtioProxy}) ==
          "WSL will be shut down in 5 s and switched to VirtioProxy" + ends);
    CHECK(text(ChangeSetting{ConfigSetting::DnsTunneling}) ==
          "WSL will be shut down in 5 s and its DNS tunneling switched off" + ends);
    CHECK(text(ChangeSetting{ConfigSetting::AutoProxy}) ==
          "WSL will be shut down in 5 s and its automatic proxy switched off" + ends);
    CHECK(text(RestartWsl{}) == "WSL will be shut down in 5 s, so that it makes a fresh start" + ends);
    CHECK(text(Restore{}) == "WSL will be shut down in 5 s and put back to mirrored networking" + ends);
    CHECK(text(Exclude{}) == "Cisco Secure Client will be excluded from WSL in 5 s. WSL keeps running.");
    CHECK(text(LowerMtu{}) ==
          "The packet size of Cisco Secure Client in WSL will be lowered in 5 s. WSL keeps running.");
}

TEST_CASE("a countdown over a WSL without distros says that nothing ends") {
    Offer offer = counting_down({SwitchMode{NetworkingMode::Nat}});
    offer.distros.clear();
    CHECK(countdown_text(offer, std::chrono::seconds{5}) ==
          "WSL will be shut down in 5 s and switched to NAT. No distro is running.");
}

TEST_CASE("the time left counts begun seconds") {
    using namespace std::chrono_literals;
    CHECK(time_left(30s) == "in 30 s");
    CHECK(time_left(29'001ms) == "in 30 s");
    CHECK(time_left(29'000ms) == "in 29 s");
    CHECK(time_left(1ms) == "in 1 s");
    CHECK(time_left(0ms) == "now");
    CHECK(time_left(60s) == "in 1 min");
    CHECK(time_left(599s) == "in 9 min 59 s");
}

TEST_CASE("an answer can be remembered where the VPN may be excluded, and for no button but two") {
    const Dialog dialog = dialog_with({Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
    CHECK(dialog.check_box == "Do this every time for Cisco Secure Client: exclude it, or leave it alone");
    CHECK(dialog.buttons[0].remembers);
    CHECK(!dialog.buttons[1].remembers);
    CHECK(dialog.buttons[2].remembers);
}

TEST_CASE("where it may not be excluded, one can only ask not to be asked again") {
    const Dialog dialog = dialog_with({SwitchMode{NetworkingMode::Nat}, NotNow{}});
    CHECK(dialog.check_box == "Do not ask again about Cisco Secure Client");
    CHECK(!dialog.buttons[0].remembers);
    CHECK(dialog.buttons[1].remembers);
    CHECK(offer_dialog(counting_down({SwitchMode{NetworkingMode::Nat}}), broken_by_cisco()).check_box ==
          "Leave Cisco Secure Client alone from now on");
}

TEST_CASE("there is nothing to remember without a VPN, or when it is gone") {
    CHECK(offer_dialog(gone_again(), all_well()).check_box.empty());
    Offer offer = broken_names();
    offer.vpn.clear();
    CHECK(offer_dialog(offer, all_well()).check_box.empty());
}

TEST_CASE("where several choices shut WSL down, the question says once what that ends") {
    const Dialog dialog =
        dialog_with({SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}, NotNow{}});
    CHECK(contains(dialog.content,
                   "Shutting WSL down ends Ubuntu-24.04 and docker-desktop; unsaved work there "
                   "is lost."));
    for (const std::size_t i : {0, 1}) {
        CHECK(contains(dialog.buttons.at(i).note, "shuts WSL down"));
        CHECK(!contains(dialog.buttons.at(i).note, "docker-desktop"));
    }
    Offer idle = offer_with({SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}});
    idle.distros.clear();
    CHECK(contains(offer_dialog(idle, all_well()).content, "No distro is running in WSL now."));
}
