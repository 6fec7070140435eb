#include "service/decide/consent/consent.hpp"

#include "service/decide/consent/question.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;
using Allowed = VpnPolicy::Action;
using Leave = Ruling::Leave;

namespace {

Case automatic(Choice choice) {
    Case asked;
    asked.choice = choice;
    asked.action = Allowed::Auto;
    asked.in_use = false;
    return asked;
}

Leave leave_for(const Case& asked) {
    return rule(asked, "Cisco").leave;
}

} // namespace

TEST_CASE("Patterns of VPN names: any case, and stars") {
    CHECK(fits("cisco secure client", "Cisco Secure Client"));
    CHECK(fits("cisco*", "Cisco Secure Client"));
    CHECK(fits("*client", "Cisco Secure Client"));
    CHECK(fits("*secure*", "Cisco Secure Client"));
    CHECK(fits("*", ""));
    CHECK(fits("a*b*c", "aXbYbZc"));
    CHECK_FALSE(fits("cisco", "Cisco Secure Client"));
    CHECK_FALSE(fits("*x", "Cisco"));
    CHECK_FALSE(fits("", "Cisco"));
    CHECK_FALSE(fits(std::string(200, '*') + "x", std::string(1'000, 'a')));
}

TEST_CASE("A user's wish comes before the settings' row for the VPN, and that before the general action") {
    Settings::Policy policy;
    policy.action = PolicyAction::Notify;
    policy.vpns = {{"zscaler", Allowed::Never}, {"c*", Allowed::Auto}, {"cisco", Allowed::Exclude}};
    const std::vector<VpnWish> wishes{{"S-1", "Cisco", Wish::NeverAsk}};
    CHECK(action_for(policy, wishes, "S-1", {"Cisco"}) == Allowed::Never);
    CHECK(action_for(policy, wishes, "S-2", {"Cisco"}) == Allowed::Auto);
    CHECK(action_for(policy, {}, "S-2", {"Fortinet", "Ethernet 4"}) == Allowed::Notify);
    CHECK(action_for(policy, {}, "S-2", {"Zscaler"}) == Allowed::Never);
    CHECK(action_for(policy, {}, "S-2", {}) == Allowed::Notify);
}

TEST_CASE("Where nothing else is said, it is asked") {
    Case asked;
    CHECK(leave_for(asked) == Leave::Ask);
    asked.action = Allowed::Notify;
    CHECK(leave_for(asked) == Leave::Tell);
    asked.action = Allowed::Never;
    CHECK(leave_for(asked) == Leave::Silent);
}

TEST_CASE("Auto does at once what costs no session, and counts down to what does") {
    CHECK(leave_for(automatic(Choice::Exclude)) == Leave::Granted);
    CHECK(leave_for(automatic(Choice::LowerMtu)) == Leave::Granted);
    CHECK(leave_for(automatic(Choice::FallBackToNat)) == Leave::Countdown);
    CHECK(leave_for(automatic(Choice::DnsTunnelingOff)) == Leave::Countdown);
    Case stopped = automatic(Choice::FallBackToNat);
    stopped.distros_run = false;
    CHECK(leave_for(stopped) == Leave::Granted);
}

TEST_CASE("Auto asks where it could do harm") {
    Case bypass = automatic(Choice::Exclude);
    bypass.bypasses_tunnel = true;
    CHECK(leave_for(bypass) == Leave::Ask);
    Case unsure = automatic(Choice::Exclude);
    unsure.confidence = Confidence::Possible;
    CHECK(leave_for(unsure) == Leave::Ask);
    CHECK(leave_for(automatic(Choice::RestartWsl)) == Leave::Ask);
    Case in_use = automatic(Choice::FallBackToNat);
    in_use.in_use = true;
    CHECK(rule(in_use, "Cisco") == Ruling{Leave::Ask, Sentence{Say::DistroInUse, {}}});
    in_use.in_use.reset(); // unknown counts as in use
    CHECK(leave_for(in_use) == Leave::Ask);
    in_use.idle_only = false;
    CHECK(leave_for(in_use) == Leave::Countdown);
    Case again = automatic(Choice::FallBackToNat);
    again.may_switch = false;
    CHECK(rule(again, "Cisco").why == Sentence{Say::SwitchedLately, {}});
}

TEST_CASE("\"Always exclude\" is meant for exclusion alone, and also for a tunnel that carries everything") {
    Case always;
    always.action = Allowed::Exclude;
    always.bypasses_tunnel = true;
    CHECK(leave_for(always) == Leave::Granted);
    always.choice = Choice::FallBackToNat;
    CHECK(leave_for(always) == Leave::Ask);
}

TEST_CASE("Going back: asked, done, or neither") {
    const Case idle = automatic(Choice::Restore);
    CHECK(rule_on_restore(RestorePolicy::Ask, idle).leave == Leave::Ask);
    CHECK(rule_on_restore(RestorePolicy::Auto, idle).leave == Leave::Countdown);
    CHECK(rule_on_restore(RestorePolicy::Never, idle).leave == Leave::Silent);
}

TEST_CASE("Wishes: the last one for a VPN counts, of each user his own") {
    std::vector<VpnWish> wishes;
    CHECK_FALSE(set_wish(wishes, {"S-1", "Cisco", Wish::AlwaysExclude}));
    CHECK_FALSE(set_wish(wishes, {"S-2", "Cisco", Wish::NeverAsk}));
    CHECK(set_wish(wishes, {"S-1", "Cisco", Wish::NeverAsk}));
    CHECK(wishes_of("S-1", wishes) == std::vector<VpnWish>{{"S-1", "Cisco", Wish::NeverAsk}});
    CHECK(set_wish(wishes, {"S-1", "Cisco", Wish::Ask}));
    CHECK(wishes_of("S-1", wishes).empty());
    CHECK(wishes.size() == 1);
}

TEST_CASE("Answers hold for their occasion, and are not kept for ever") {
    Answers answers;
    const auto occasion = Answers::key(7, Fault::VpnCutsWsl);
    CHECK(occasion == Answers::key(7, Fault::DnsTunnelBroken)); // one VPN, one occasion
    CHECK(Answers::key(0, Fault::VpnCutsWsl) != Answers::key(0, Fault::DnsTunnelBroken));
    answers.answer(occasion);
    answers.did_not_help(occasion, Choice::Exclude);
    CHECK(answers.is_answered(occasion));
    CHECK(answers.in_vain(occasion) == std::vector{Choice::Exclude});
    answers.reopen(occasion);
    CHECK_FALSE(answers.is_answered(occasion));
    answers.postpone(occasion, TimePoint{10min});
    CHECK(answers.due(TimePoint{}) == TimePoint{10min});
    const auto without_vpn = Answers::key(0, Fault::VpnCutsWsl);
    answers.answer(without_vpn);
    answers.did_not_help(without_vpn, Choice::RestartWsl);
    answers.on_over(TimePoint{1min});
    CHECK_FALSE(answers.is_answered(without_vpn));
    CHECK(answers.in_vain(without_vpn).empty());
    CHECK(answers.in_vain(occasion) == std::vector{Choice::Exclude});
    answers.answer(1);
    for (std::uint64_t other = 2; other < 1'000; ++other) {
        answers.answer(other);
    }
    CHECK_FALSE(answers.is_answered(1));
    CHECK(answers.is_answered(999));
}

TEST_CASE("\"Not now\" stays when the fault is over for a moment, and not when it has stayed over") {
    Answers answers;
    const auto occasion = Answers::key(0, Fault::DnsTunnelBroken);
    answers.decline(occasion);
    answers.on_over(TimePoint{1min});
    answers.on_break(TimePoint{2min});
    CHECK(answers.is_answered(occasion));
    answers.on_over(TimePoint{12min});
    CHECK(answers.is_answered(occasion));
    answers.on_break(TimePoint{22min});
    CHECK_FALSE(answers.is_answered(occasion));
}
