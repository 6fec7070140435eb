// SPDX-License-Identifier: MIT
#include "common/organisation.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace mirrorwatch;

namespace {

EndpointSpec endpoint(const std::string& name, const std::string& host) {
    EndpointSpec spec;
    spec.name = name;
    spec.host = host;
    return spec;
}

OrganisationPolicy everything() {
    OrganisationPolicy policy;
    policy.action = PolicyAction::Notify;
    policy.may_exclude = false;
    policy.may_change_mode = false;
    policy.ladder = std::vector<NetworkingMode>{};
    policy.restore_on_vpn_down = RestorePolicy::Auto;
    policy.endpoints = std::vector{endpoint("wiki", "org")};
    return policy;
}

} // namespace

TEST_CASE("an organisation that sets nothing leaves the settings as they are") {
    Settings settings;
    settings.policy.action = PolicyAction::Auto;
    settings.endpoints = {endpoint("wiki", "own")};
    CHECK(governed(settings, {}) == settings);
    CHECK(managed_by({}).empty());
}

TEST_CASE("what the organisation sets counts, and the rest stays") {
    Settings settings;
    settings.policy.action = PolicyAction::Auto;
    settings.policy.max_switches = 7;
    settings.endpoints = {endpoint("wiki", "own"), endpoint("api", "own")};
    const Settings now = governed(settings, everything());
    CHECK(now.policy.action == PolicyAction::Notify);
    CHECK(now.policy.ladder.empty());
    CHECK(now.policy.restore_on_vpn_down == RestorePolicy::Auto);
    CHECK(now.policy.max_switches == 7);
    CHECK((now.policy.limits == Settings::Limits{PolicyAction::Notify, false, false}));
    CHECK(now.endpoints == std::vector{endpoint("api", "own"), endpoint("wiki", "org")});
}

TEST_CASE("the names of what is set stand in the order of the table") {
    CHECK(managed_by(everything()) == std::vector<std::string>{"Action", "AllowExclude", "AllowModeChange",
                                                               "Ladder", "RestoreOnVpnDown",
                                                               "EndpointsFile"});
    OrganisationPolicy policy;
    policy.may_exclude = true; // that it may be done is set as well
    CHECK(managed_by(policy) == std::vector<std::string>{"AllowExclude"});
}

TEST_CASE("a person reads what each is about, and the name of one that a newer release has") {
    CHECK(managed_words({"AllowExclude", "Colour"}) ==
          "whether a VPN may be excluded from WSL (AllowExclude); Colour");
    CHECK(managed_words({}).empty());
}

TEST_CASE("each setting has its row") {
    for (const PolicyRow& row : policy_table()) {
        CAPTURE(row.value);
        CHECK(&row_of(row.setting) == &row);
        CHECK(find_policy(row.value) == &row);
        CHECK((row.type == PolicyType::Word || row.type == PolicyType::Words) == !row.words.empty());
    }
    CHECK(find_policy("Colour") == nullptr);
}
