// SPDX-License-Identifier: MIT
#include "service/cli/uninstall_warnings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;

namespace {

std::vector<std::string> told(RemedySpec spec, RemedyState state, std::optional<ConfigEdit> edit) {
    Remedy remedy;
    remedy.id = "20261122T154700-1";
    remedy.spec = spec;
    remedy.state = state;
    if (edit) {
        remedy.receipt = std::move(*edit);
    }
    return cli::left_behind({{{{"S-1-5-21-1", 1}, remedy}}, {}},
                            [](const std::string& sid) { return "<" + sid + ">"; });
}

const ConfigEdit c_edit{NetworkingMode::Mirrored, NetworkingMode::Nat, "aa", "bb"};

} // namespace

TEST_CASE("whoever removes Mirrorwatch while its NAT is in force is told so, and where the original lies") {
    CHECK(told(SwitchMode{}, RemedyState::Helped, c_edit) ==
          std::vector<std::string>{
              "The .wslconfig of <S-1-5-21-1> still says networkingMode=nat. The original is kept in "
              "%LocalAppData%\\Mirrorwatch\\wslconfig-history of that user, as the file whose name ends in "
              "-20261122T154700-1.wslconfig."});
}

TEST_CASE("a .wslconfig that was not there before has no original") {
    CHECK(told(SwitchMode{}, RemedyState::AwaitingWsl,
               ConfigEdit{NetworkingMode::Nat, NetworkingMode::VirtioProxy, "", "bb"}) ==
          std::vector<std::string>{"The .wslconfig of <S-1-5-21-1> still says networkingMode=virtioproxy. "
                                   "There was no such file before."});
}

TEST_CASE("what is put back, was never edited, or is no edit, leaves nothing to tell") {
    for (const RemedyState state : {RemedyState::UndoShuttingDown, RemedyState::UndoAwaitingWsl,
                                    RemedyState::Undone, RemedyState::GivenUp}) {
        CHECK(told(SwitchMode{}, state, c_edit).empty());
    }
    CHECK(told(SwitchMode{}, RemedyState::Applying, std::nullopt).empty());
    CHECK(told(Exclude{}, RemedyState::Helped, std::nullopt).empty());
}
