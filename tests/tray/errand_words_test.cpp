// SPDX-License-Identifier: MIT
#include "tray/errand_words.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch::tray;

TEST_CASE("a server that is watched from now on is told in the command line's own words") {
    CHECK(about_watching(true, "port 3000 is watched now.\r\n") ==
          Notification{"Watched from now on", "port 3000 is watched now.", false, "answer"});
    CHECK(about_watching(false, "mirrorwatch: port 3000 is watched already.\r\n") ==
          Notification{"That did not work", "mirrorwatch: port 3000 is watched already.", true, "answer"});
}

TEST_CASE("a command line program that is not there, or says nothing, is told too") {
    CHECK(about_watching(false, "").text == "mirrorwatch.exe could not be run, or did not end in time.");
    CHECK(about_watching(false, std::string(1'000, 'x')).text.size() <= 255 + 2);
}

TEST_CASE("of the service's start only a failure is told: that it runs is seen by the icon") {
    CHECK(!about_start(""));
    CHECK(about_start("The service does not start.") ==
          Notification{"That did not work", "The service does not start.", true, "answer"});
}

TEST_CASE("who sees the icon for the first time is told where to pin it, within Windows' limits") {
    const Notification hint = about_the_icon();
    CHECK(hint.text.size() <= 255);
    CHECK(hint.title.size() <= 63);
    CHECK(!hint.warns);
    CHECK(hint.buttons.empty());
}
