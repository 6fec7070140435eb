// SPDX-License-Identifier: MIT
#include "service/cli/explain_view.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using namespace std::chrono_literals;

Snapshot with(std::optional<MessageId> not_yet) {
    Snapshot snapshot;
    snapshot.findings.emplace_back();
    if (not_yet) {
        snapshot.findings.back().not_yet = Message{*not_yet, {}};
    }
    return snapshot;
}

} // namespace

TEST_CASE("findings are at rest when they have not changed for a while") {
    FindingsRest rest;
    CHECK(rest.left(0ms) == 8s);
    rest.take({}, 100ms);
    CHECK(rest.left(100ms) == 2'500ms);
    CHECK(rest.left(2'599ms) == 1ms);
    CHECK(rest.left(2'600ms) == 0ms);
}

TEST_CASE("only a change of the findings starts the wait over") {
    FindingsRest rest;
    rest.take({}, 0ms);
    Snapshot another;
    another.distros = {"Ubuntu"};
    rest.take(another, 1s);
    CHECK(rest.left(1s) == 1'500ms);
    rest.take(with(std::nullopt), 2s);
    CHECK(rest.left(2s) == 2'500ms);
    CHECK(rest.last() == with(std::nullopt));
}

TEST_CASE("a finding that is still looked into is waited for, but not for ever") {
    for (const MessageId why : {MessageId::BeingLookedInto, MessageId::StillSettling}) {
        FindingsRest rest;
        rest.take(with(why), 0ms);
        CHECK(rest.left(5s) == 3s);
        CHECK(rest.left(8s) == 0ms);
        rest.take(with(MessageId::OnlyWords), 5s);
        CHECK(rest.left(5s) == 2'500ms);
        rest.take(with(std::nullopt), 7s);
        CHECK(rest.left(7s) == 1s);
    }
}

TEST_CASE("endpoints that were not asked yet are waited for, unless watching is paused") {
    Snapshot snapshot;
    snapshot.endpoints.emplace_back();
    FindingsRest rest;
    rest.take(snapshot, 0ms);
    CHECK(rest.left(3s) == 5s);
    snapshot.paused = true;
    rest.take(snapshot, 3s);
    CHECK(rest.left(3s) == 0ms);
}

} // namespace mirrorwatch::cli
