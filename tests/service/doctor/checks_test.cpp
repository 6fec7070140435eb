// SPDX-License-Identifier: MIT
#include "service/doctor/check.hpp"
#include "tests/support/doctor_worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

namespace mirrorwatch::doctor {
namespace {

using Ids = std::set<std::string, std::less<>>;

bool is_wrong(const CheckLine& line) {
    return line.judgement.result == CheckResult::Fail || line.judgement.result == CheckResult::Warn;
}

Ids ids_with(const std::vector<CheckLine>& lines, bool (*wanted)(const CheckLine&)) {
    Ids ids;
    for (const CheckLine& line : lines) {
        if (wanted(line)) {
            ids.insert(line.id);
        }
    }
    return ids;
}

Ids wrong_in(const DoctorFacts& facts) {
    return ids_with(run_checks(facts), is_wrong);
}

const CheckLine& line_of(const std::vector<CheckLine>& lines, std::string_view id) {
    return *std::ranges::find(lines, id, &CheckLine::id);
}

const CheckRow& row_of(std::string_view id) {
    return *std::ranges::find(check_table(), id, &CheckRow::id);
}

bool comes_after(std::string_view id, std::string_view before) {
    return std::ranges::count(row_of(id).after, before) > 0;
}

DoctorFacts spoilt(const WrongWorld& world) {
    DoctorFacts facts = healthy();
    world.spoil(facts);
    return facts;
}

bool stops(const WrongWorld& world) {
    const auto lines = run_checks(spoilt(world));
    return line_of(lines, world.check).judgement.stops;
}

/// The two checks; of one that is stopped by the other nothing can be said.
Ids expected(const WrongWorld& one, const WrongWorld& other) {
    Ids ids{std::string{one.check}, std::string{other.check}};
    for (const auto& [first, second] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
        if (stops(*first) && comes_after(second->check, first->check)) {
            ids.erase(ids.find(second->check));
        }
    }
    return ids;
}

bool are_together(const WrongWorld& one, const WrongWorld& other) {
    return one.check != other.check && one.excludes != other.check && other.excludes != one.check;
}

} // namespace

TEST_CASE("where nothing is wrong, every line is fine, and none is left open") {
    for (const CheckLine& line : run_checks(healthy())) {
        CAPTURE(line.id);
        CAPTURE(line.judgement.fact);
        CHECK(line.judgement.result == CheckResult::Ok);
        CHECK_FALSE(line.judgement.fact.empty());
        CHECK(line.judgement.why.empty());
    }
}

TEST_CASE("in each wrong world its line tells it, with a reason, and no other does") {
    for (const WrongWorld& world : wrong_worlds()) {
        CAPTURE(world.name);
        const auto lines = run_checks(spoilt(world));
        CHECK(ids_with(lines, is_wrong) == Ids{std::string{world.check}});
        const Judgement& judgement = line_of(lines, world.check).judgement;
        CHECK_FALSE(judgement.fact.empty());
        CHECK_FALSE(judgement.why.empty());
    }
}

TEST_CASE("in each pair of wrong worlds exactly the two lines tell it, but for what the first one stops") {
    std::size_t pairs = 0;
    std::size_t two = 0;
    for (const WrongWorld& one : wrong_worlds()) {
        for (const WrongWorld& other : wrong_worlds()) {
            if (&one >= &other || !are_together(one, other)) {
                continue;
            }
            CAPTURE(one.name);
            CAPTURE(other.name);
            DoctorFacts facts = spoilt(one);
            other.spoil(facts);
            const Ids ids = expected(one, other);
            CHECK(wrong_in(facts) == ids);
            ++pairs;
            two += ids.size() == 2 ? 1 : 0;
        }
    }
    CHECK(pairs > 1'500);
    CHECK(two * 100 > pairs * 95); // the rest is stopped
}

TEST_CASE("each check has a wrong world, a name of its own, and comes after checks that there are") {
    Ids seen;
    for (const CheckRow& row : check_table()) {
        CAPTURE(row.id);
        CHECK(seen.insert(std::string{row.id}).second);
        CHECK_FALSE(row.needs.empty());
        CHECK(std::ranges::any_of(wrong_worlds(), [&](const auto& world) { return world.check == row.id; }));
        for (const std::string_view before : row.after) {
            CHECK(std::ranges::any_of(check_table(), [&](const auto& one) { return one.id == before; }));
            CHECK_FALSE(comes_after(before, row.id));
        }
    }
}

TEST_CASE("commands can be typed into Windows PowerShell, which knows no && and has another sc") {
    for (const WrongWorld& world : wrong_worlds()) {
        const auto lines = run_checks(spoilt(world));
        const std::string& command = line_of(lines, world.check).judgement.command;
        CAPTURE(command);
        CHECK(command.find("&&") == std::string::npos);
        CHECK_FALSE(command.starts_with("sc "));
    }
}

TEST_CASE("what could not be had leaves the checks that need it open, with the reason") {
    DoctorFacts facts = healthy();
    facts.guest.reset();
    facts.missing[Need::Guest] = "WSL does not run; --start-wsl starts it.";
    const auto lines = run_checks(facts);
    CHECK(wrong_in(facts).empty());
    for (const CheckLine& line : lines) {
        CAPTURE(line.id);
        const bool needs_guest = std::ranges::count(row_of(line.id).needs, Need::Guest) > 0;
        CHECK((line.judgement.result == CheckResult::Unknown) == needs_guest);
        if (needs_guest) {
            CHECK(line.judgement.fact == "WSL does not run; --start-wsl starts it.");
        }
    }
}

TEST_CASE("what follows from something that failed is not judged, and says what to see to first") {
    DoctorFacts facts = healthy();
    facts.wsl->kind = WslKind::Missing;
    const auto lines = run_checks(facts);
    CHECK(line_of(lines, "mode").judgement.result == CheckResult::Ok); // what is fine is told
    facts.running->effective = NetworkingMode::Nat;
    facts.guest = GuestFactsSeen{};
    facts.guest->name_resolves = facts.guest->internet_opens = false;
    const auto more = run_checks(facts);
    CHECK(wrong_in(facts) == Ids{"wsl-version"});
    CHECK(line_of(more, "mode").judgement.fact == "First see to wsl-version.");
    CHECK(line_of(more, "interfaces").judgement.fact == "First see to mode.");
    CHECK(line_of(more, "internet").judgement.fact == "First see to default-route.");
    CHECK(line_of(lines, "firewall-loopback").judgement.result == CheckResult::Ok);
}

TEST_CASE("what only the service knows is open while it does not run, or does not answer") {
    DoctorFacts stopped = healthy();
    stopped.product->service = ServiceState::Stopped;
    DoctorFacts silent = healthy();
    silent.product->pipe_error = "it hangs";
    for (const DoctorFacts& facts : {stopped, silent}) {
        for (const char* id : {"findings", "troubles"}) {
            CHECK(line_of(run_checks(facts), id).judgement.result == CheckResult::Unknown);
        }
    }
}

TEST_CASE("with nothing at all, nothing is wrong and nothing is fine") {
    for (const CheckLine& line : run_checks(DoctorFacts{})) {
        CHECK(line.judgement.result == CheckResult::Unknown);
    }
}

TEST_CASE("who chose NAT is told so once, and nothing of mirrored mode is judged") {
    DoctorFacts facts = healthy();
    facts.config->written = facts.running->effective = NetworkingMode::Nat;
    facts.network->vpns.clear();
    facts.guest->devices = {{"eth0", "", "00-15-5D-00-00-01", true, 1500, {{"172.20.1.2", 20}}}};
    const auto lines = run_checks(facts);
    CHECK(wrong_in(facts) == Ids{"mode"});
    CHECK(line_of(lines, "mode").judgement.result == CheckResult::Warn);
    CHECK(line_of(lines, "mode").judgement.command == "mirrorwatch mode mirrored");
    CHECK(line_of(lines, "interfaces").judgement.fact == "First see to mode.");
}

TEST_CASE("Cisco's client with NAT is told before it breaks") {
    DoctorFacts facts = healthy();
    facts.config->written = facts.running->effective = NetworkingMode::Nat;
    CHECK(wrong_in(facts) == Ids{"mode", "vpn-pairs"});
}

TEST_CASE("a tunnel without GUID and hardware address is found in WSL by its address") {
    DoctorFacts facts = healthy();
    facts.network->adapters[1].guid = facts.guest->devices[1].guid = "";
    facts.network->adapters[1].mac = facts.guest->devices[1].mac = "";
    CHECK(wrong_in(facts).empty());
    facts.guest->devices[1].addresses = {{"10.8.0.3", 32}};
    CHECK(wrong_in(facts) == Ids{"interfaces"});
}

TEST_CASE("what Windows itself does not reach is no fault of WSL") {
    DoctorFacts facts = healthy();
    facts.network->name_resolves = facts.network->internet_opens = false;
    facts.guest->name_resolves = facts.guest->internet_opens = false;
    facts.network->has_default_ipv4 = facts.network->has_default_ipv6 = false;
    facts.guest->routes.clear();
    CHECK(wrong_in(facts).empty());
}

TEST_CASE("Docker Desktop that is not there is no trouble") {
    DoctorFacts facts = healthy();
    facts.docker = DockerFacts{};
    CHECK(wrong_in(facts).empty());
}

} // namespace mirrorwatch::doctor
