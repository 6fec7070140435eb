// SPDX-License-Identifier: MIT
#include "service/decide/consent/consent.hpp"

#include "service/decide/consent/question.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;
using Allowed = VpnPolicy::Action;
using Permission = ConsentDecision::Permission;

namespace {

ConsentRequest automatic(Choice choice) {
    ConsentRequest asked;
    asked.choice = choice;
    asked.action = Allowed::Auto;
    asked.in_use = false;
    return asked;
}

Permission permission_for(const ConsentRequest& asked) {
    return consent_for(asked, "Cisco").permission;
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
    const std::vector<VpnPreference> preferences{{"S-1", "Cisco", Preference::NeverAsk}};
    CHECK(action_for(policy, preferences, "S-1", {"Cisco"}) == Allowed::Never);
    CHECK(action_for(policy, preferences, "S-2", {"Cisco"}) == Allowed::Auto);
    CHECK(action_for(policy, {}, "S-2", {"Fortinet", "Ethernet 4"}) == Allowed::Notify);
    CHECK(action_for(policy, {}, "S-2", {"Zscaler"}) == Allowed::Never);
    CHECK(action_for(policy, {}, "S-2", {}) == Allowed::Notify);
}

TEST_CASE("Where nothing else is said, it is asked") {
    ConsentRequest asked;
    CHECK(permission_for(asked) == Permission::Ask);
    asked.action = Allowed::Notify;
    CHECK(permission_for(asked) == Permission::Tell);
    asked.action = Allowed::Never;
    CHECK(permission_for(asked) == Permission::Silent);
}

TEST_CASE("Auto does at once what costs no session, and counts down to what does") {
    CHECK(permission_for(automatic(Exclude{})) == Permission::Granted);
    CHECK(permission_for(automatic(LowerMtu{})) == Permission::Granted);
    CHECK(permission_for(automatic(SwitchMode{NetworkingMode::Nat})) == Permission::Countdown);
    CHECK(permission_for(automatic(ChangeSetting{ConfigSetting::DnsTunneling})) == Permission::Countdown);
    ConsentRequest stopped = automatic(SwitchMode{NetworkingMode::Nat});
    stopped.distros_run = false;
    CHECK(permission_for(stopped) == Permission::Granted);
}

TEST_CASE("Auto asks where it could do harm") {
    ConsentRequest bypass = automatic(Exclude{});
    bypass.bypasses_tunnel = true;
    CHECK(permission_for(bypass) == Permission::Ask);
    ConsentRequest unsure = automatic(Exclude{});
    unsure.confidence = Confidence::Possible;
    CHECK(permission_for(unsure) == Permission::Ask);
    CHECK(permission_for(automatic(RestartWsl{})) == Permission::Ask);
    ConsentRequest in_use = automatic(SwitchMode{NetworkingMode::Nat});
    in_use.in_use = true;
    CHECK(consent_for(in_use, "Cisco") ==
          ConsentDecision{Permission::Ask, Message{MessageId::DistroInUse, {}}});
    in_use.in_use.reset(); // unknown counts as in use
    CHECK(permission_for(in_use) == Permission::Ask);
    in_use.idle_only = false;
    CHECK(permission_for(in_use) == Permission::Countdown);
    ConsentRequest again = automatic(SwitchMode{NetworkingMode::Nat});
    again.may_switch = false;
    CHECK(consent_for(again, "Cisco").why == Message{MessageId::SwitchedLately, {}});
}

TEST_CASE("\"Always exclude\" is meant for exclusion alone, and also for a tunnel that carries everything") {
    ConsentRequest always;
    always.action = Allowed::Exclude;
    always.bypasses_tunnel = true;
    CHECK(permission_for(always) == Permission::Granted);
    always.choice = SwitchMode{NetworkingMode::Nat};
    CHECK(permission_for(always) == Permission::Ask);
}

TEST_CASE("Going back: asked, done, or neither") {
    const ConsentRequest idle = automatic(Restore{});
    CHECK(consent_for_restore(RestorePolicy::Ask, idle).permission == Permission::Ask);
    CHECK(consent_for_restore(RestorePolicy::Auto, idle).permission == Permission::Countdown);
    CHECK(consent_for_restore(RestorePolicy::Never, idle).permission == Permission::Silent);
}

TEST_CASE("Preferences: the last one for a VPN counts, and each user has separate ones") {
    std::vector<VpnPreference> preferences;
    CHECK_FALSE(set_preference(preferences, {"S-1", "Cisco", Preference::AlwaysExclude}));
    CHECK_FALSE(set_preference(preferences, {"S-2", "Cisco", Preference::NeverAsk}));
    CHECK(set_preference(preferences, {"S-1", "Cisco", Preference::NeverAsk}));
    CHECK(preferences_of("S-1", preferences) ==
          std::vector<VpnPreference>{{"S-1", "Cisco", Preference::NeverAsk}});
    CHECK(set_preference(preferences, {"S-1", "Cisco", Preference::Ask}));
    CHECK(preferences_of("S-1", preferences).empty());
    CHECK(preferences.size() == 1);
}

TEST_CASE("Answers hold for their occasion, and are not kept for ever") {
    Answers answers;
    const auto occasion = Answers::key(7, Fault::VpnCutsWsl);
    CHECK(occasion == Answers::key(7, Fault::DnsTunnelBroken)); // one VPN, one occasion
    CHECK(Answers::key(0, Fault::VpnCutsWsl) != Answers::key(0, Fault::DnsTunnelBroken));
    answers.answer(occasion);
    answers.did_not_help(occasion, Exclude{});
    CHECK(answers.is_answered(occasion));
    CHECK(answers.in_vain(occasion) == std::vector<RemedySpec>{Exclude{}});
    answers.reopen(occasion);
    CHECK_FALSE(answers.is_answered(occasion));
    answers.postpone(occasion, TimePoint{10min});
    CHECK(answers.due(TimePoint{}) == TimePoint{10min});
    const auto without_vpn = Answers::key(0, Fault::VpnCutsWsl);
    answers.answer(without_vpn);
    answers.did_not_help(without_vpn, RestartWsl{});
    answers.on_over(TimePoint{1min});
    CHECK_FALSE(answers.is_answered(without_vpn));
    CHECK(answers.in_vain(without_vpn).empty());
    CHECK(answers.in_vain(occasion) == std::vector<RemedySpec>{Exclude{}});
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

TEST_CASE("The organisation's action is the most that a row of the settings may have done") {
    struct Case {
        PolicyAction most;
        std::vector<Allowed> becomes; // of ask, auto, notify, exclude, never
    };

    const std::vector<Allowed> all{Allowed::Ask, Allowed::Auto, Allowed::Notify, Allowed::Exclude,
                                   Allowed::Never};
    for (const Case& one :
         {Case{PolicyAction::Notify,
               {Allowed::Notify, Allowed::Notify, Allowed::Notify, Allowed::Notify, Allowed::Never}},
          Case{PolicyAction::Ask,
               {Allowed::Ask, Allowed::Ask, Allowed::Notify, Allowed::Ask, Allowed::Never}},
          Case{PolicyAction::Auto,
               {Allowed::Ask, Allowed::Auto, Allowed::Notify, Allowed::Auto, Allowed::Never}}}) {
        Settings::Policy policy;
        policy.limits.action = one.most;
        policy.action = one.most;
        for (std::size_t i = 0; i < all.size(); ++i) {
            policy.vpns = {{"cisco", all[i]}};
            CHECK(action_for(policy, {}, "S-1", {"Cisco"}) == one.becomes[i]);
        }
    }
}

TEST_CASE("A user's answer for good counts where the organisation has users asked, and less always") {
    const std::vector<VpnPreference> always{{"S-1", "Cisco", Preference::AlwaysExclude}};
    const std::vector<VpnPreference> never{{"S-1", "Cisco", Preference::NeverAsk}};
    for (const PolicyAction most : {PolicyAction::Ask, PolicyAction::Auto, PolicyAction::Notify}) {
        Settings::Policy policy;
        policy.limits.action = most;
        CHECK(action_for(policy, never, "S-1", {"Cisco"}) == Allowed::Never);
        CHECK(action_for(policy, always, "S-1", {"Cisco"}) ==
              (most == PolicyAction::Notify ? Allowed::Notify : Allowed::Exclude));
    }
}
