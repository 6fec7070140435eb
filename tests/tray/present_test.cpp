#include "tray/present.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

EndpointView endpoint(std::string name, EndpointState state) {
    return {std::move(name), "tcp://127.0.0.1:5432", state, state == EndpointState::Down ? "timed out" : "",
            std::chrono::milliseconds{12}};
}

Snapshot all_well() {
    Snapshot snapshot;
    snapshot.wsl_running = true;
    snapshot.effective = snapshot.configured = NetworkingMode::Mirrored;
    snapshot.distros = {"Ubuntu-24.04", "docker-desktop"};
    snapshot.endpoints = {endpoint("api", EndpointState::Up), endpoint("db", EndpointState::Up)};
    snapshot.can_roll_back = true;
    return snapshot;
}

Snapshot broken_by_cisco() {
    Snapshot snapshot = all_well();
    snapshot.health = Health::Trouble;
    snapshot.headline = {Say::VpnBrokeMirrored, {"Cisco Secure Client", "api and db"}};
    snapshot.vpns = {{"Ethernet 4", "Cisco Secure Client", false}};
    snapshot.endpoints = {endpoint("api", EndpointState::Down), endpoint("db", EndpointState::Down)};
    snapshot.offer = Offer{"offer-1",
                           "Ethernet 4",
                           {"api", "db"},
                           {"Ubuntu-24.04", "docker-desktop"},
                           {Choice::Exclude, Choice::FallBackToNat, Choice::NotNow},
                           false};
    return snapshot;
}

RemedyView remedy(RemedyKind kind, RemedyState state, Sentence sentence) {
    return {kind, state, std::move(sentence)};
}

/// One user's tray: what it shows, snapshot after snapshot.
struct Tray {
    View view;

    const View& sees(const std::optional<Snapshot>& snapshot) {
        view = present(snapshot, view.shown, {});
        return view;
    }
};

std::optional<protocol::Verb> answer(Choice choice) {
    return protocol::AnswerOffer{"offer-1", choice};
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the tray starts before the service: it says so, and offers nothing that needs the service") {
    Tray tray;
    const View& view = tray.sees(std::nullopt);
    CHECK(view.icon == Icon::NoService);
    CHECK(view.tooltip == "Mirrorwatch: the service is not running or does not answer.");
    CHECK(!view.notification);
    CHECK(!view.roll_back);
    CHECK(!view.restore);
    REQUIRE(view.menu.size() == 4);
    CHECK(view.menu[0] == MenuItem{Command::Status, "&Status…", true, true, false});
    CHECK(view.menu[1] == MenuItem{Command::RollBack, "&Rollback to NAT…", false, false, true});
    CHECK(view.menu[2] == MenuItem{Command::Restore, "Restore &mirrored…", false, false, false});
    CHECK(view.menu[3] == MenuItem{Command::Exit, "E&xit", true, false, true});
}

TEST_CASE("when all is well the tray is quiet") {
    Tray tray;
    const View& view = tray.sees(all_well());
    CHECK(view.icon == Icon::Fine);
    CHECK(view.tooltip == "Mirrorwatch: All is well.");
    CHECK(!view.notification);
    CHECK(!view.offer);
    CHECK(view.menu[1].enabled);
    CHECK(!view.menu[2].enabled);
}

TEST_CASE("a VPN breaks mirrored networking: one notification names it, and each offer is told once") {
    Tray tray;
    tray.sees(all_well());
    const View& first = tray.sees(broken_by_cisco());
    CHECK(first.icon == Icon::Trouble);
    REQUIRE(first.notification);
    CHECK(first.notification->warns);
    CHECK(first.notification->text ==
          "Cisco Secure Client broke mirrored networking: there is no answer from api and db any more.\n"
          "Click here to see what can be done.");
    CHECK(!tray.sees(broken_by_cisco()).notification);
    CHECK(tray.view.offer);

    CHECK(!tray.sees(std::nullopt).notification); // the service restarts
    CHECK(!tray.view.offer);
    CHECK(!tray.sees(broken_by_cisco()).notification);

    Snapshot again = broken_by_cisco();
    again.offer->id = "offer-2";
    CHECK(tray.sees(again).notification);
}

TEST_CASE("a tray that starts while the question is open tells it") {
    Tray tray;
    CHECK(tray.sees(broken_by_cisco()).notification);
}

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
    CHECK(dialog.buttons[0].verb == answer(Choice::Exclude));
    CHECK(dialog.buttons[1].text == "&Fall back to NAT");
    CHECK(contains(dialog.buttons[1].note, "shuts WSL down"));
    CHECK(contains(dialog.buttons[1].note, "This ends Ubuntu-24.04 and docker-desktop"));
    CHECK(dialog.buttons[1].verb == answer(Choice::FallBackToNat));
    CHECK(dialog.buttons[2].text == "&Not now");
    CHECK(dialog.buttons[2].verb == answer(Choice::NotNow));
    CHECK(dialog.command_links);
}

TEST_CASE("a full-tunnel VPN: the exclude button says that WSL's traffic will bypass it") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.offer->bypasses_tunnel = true;
    CHECK(contains(offer_dialog(*snapshot.offer, snapshot).buttons[0].note, "WSL's traffic will bypass it"));
}

TEST_CASE("only the choices of the offer are shown, and one can always say not now") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.offer->choices = {Choice::FallBackToNat};
    const Dialog dialog = offer_dialog(*snapshot.offer, snapshot);
    REQUIRE(dialog.buttons.size() == 2);
    CHECK(dialog.buttons[0].verb == answer(Choice::FallBackToNat));
    CHECK(dialog.buttons[1].verb == answer(Choice::NotNow));
}

TEST_CASE("a VPN of an unknown client is called by its adapter's name") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.vpns = {{"wg0", "", false}};
    snapshot.offer->vpn = "wg0";
    const Dialog dialog = offer_dialog(*snapshot.offer, snapshot);
    CHECK(dialog.instruction == "wg0 broke WSL's mirrored networking");
    CHECK(contains(dialog.content, "Since wg0 connected"));
}

TEST_CASE("after a reported break the user hears once that it works again, and by what") {
    Tray tray;
    tray.sees(broken_by_cisco());
    Snapshot verifying = broken_by_cisco();
    verifying.offer.reset();
    verifying.remedies = {remedy(RemedyKind::Exclude, RemedyState::Verifying, {Say::Excluding, {"Cisco"}})};
    CHECK(!tray.sees(verifying).notification);

    Snapshot healed = all_well();
    healed.remedies = {remedy(RemedyKind::Exclude, RemedyState::Helped, {Say::ExcludedHelped, {"Cisco"}})};
    const View& view = tray.sees(healed);
    REQUIRE(view.notification);
    CHECK(*view.notification == Notification{"It works again",
                                             "Cisco is excluded from WSL, and the endpoints answer again.",
                                             false});
    CHECK(!tray.sees(healed).notification);
}

TEST_CASE("a break that ends by itself is told by the names of the endpoints") {
    Tray tray;
    tray.sees(broken_by_cisco());
    const View& view = tray.sees(all_well());
    REQUIRE(view.notification);
    CHECK(view.notification->text == "api and db answer again.");
}

TEST_CASE("a break is not over while one of its endpoints does not answer") {
    Tray tray;
    tray.sees(broken_by_cisco());
    Snapshot half = all_well();
    half.endpoints[1].state = EndpointState::Pending;
    CHECK(!tray.sees(half).notification);
    CHECK(tray.sees(all_well()).notification);
}

TEST_CASE("without a reported break nobody hears that it works") {
    Tray tray;
    Snapshot down = broken_by_cisco();
    down.offer.reset();
    tray.sees(down);
    CHECK(!tray.sees(all_well()).notification);
}

TEST_CASE("after a switch to NAT the user hears once that WSL waits for him") {
    Tray tray;
    tray.sees(all_well());
    Snapshot waiting = all_well();
    waiting.wsl_running = false;
    waiting.distros.clear();
    waiting.remedies = {
        remedy(RemedyKind::SwitchMode, RemedyState::AwaitingWsl, {Say::AwaitingWsl, {"nat"}})};
    const View& view = tray.sees(waiting);
    REQUIRE(view.notification);
    CHECK(view.notification->text ==
          "WSL will use NAT networking from its next start. Start it when you like.");
    CHECK(!view.notification->warns);
    CHECK(!tray.sees(waiting).notification);
}

TEST_CASE("what was given up before the tray started is no news, what is given up now is") {
    Snapshot given_up = all_well();
    given_up.remedies = {remedy(RemedyKind::Exclude, RemedyState::GivenUp, {Say::OnlyDefaultRoute, {"wg0"}})};
    Tray late;
    CHECK(!late.sees(given_up).notification);
    Tray early;
    early.sees(all_well());
    REQUIRE(early.sees(given_up).notification);
    CHECK(early.view.notification->warns);
    CHECK(early.view.notification->text == "wg0 is WSL's only way to the network, so it was not excluded.");
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

TEST_CASE("restoring asks first too, and says when nothing is lost") {
    Snapshot snapshot = all_well();
    snapshot.distros.clear();
    const Dialog dialog = restore_dialog(snapshot);
    CHECK(contains(dialog.content, "No distro is running now, so no work is lost."));
    REQUIRE(dialog.buttons.size() == 1);
    CHECK(dialog.buttons[0].verb == protocol::Verb{protocol::Restore{}});
}

TEST_CASE("what cannot be done now has no dialog and a grey menu item") {
    Snapshot snapshot = all_well();
    snapshot.can_roll_back = false;
    snapshot.can_restore = true;
    const View view = present(snapshot, {}, {});
    CHECK(!view.roll_back);
    CHECK(!view.menu[1].enabled);
    CHECK(view.restore);
    CHECK(view.menu[2].enabled);
}

TEST_CASE("the status lists endpoints, VPNs, WSL and repairs, readable without groups") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.endpoints[1].state = EndpointState::Up;
    snapshot.configured = NetworkingMode::Nat;
    snapshot.remedies = {
        remedy(RemedyKind::SwitchMode, RemedyState::AwaitingWsl, {Say::AwaitingWsl, {"nat"}})};
    const std::vector<StatusRow> expected{
        {"Endpoint", "api", "No answer", "tcp://127.0.0.1:5432 (timed out)"},
        {"Endpoint", "db", "Answers in 12 ms", "tcp://127.0.0.1:5432"},
        {"VPN", "Cisco Secure Client", "Connected", "Adapter \"Ethernet 4\""},
        {"WSL", "Networking", "Running, mirrored",
         "Set to NAT from the next start. Distros: Ubuntu-24.04 and docker-desktop."},
        {"Repair", "Networking mode", "Waiting for WSL",
         "WSL will use NAT networking from its next start. Start it when you like."}};
    const std::vector<StatusRow> rows = status_rows(snapshot, {});
    REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(i);
        CHECK(rows[i] == expected[i]);
    }
}

TEST_CASE("a stopped WSL is a state, not a fault") {
    Snapshot snapshot;
    snapshot.configured = NetworkingMode::Mirrored;
    const std::vector<StatusRow> rows = status_rows(snapshot, {});
    REQUIRE(rows.size() == 2);
    CHECK(rows[0] == StatusRow{"VPN", "None", "Not connected", ""});
    CHECK(rows[1] == StatusRow{"WSL", "Networking", "Not running", "Set to mirrored networking."});
}

TEST_CASE("texts are cut to what Windows takes, never inside a character") {
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("abcd", 3) == "ab…");
    CHECK(shortened("äöüß", 3) == "äö…");
    CHECK(shortened("a😀b", 4) == "a😀b"); // the smiley is two units
    CHECK(shortened("a😀bc", 4) == "a😀…");
    CHECK(shortened("😀😀", 3) == "😀…");
    CHECK(shortened("😀😀", 2) == "…");
}

TEST_CASE("a long list names a few and counts the rest") {
    CHECK(few_of({"a", "b", "c", "d", "e"}) == "a, b, c, d and e");
    CHECK(few_of({"a", "b", "c", "d", "e", "f"}) == "a, b, c, d and 2 more");
}

TEST_CASE("however many endpoints fail, tooltip and notification keep within Windows' limits") {
    Snapshot snapshot = broken_by_cisco();
    for (int i = 0; i < 100; ++i) {
        snapshot.offer->endpoints.push_back("endpoint-" + std::to_string(i));
    }
    snapshot.offer->endpoints.insert(snapshot.offer->endpoints.begin(), std::string(300, 'e'));
    snapshot.headline.arguments = {"Cisco", std::string(500, 'x')};
    const View view = present(snapshot, {}, {});
    CHECK(view.tooltip.size() <= 127 + 2); // the ellipsis is three bytes, one unit
    REQUIRE(view.notification);
    CHECK(view.notification->text.size() <= 255 + 2);
    CHECK(view.notification->title.size() <= 63);
    CHECK(contains(view.notification->text, "Click here"));
}

TEST_CASE(
    "the status window says from where an endpoint is asked, its group, and when its certificate expires") {
    const std::chrono::sys_seconds time{std::chrono::days{20'000}};
    Snapshot snapshot = all_well();
    EndpointView& api = snapshot.endpoints[0];
    api.group = "corp";
    api.vantages = {{Vantage::Windows, RunsIn::Service, EndpointState::Up},
                    {Vantage::Wsl, RunsIn::Guest, EndpointState::Up}};
    EndpointView& db = snapshot.endpoints[1];
    db.state = EndpointState::Down;
    db.last_error = "connect timeout";
    db.vantages = {{Vantage::Windows, RunsIn::Agent, EndpointState::Up},
                   {Vantage::Wsl, RunsIn::Guest, EndpointState::Down}};
    db.certificate_expires = time + std::chrono::hours{5};
    snapshot.settings_error = "line 7: what is that?";
    const std::vector<StatusRow> rows = status_rows(snapshot, time);
    CHECK(rows.at(0) == StatusRow{"Settings", "mirrorwatch.toml", "Not in force", "line 7: what is that?"});
    CHECK(rows.at(1) == StatusRow{"Endpoint", "corp: api", "Answers in 12 ms",
                                  "tcp://127.0.0.1:5432, from Windows and WSL"});
    CHECK(rows.at(2) ==
          StatusRow{
              "Endpoint", "db", "No answer",
              "tcp://127.0.0.1:5432 (connect timeout), from Windows as the user: answers, WSL: no answer, "
              "certificate expires within a day"});
}
