// SPDX-License-Identifier: MIT
#include "service/cli/exclusion_print.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {

TEST_CASE("each step of an exclusion can be printed") {
    for (const std::string step : {"show", "apply", "verify", "refresh", "undo"}) {
        const auto text = printed_step(step, "eth1");
        REQUIRE(text.has_value());
        CHECK(text->find("set -- " + step + " ") != std::string::npos);
    }
}

TEST_CASE("a step that is none is answered with the near one, and a device that is none with an example") {
    CHECK(printed_step("aply", "eth1").error().message == "unknown step \"aply\"; did you mean \"apply\"?");
    CHECK(printed_step("apply", "").error().message ==
          "--print-script needs --device with a device's name in WSL, such as eth1");
    CHECK(printed_step("undo", "eth1; reboot").has_error());
}

TEST_CASE("a dry run names the commands, where they would be run, and how to do it") {
    const agent::ExclusionPreview preview{
        "Ubuntu", "eth1", {"ip -4 rule add pref 5170", "ip -6 rule add pref 5170"}, {"10.1.0.53"}, true};
    CHECK(
        preview_words("cisco secure client", "Cisco Secure Client", preview) ==
        "To exclude Cisco Secure Client, these commands would be run in Ubuntu, as root; there it is eth1:\n"
        "\n"
        "    ip -4 rule add pref 5170\n"
        "    ip -6 rule add pref 5170\n"
        "\n"
        "The nameserver 10.1.0.53 would still be reached by the VPN.\n"
        "A unit of systemd, mirrorwatch-exclusion.service, would keep it in force.\n"
        "Nothing was changed. To do it: mirrorwatch vpn exclude \"cisco secure client\"\n");
    CHECK(preview_words("corp", "Corp VPN", {"Ubuntu", "eth1", {}, {}, true}) ==
          "Corp VPN is excluded already. Nothing is to do.\n");
}

} // namespace mirrorwatch::cli
