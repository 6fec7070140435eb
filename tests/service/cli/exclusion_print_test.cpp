#include "service/cli/exclusion_print.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {

TEST_CASE("each step of an exclusion can be printed") {
    for (const std::string step : {"apply", "verify", "refresh", "undo"}) {
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

} // namespace mirrorwatch::cli
