// SPDX-License-Identifier: MIT
#include "tests/simulate/case.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::simulate;

namespace {

constexpr RemedySpec c_nat = SwitchMode{NetworkingMode::Nat};
constexpr RemedySpec c_virtioproxy = SwitchMode{NetworkingMode::VirtioProxy};

/// A VPN that is cured by NAT and by nothing gentler.
world::Truth nat_cures() {
    world::Truth truth;
    truth.names = {Fault::VpnCutsWsl, Fault::VpnTargetsCut};
    truth.broken = {{"web", world::Sender::Wsl}};
    truth.helps = truth.eases = {c_nat, c_virtioproxy};
    truth.best = c_nat;
    truth.right = {c_nat};
    return truth;
}

world::Truth only_words() {
    world::Truth truth;
    truth.names = {Fault::HypervBlocked};
    truth.words_are_right = true;
    truth.forbidden = {Exclude{}, c_nat};
    return truth;
}

world::Truth harmless() {
    world::Truth truth;
    truth.is_harmless = truth.words_are_right = true;
    return truth;
}

Case case_of(std::initializer_list<Fault> named, std::initializer_list<RemedySpec> proposed) {
    Case result;
    for (const Fault fault : named) {
        result.named(fault, Time{2'000});
    }
    for (const RemedySpec& remedy : proposed) {
        result.proposed(remedy, Time{3'000});
    }
    return result;
}

constexpr Aftermath c_well{.is_as_before = false, .is_well = true};

} // namespace

TEST_CASE("what nobody can see need not be named: silence is right, and a false name is not") {
    world::Truth truth = nat_cures();
    truth.is_unseen = truth.words_are_right = true;
    CHECK(case_of({}, {}).judged(truth, {}).is_right);
    CHECK(case_of({}, {}).judged(truth, {}).is_named);
    CHECK_FALSE(case_of({Fault::HypervBlocked}, {}).judged(truth, {}).is_named);
}

TEST_CASE("who names it, does the right thing and cures it has nothing to be blamed for") {
    const Marks marks = case_of({Fault::VpnCutsWsl}, {c_nat}).judged(nat_cures(), c_well);
    CHECK(marks.is_named);
    CHECK(marks.is_right);
    CHECK(marks.is_cured == true);
    CHECK_FALSE(marks.is_needless);
    CHECK(marks.right_word_at == Time{2'000});
}

TEST_CASE("a name that a person could not tell apart is a right one, and any other is none") {
    CHECK(case_of({Fault::VpnTargetsCut}, {c_nat}).judged(nat_cures(), c_well).is_named);
    const Marks marks = case_of({Fault::AfterResume}, {c_nat}).judged(nat_cures(), c_well);
    CHECK_FALSE(marks.is_named);
    CHECK(marks.is_misled);
    CHECK_FALSE(marks.right_word_at);
}

TEST_CASE("silence is right only where nothing is wrong") {
    CHECK(Case{}.judged(harmless(), {}).is_right);
    CHECK_FALSE(Case{}.judged(only_words(), {}).is_right);
    CHECK_FALSE(Case{}.judged(nat_cures(), {}).is_right);
    CHECK(Case{}.judged(nat_cures(), {}).is_cured == false);
}

TEST_CASE("where only words are right, they have to be said, and nothing is to be done") {
    CHECK(case_of({Fault::HypervBlocked}, {}).judged(only_words(), {}).is_right);
    const Marks marks = case_of({Fault::HypervBlocked}, {c_nat}).judged(only_words(), {});
    CHECK_FALSE(marks.is_right);
    CHECK(marks.is_needless);
    CHECK_FALSE(marks.is_cured);
}

TEST_CASE("what changes nothing is needless, unless nobody could know") {
    world::Truth truth = nat_cures();
    const Case futile = case_of({Fault::VpnCutsWsl}, {Exclude{}, c_nat});
    CHECK(futile.judged(truth, c_well).is_right);
    CHECK(futile.judged(truth, c_well).is_needless);
    truth.may_be_tried = {Exclude{}};
    CHECK_FALSE(futile.judged(truth, c_well).is_needless);
}

TEST_CASE("what is rougher than what cures is needless, and wrong") {
    const Marks marks = case_of({Fault::VpnCutsWsl}, {c_virtioproxy}).judged(nat_cures(), c_well);
    CHECK(marks.is_needless);
    CHECK_FALSE(marks.is_right);
    CHECK(marks.is_cured == true);
    CHECK_FALSE(case_of({Fault::VpnCutsWsl}, {c_virtioproxy, c_nat}).judged(nat_cures(), c_well).is_right);
}

TEST_CASE("what is forbidden is wrong, whatever follows") {
    world::Truth truth = nat_cures();
    truth.forbidden = {Exclude{}};
    const Marks marks = case_of({Fault::VpnCutsWsl}, {Exclude{}, c_nat}).judged(truth, c_well);
    CHECK(marks.is_needless);
    CHECK_FALSE(marks.is_right);
}

TEST_CASE("all may be tried where nobody can know that it is in vain, if it is named and taken back") {
    world::Truth truth;
    truth.names = {Fault::VpnCutsWsl};
    truth.may_be_tried_in_vain = truth.words_are_right = true;
    truth.may_be_tried = {c_nat, c_virtioproxy};
    const Case tried = case_of({Fault::VpnCutsWsl}, {c_nat, c_virtioproxy});
    CHECK(tried.judged(truth, {.is_as_before = true}).is_right);
    CHECK_FALSE(tried.judged(truth, {.is_as_before = false}).is_right);
    CHECK_FALSE(case_of({}, {c_nat}).judged(truth, {.is_as_before = true}).is_right);
}

TEST_CASE("in a harmless world any word is an alarm, but for what happens beside it") {
    CHECK(case_of({Fault::VpnCutsWsl}, {}).judged(harmless(), {}).is_alarm);
    CHECK(case_of({}, {Exclude{}}).judged(harmless(), {}).is_alarm);
    const Case offline = case_of({Fault::HostOffline}, {});
    CHECK(offline.judged(harmless(), {}).is_alarm);
    CHECK_FALSE(offline.judged(harmless(), {.has_seen_others = true}).is_alarm);
    CHECK_FALSE(Case{}.judged(harmless(), {}).is_alarm);
}

TEST_CASE("of two faults both have to be named") {
    world::Truth truth = nat_cures();
    truth.second_name = Fault::DnsTunnelBroken;
    CHECK_FALSE(case_of({Fault::VpnCutsWsl}, {}).judged(truth, {}).is_named);
    CHECK(case_of({Fault::VpnCutsWsl, Fault::DnsTunnelBroken}, {}).judged(truth, {}).is_named);
}

TEST_CASE("of two faults the second one may have a gentler remedy than the first") {
    world::Truth truth = nat_cures();
    truth.right = {ChangeSetting{ConfigSetting::DnsTunneling}, Exclude{}};
    const Case both = case_of({Fault::VpnCutsWsl, Fault::DnsTunnelBroken},
                              {ChangeSetting{ConfigSetting::DnsTunneling}, Exclude{}});
    CHECK_FALSE(both.judged(truth, c_well).is_right);
    truth.second_name = Fault::DnsTunnelBroken;
    CHECK(both.judged(truth, c_well).is_right);
}

TEST_CASE("what was named before the break is named, and has no time") {
    Case old;
    old.named(Fault::VpnCutsWsl, std::nullopt);
    CHECK(old.judged(nat_cures(), {}).is_named);
    CHECK_FALSE(old.judged(nat_cures(), {}).right_word_at);
}

TEST_CASE("who does not agree is not cured, and that is nobody's fault") {
    const Case asked = case_of({Fault::VpnCutsWsl}, {c_nat});
    const Marks marks = asked.judged(nat_cures(), {.is_agreed = false, .is_well = false});
    CHECK(marks.is_right);
    CHECK_FALSE(marks.is_cured);
}

TEST_CASE("who refuses what may be tried ends the way to what is right") {
    world::Truth truth = nat_cures();
    truth.may_be_tried = {Exclude{}};
    const Case refused = case_of({Fault::VpnCutsWsl}, {Exclude{}});
    CHECK(refused.judged(truth, {.is_agreed = false}).is_right);
    CHECK_FALSE(refused.judged(truth, {.is_agreed = true}).is_right);
}
