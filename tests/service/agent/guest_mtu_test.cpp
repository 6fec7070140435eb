// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

const AdapterIdentity c_cisco{
    "{37217669-42DA-4657-A55B-0D995D328250}", "00-05-9A-3C-7A-00", {"10.8.0.2"}, "Ethernet 4"};
const std::string c_kept = "guest-mtu-37217669-42DA-4657-A55B-0D995D328250.txt";
const std::string c_record = "boot b1\nmtu 1400\nours 1280\n";
const MtuReceipt c_receipt{"eth1", 1400, 1280};

struct Guest : World {
    Guest() { wsl.answer_running({"Ubuntu"}); }

    Guest& has(int mtu) {
        wsl.answer("mw record boot b1\nmw record mtu " + std::to_string(mtu) + "\nmw done eth1\n");
        return *this;
    }

    Guest& says(const std::string& line) {
        wsl.answer("mw " + line + "\n");
        return *this;
    }

    Guest& remembers(const std::string& record) {
        history.files[c_kept] = record;
        return *this;
    }

    Reply lower(std::uint32_t mtu = 1280) { return handle(ApplyMtu{c_cisco, mtu}, ports); }

    Reply undo(const MtuReceipt& receipt = c_receipt) { return handle(UndoMtu{c_cisco, receipt}, ports); }

    [[nodiscard]] bool was_told(const std::string& word) const {
        return std::ranges::find(wsl.calls.back(), word) != wsl.calls.back().end();
    }
};

bool is_not_changed(const Reply& reply, const std::string& detail) {
    return reply == Reply{Refusal{Message{MessageId::MtuNotChanged, {"Ethernet 4", detail}}}};
}

} // namespace

TEST_CASE("a packet size is lowered, with a record of what it was before it is touched") {
    Guest guest;
    guest.has(1400).says("done eth1");
    CHECK((guest.lower() == Reply{c_receipt}));
    CHECK(guest.history.files.at(c_kept) == c_record);
    CHECK(guest.was_told("1280"));
    Guest killed;
    killed.has(1400);
    killed.wsl.break_down("killed");
    CHECK_FALSE(std::holds_alternative<MtuReceipt>(killed.lower()));
    CHECK(killed.history.files.at(c_kept) == c_record);
}

TEST_CASE("lowered twice, it is lowered once") {
    Guest guest;
    guest.remembers(c_record).has(1280);
    CHECK((guest.lower() == Reply{c_receipt}));
    CHECK(guest.wsl.calls.size() == 2);
}

TEST_CASE("a size that is as low by itself is not ours to lower") {
    Guest same;
    CHECK(is_not_changed(same.has(1280).lower(), "it is 1280 bytes already"));
    Guest other_boot;
    other_boot.remembers("boot b0\nmtu 1400\nours 1280\n");
    CHECK(is_not_changed(other_boot.has(1280).lower(), "it is 1280 bytes already"));
    Guest lower;
    CHECK(is_not_changed(lower.has(1200).lower(), "it is only 1200 bytes"));
    CHECK(lower.history.files.empty());
}

TEST_CASE("a size that WSL has set again is lowered again, and that one is gone back to") {
    Guest guest;
    guest.remembers(c_record).has(1500).says("done eth1");
    CHECK((guest.lower() == Reply{MtuReceipt{"eth1", 1500, 1280}}));
    CHECK(guest.history.files.at(c_kept) == "boot b1\nmtu 1500\nours 1280\n");
}

TEST_CASE("what cannot be lowered is refused with the reason") {
    const struct {
        const char* said;
        const char* why;
    } cases[] = {
        {"refuse device-not-found", "WSL does not have it"},
        {"refuse device-ambiguous", "more than one device in WSL could be it"},
        {"refuse no-iproute2", "the distro has no iproute2"},
        {"failed RTNETLINK answers: Invalid argument", "RTNETLINK answers: Invalid argument"},
    };

    for (const auto& one : cases) {
        Guest guest;
        CHECK(is_not_changed(guest.says(one.said).lower(), one.why));
        CHECK(guest.history.files.empty());
    }
    Guest small;
    CHECK(is_not_changed(small.lower(575), "575 bytes are not possible"));
    CHECK(small.wsl.calls.empty());
}

TEST_CASE("an undo goes back to the size before, in that boot only, and forgets it") {
    Guest guest;
    CHECK((guest.remembers(c_record).says("done eth1").undo() == Reply{Done{}}));
    for (const char* word : {"b1", "1280", "1400"}) {
        CHECK(guest.was_told(word));
    }
    CHECK(guest.history.files.empty());
}

TEST_CASE("an undo of what is gone, or another's by now, is done") {
    for (const char* said : {"done gone", "done other"}) {
        Guest guest;
        CHECK((guest.remembers(c_record).says(said).undo() == Reply{Done{}}));
        CHECK(guest.history.files.empty());
    }
}

TEST_CASE("an undo goes by the record where the receipt reached nobody, and by the receipt where there is no "
          "record") {
    Guest unreported;
    CHECK((unreported.remembers(c_record).says("done eth1").undo({}) == Reply{Done{}}));
    CHECK(unreported.was_told("1400"));
    Guest unrecorded;
    CHECK((unrecorded.says("done eth1").undo() == Reply{Done{}}));
    CHECK(unrecorded.was_told("1400"));
    Guest nothing;
    CHECK((nothing.undo({}) == Reply{Done{}}));
    CHECK(nothing.wsl.calls.size() == 1);
}

TEST_CASE("an undo that fails says so and keeps the record") {
    Guest guest;
    guest.remembers(c_record).says("failed the device keeps a packet size of 1280");
    CHECK(is_not_changed(guest.undo(), "the device keeps a packet size of 1280"));
    CHECK(guest.history.files.count(c_kept) == 1);
}

TEST_CASE("while WSL does not run there is nothing to undo, and nothing to lower") {
    World world;
    world.history.files[c_kept] = c_record;
    world.wsl.answer_running({});
    world.wsl.answer_running({});
    CHECK((handle(UndoMtu{c_cisco, c_receipt}, world.ports) == Reply{Done{}}));
    CHECK(world.history.files.empty());
    const Reply refused = handle(ApplyMtu{c_cisco, 1280}, world.ports);
    CHECK((refused == Reply{Refusal{{MessageId::GuestUnreachable, {"no distro is running"}}}}));
    CHECK(world.wsl.calls.size() == 2);
}

} // namespace mirrorwatch::agent
