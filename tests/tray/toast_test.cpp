// SPDX-License-Identifier: MIT
#include "tray/toast.hpp"

#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

TEST_CASE("a toast has title, text and buttons, and opens the tray when it is clicked") {
    const Notification notification{
        "Broken", "No answer.", false, "question", {{"Exclude", "answer|exclude|1"}}};
    CHECK(toast_xml(notification) ==
          "<toast launch=\"open\"><visual><binding template=\"ToastGeneric\"><text>Broken</text>"
          "<text>No answer.</text></binding></visual><actions><action content=\"Exclude\" "
          "arguments=\"answer|exclude|1\" activationType=\"foreground\"/></actions></toast>");
}

TEST_CASE("what warns stays longer, and what has no buttons has no empty place for them") {
    const std::string xml = toast_xml({"Broken", "No answer.", true});
    CHECK(contains(xml, "<toast launch=\"open\" duration=\"long\">"));
    CHECK(!contains(xml, "<actions>"));
}

TEST_CASE("whatever a VPN is called, the toast is well formed and says it") {
    const std::string xml = toast_xml({"R&D <\"VPN\">",
                                       "a\nb\x01\x1F"
                                       "c\td",
                                       false,
                                       "t",
                                       {{"\"><action", "a&b<\"c"}}});
    CHECK(contains(xml, "<text>R&amp;D &lt;&quot;VPN&quot;&gt;</text>"));
    CHECK(contains(xml, "<text>a&#10;bc\td</text>"));
    CHECK(contains(xml, "content=\"&quot;&gt;&lt;action\" arguments=\"a&amp;b&lt;&quot;c\""));
}

TEST_CASE("what the tray tells has a tag, by which it is replaced") {
    Tray tray;
    tray.sees(all_well());
    CHECK(tray.sees(broken_by_cisco()).notification->tag == "question");
    CHECK(!tray.view.notification->buttons.empty());
    CHECK(tray.sees(all_well()).notification->tag == "outcome");
    CHECK(tray.view.over == std::vector<std::string>{"question", "waiting", "notice"});
}
