// SPDX-License-Identifier: MIT
#include "common/text_faults.hpp"
#include "tests/tray/fixtures.hpp"
#include "tests/tray/samples.hpp"
#include "tests/tray/speaking.hpp"
#include "tray/diagnostics.hpp"
#include "tray/errand_words.hpp"
#include "tray/findings.hpp"
#include "tray/menu.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

/// All that can stand in a notification's title has to fit there whole, in each language.
void check_fits(const Notification& notification) {
    CAPTURE(notification.title);
    CAPTURE(notification.text);
    CHECK(utf16_length(notification.title) <= 63);
    CHECK(utf16_length(notification.text) <= 255);
    CHECK(notification.text.find('{') == std::string::npos);
}

void check_keys(const std::vector<MenuItem>& items) {
    std::set<char> keys;
    for (const MenuItem& item : items) {
        CAPTURE(item.text);
        const char key = access_key_of(item.text);
        if (item.enabled && item.command != Command::None) {
            CHECK(key != '\0');
        }
        CHECK((key == '\0' || keys.insert(key).second));
        check_keys(item.submenu);
    }
}

Snapshot with_countdown() {
    Snapshot now = broken_by_cisco();
    now.offer->choices = {SwitchMode{NetworkingMode::Nat}, Postpone{}, NotNow{}};
    now.offer->countdown = std::chrono::milliseconds{30'000};
    return now;
}

Snapshot with_every_choice() {
    Snapshot now = broken_by_cisco();
    now.offer->bypasses_tunnel = true;
    now.offer->choices = {Exclude{},
                          LowerMtu{},
                          SwitchMode{NetworkingMode::Nat},
                          SwitchMode{NetworkingMode::VirtioProxy},
                          ChangeSetting{ConfigSetting::DnsTunneling},
                          ChangeSetting{ConfigSetting::AutoProxy},
                          RestartWsl{},
                          NotNow{}};
    return now;
}

std::vector<Snapshot> many_states() {
    Snapshot gone = all_well();
    gone.offer = Offer{"offer-2", "Cisco Secure Client", {}, gone.distros, {Restore{}, NotNow{}}};
    gone.offer->mode = NetworkingMode::Mirrored;
    return {all_well(), broken_by_cisco(), with_countdown(),  with_every_choice(),
            gone,       samples::calm(),   samples::broken(), samples::repaired()};
}

} // namespace

TEST_CASE("a VPN cuts WSL off, and the tray says so in German") {
    const Speaking german{"de"};
    Tray tray;
    tray.sees(all_well());
    CHECK(tray.view.tooltip == "Mirrorwatch: Alles ist in Ordnung.");
    tray.sees(broken_by_cisco());
    REQUIRE(tray.view.notification);
    CHECK(tray.view.notification->title == "Das gespiegelte Netzwerk ist unterbrochen");
    CHECK(tray.view.notification->text ==
          "Cisco Secure Client hat das gespiegelte Netzwerk unterbrochen: Von api und db kommt keine Antwort "
          "mehr.\nKlicken Sie hier, um zu sehen, was möglich ist.");
    REQUIRE(tray.view.offer);
    CHECK(tray.view.offer->instruction ==
          "Cisco Secure Client hat das gespiegelte Netzwerk von WSL unterbrochen");
    CHECK(tray.view.offer->content == "Seit der Verbindung von Cisco Secure Client (Adapter \"Ethernet 4\") "
                                      "kommt keine Antwort von api und "
                                      "db.\nIn WSL laufen jetzt: Ubuntu-24.04 und docker-desktop.");
    CHECK(tray.view.offer->buttons.front().text == "Cisco Secure Client aus WSL &ausschließen");
    CHECK(tray.view.offer->buttons.back().text == "&Jetzt nicht");
}

TEST_CASE("in Japanese a countdown says how much time is left") {
    const Speaking japanese{"ja"};
    const Dialog dialog = offer_dialog(*with_countdown().offer, with_countdown());
    CHECK(dialog.instruction == "まもなく WSL をシャットダウンします");
    const std::string words = content_at(dialog, std::chrono::milliseconds{27'000});
    CHECK(contains(words, "WSL を 27 秒後にシャットダウンし、NAT に切り替えます。"
                          "Ubuntu-24.04、docker-desktop が終了します。"));
    CHECK(menu_for(all_well(), ServiceState::Running)[1].text == "状態(&S)…");
}

TEST_CASE("a list that the service has written in English is a list in the tray's language") {
    const Speaking chinese{"zh-Hans"};
    CHECK(headline_for(broken_by_cisco()) == "Cisco Secure Client 中断了镜像模式网络：api 和 db 不再应答。");
    Snapshot now = all_well();
    now.headline = {MessageId::EndpointsDown, {"the Internet", "api"}};
    CHECK(headline_for(now) == "Internet 和 api 没有应答。");
}

TEST_CASE("what Windows can show fits, and every item has a key of its own, in each language") {
    for (const text::Catalogue& catalogue : catalogues()) {
        CAPTURE(catalogue.tag);
        const Speaking speaking{catalogue.tag};
        for (const Snapshot& now : many_states()) {
            const View view = present(now, {});
            CHECK(utf16_length(view.tooltip) <= 127);
            check_keys(view.menu);
            if (view.notification) {
                check_fits(*view.notification);
                for (const NotificationButton& button : view.notification->buttons) {
                    CHECK(button.text.find('&') == std::string::npos);
                }
            }
            for (const auto& dialog :
                 {view.offer, view.roll_back, view.use_virtioproxy, view.restore, view.help}) {
                std::set<char> keys;
                for (const DialogButton& button : dialog ? dialog->buttons : std::vector<DialogButton>{}) {
                    CAPTURE(button.text);
                    CHECK(access_key_of(button.text) != '\0');
                    CHECK(keys.insert(access_key_of(button.text)).second);
                }
            }
        }
        check_keys(menu_for(std::nullopt, ServiceState::Stopped));
        if (const auto first = about_first_run(samples::calm())) {
            check_fits(*first);
        }
    }
}

TEST_CASE("each fault's name fits a title, and its sentence a notification, in each language") {
    for (const std::string_view tag : {"de", "ja", "zh-Hans"}) {
        CAPTURE(tag);
        const Speaking speaking{tag};
        for (std::size_t i = 0; i < c_fault_count; ++i) {
            const auto fault = static_cast<Fault>(i);
            CAPTURE(headline_of(fault));
            CHECK(utf16_length(headline_of(fault)) <= 63);
            CHECK(utf16_length(text::what({fault, {"Cisco Secure Client", "api, db"}})) <= 200);
        }
    }
}

TEST_CASE("a text for a report is English, whatever the tray speaks") {
    const std::string english = diagnostics_of(samples::broken(), "10.0.26100", {});
    const Speaking german{"de"};
    CHECK(diagnostics_of(samples::broken(), "10.0.26100", {}) == english);
    CHECK(contains(english, "Cisco Secure Client broke mirrored networking"));
}

TEST_CASE("advice is cut behind a whole sentence, also where no blank is between two") {
    const Speaking japanese{"ja"};
    const std::string words = brief({Fault::ForwardingLoop, {"Wi-Fi"}}, 150);
    CHECK(utf16_length(words) <= 150);
    CHECK(words.ends_with("。"));
    CHECK(words.find('\n') != std::string::npos);
}
