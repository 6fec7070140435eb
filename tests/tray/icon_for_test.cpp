// SPDX-License-Identifier: MIT
#include "common/remedy_catalogue.hpp"
#include "tests/tray/fixtures.hpp"
#include "tray/remedies.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

Icon shown(const Snapshot& now) {
    return icon_for(now, ServiceState::Running);
}

Snapshot with_remedy(RemedyState state) {
    Snapshot snapshot = all_well();
    snapshot.remedies = {remedy(SwitchMode{}, state, {})};
    return snapshot;
}

} // namespace

TEST_CASE("when all is well, the icon says so, also with a repair in force and a hint to read") {
    CHECK(shown(all_well()) == Icon::Fine);
    CHECK(shown(with_remedy(RemedyState::Helped)) == Icon::Fine);
    CHECK(shown(with_remedy(RemedyState::GivenUp)) == Icon::Fine);
    Snapshot hint = all_well();
    hint.findings = {{Finding{Fault::OnlyPing, {}, Severity::Hint, Confidence::Certain}}};
    CHECK(shown(hint) == Icon::Fine);
}

TEST_CASE("what does not answer, or is an error, is broken") {
    CHECK(shown(broken_by_cisco()) == Icon::Broken);
    Snapshot error = all_well();
    error.health = Health::Trouble;
    error.findings = {{Finding{Fault::Ipv6Disabled, {}, Severity::Error, Confidence::Certain}}};
    CHECK(shown(error) == Icon::Broken);
}

TEST_CASE("a question, settings that do not count and a WSL to start want attention") {
    Snapshot warning = all_well();
    warning.health = Health::Trouble;
    CHECK(shown(warning) == Icon::Attention);
    Snapshot question = all_well();
    question.offer = Offer{"offer-1", "Cisco", {}, {}, {Restore{}, NotNow{}}};
    CHECK(shown(question) == Icon::Attention);
    Snapshot settings = all_well();
    settings.settings_error = "line 7: what is that?";
    CHECK(shown(settings) == Icon::Attention);
    Snapshot hindered = all_well();
    hindered.service_troubles = {{MessageId::WslDoesNotAnswer, {"busy"}}};
    CHECK(shown(hindered) == Icon::Attention);
    CHECK(shown(with_remedy(RemedyState::AwaitingWsl)) == Icon::Attention);
    CHECK(shown(with_remedy(RemedyState::UndoAwaitingWsl)) == Icon::Attention);
}

TEST_CASE("while a repair is under way the icon shows work, whatever is broken") {
    for (const RemedyState state : {RemedyState::Applying, RemedyState::ShuttingDown, RemedyState::Verifying,
                                    RemedyState::Undoing, RemedyState::UndoShuttingDown}) {
        CHECK(shown(with_remedy(state)) == Icon::Acting);
    }
    Snapshot broken = broken_by_cisco();
    broken.remedies = {remedy(Exclude{}, RemedyState::Verifying, {})};
    CHECK(shown(broken) == Icon::Acting);
}

TEST_CASE("paused is shown as paused, and not as fine") {
    Snapshot paused = all_well();
    paused.paused = true;
    CHECK(shown(paused) == Icon::Paused);
    paused.health = Health::Trouble;
    CHECK(shown(paused) == Icon::Paused);
}

TEST_CASE("without the service: starting as long as it may still come, else not reachable") {
    CHECK(icon_for(std::nullopt, ServiceState::Connecting) == Icon::Starting);
    CHECK(icon_for(std::nullopt, ServiceState::Starting) == Icon::Starting);
    for (const ServiceState state :
         {ServiceState::Running, ServiceState::Stopping, ServiceState::Stopped, ServiceState::Disabled,
          ServiceState::NotInstalled, ServiceState::Refused, ServiceState::NoConsole}) {
        CHECK(icon_for(std::nullopt, state) == Icon::NoService);
    }
}

TEST_CASE("what has to do with a shutdown of WSL keeps the mode as it is until it is over") {
    CHECK(remedy_about_wsl(with_remedy(RemedyState::AwaitingWsl)) != nullptr);
    CHECK(remedy_about_wsl(with_remedy(RemedyState::Helped)) != nullptr);
    CHECK(remedy_about_wsl(with_remedy(RemedyState::Undone)) == nullptr);
    Snapshot excluded = all_well();
    excluded.remedies = {remedy(Exclude{}, RemedyState::Helped, {})};
    CHECK(remedy_about_wsl(excluded) == nullptr);
}
