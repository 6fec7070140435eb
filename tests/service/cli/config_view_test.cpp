// SPDX-License-Identifier: MIT
#include "service/cli/config_view.hpp"

#include "service/cli/command_line.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace mirrorwatch;
using wslconfig::Code;

namespace {

cli::ConfigView view_of(std::string bytes) {
    return cli::view_of("f", std::optional{std::move(bytes)}, {});
}

std::vector<std::pair<std::size_t, Code>> said(const cli::ConfigView& view) {
    std::vector<std::pair<std::size_t, Code>> all;
    for (const wslconfig::Diagnostic& diagnostic : view.diagnostics) {
        all.emplace_back(diagnostic.line, diagnostic.code);
    }
    return all;
}

} // namespace

TEST_CASE("our findings stand between WSL's warnings by their line, behind those of the same line") {
    const auto view = view_of("[wsl2]\n"
                              "networkingMode=mirrored\n"
                              "localhostForwarding=true\n"
                              "networkMode=nat\n"
                              "ipv6\n");
    CHECK(said(view) ==
          std::vector<std::pair<std::size_t, Code>>{
              {3, Code::NoEffect}, {4, Code::UnknownKey}, {4, Code::LikelyTypo}, {5, Code::ExpectedEquals}});
}

TEST_CASE("no file is a clean one, with every setting at its default") {
    const auto view = cli::view_of("f", std::optional<std::string>{}, {});
    CHECK(!view.exists);
    REQUIRE(view.settings.has_value());
    CHECK((*view.settings)["wsl2.networkingMode"].is_default());
    CHECK(cli::exit_code_of(view) == cli::c_ok);
}

TEST_CASE("a file that cannot be opened, or is none for WSL, has one diagnostic and no settings") {
    const auto locked = cli::view_of("f", Error{"It is locked."}, {});
    CHECK(locked.diagnostics ==
          std::vector<wslconfig::Diagnostic>{{0, Code::Unreadable, "", {"It is locked."}}});
    const auto big_endian = view_of(std::string{"\xfe\xff\0[", 4});
    for (const cli::ConfigView* view : {&locked, &big_endian}) {
        CHECK(view->exists);
        CHECK(!view->settings.has_value());
        CHECK(said(*view) == std::vector<std::pair<std::size_t, Code>>{{0, Code::Unreadable}});
        CHECK(cli::exit_code_of(*view) == cli::c_failed);
    }
}

TEST_CASE("the exit code tells a clean file from one with warnings") {
    CHECK(cli::exit_code_of(view_of("[wsl2]\nnetworkingMode=mirrored\n")) == cli::c_ok);
    CHECK(cli::exit_code_of(view_of("[wsl2]\nfoo=1\n")) == cli::c_failed);
}

TEST_CASE("a file that only looks like .wslconfig is told before all else") {
    const auto without =
        cli::view_of("f", std::optional<std::string>{}, {}, {".wslconfig.txt", "NTUSER.DAT"});
    CHECK(said(without) == std::vector<std::pair<std::size_t, Code>>{{0, Code::LookAlikeInstead}});
    CHECK(cli::exit_code_of(without) == cli::c_failed);
    CHECK(cli::check_table(without).find("warning (Mirrorwatch): WSL does not read .wslconfig.txt") !=
          std::string::npos);
    const auto beside = cli::view_of("f", std::optional<std::string>{"[wsl2]\nmemory=8\n="}, {},
                                     {".wslconfig", ".wslconfig.txt"});
    CHECK(said(beside) == std::vector<std::pair<std::size_t, Code>>{
                              {0, Code::LookAlikeFile}, {2, Code::SizeWithoutUnit}, {3, Code::InvalidKey}});
}

TEST_CASE("a policy is a reason for a warning") {
    wslconfig::Policies policies;
    policies.may_choose_mode = false;
    const std::optional<std::string> bytes{"[wsl2]\nnetworkingMode=mirrored\n"};
    CHECK(said(cli::view_of("f", bytes, policies)) ==
          std::vector<std::pair<std::size_t, Code>>{{2, Code::OverriddenByPolicy}});
}

TEST_CASE("a known key is spelled as WSL spells it, an alias stays one, an unknown one stays as it is") {
    CHECK(cli::canonical_key("WSL2.NETWORKINGMODE") == "wsl2.networkingMode");
    CHECK(cli::canonical_key("Experimental.networkingmode") == "experimental.networkingMode");
    CHECK(cli::canonical_key("wsl2.MEMORY") == "wsl2.memory");
    CHECK(cli::canonical_key("Foo.networkingmode") == "Foo.networkingmode");
    CHECK(cli::canonical_key("").empty());
}
