// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/user.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/user/user_session.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// One user. `own` is what the user's mirrorwatch.toml says, `checks` are those that need no settings.
struct Person {
    UserSession session;
    std::vector<EndpointSpec> own = {};
    std::vector<EndpointSpec> checks = {};
    std::string own_error = {};
    bool has_proxy = false;
    std::optional<Language> language = {};
};

/// The users who are there, and those who have been: what was done for them goes on while they are away.
class People {
public:
    /// Null: the user has not come since the service started.
    [[nodiscard]] Person* find(const UserId& user);
    [[nodiscard]] const Person* find(const UserId& user) const;

    void add(const UserId& user, Person person) { all_.emplace(user, std::move(person)); }

    /// Former sessions of the user's account: those that are not in `seen`. Whose they were.
    std::vector<UserId> remove_former(const UserId& user, const std::set<UserId>& seen);

    /// True when others are there now than before.
    bool set_present(std::set<UserId> seen, TimePoint now);

    /// Those who went a day ago, who have nothing left to be done for them: else whoever has ever been there
    /// would be held until the service ends. Whose they were.
    std::vector<UserId> remove_gone(TimePoint now);

    [[nodiscard]] bool is_present(const UserId& user) const { return present_.contains(user); }

    /// Of those who are there.
    [[nodiscard]] std::vector<UserId> with_proxy() const;
    [[nodiscard]] bool wants_probes(const UserId& user) const;

    /// The machine's endpoints are probed while anybody who is there wants it, or nobody is there.
    [[nodiscard]] bool is_anybody_watching() const;
    [[nodiscard]] bool has_been(const std::string& sid) const;
    /// A question or a remedy of anybody's is about this VPN.
    [[nodiscard]] bool refer_to(const AdapterIdentity& vpn) const;

    [[nodiscard]] auto begin() { return all_.begin(); }

    [[nodiscard]] auto end() { return all_.end(); }

    [[nodiscard]] auto begin() const { return all_.begin(); }

    [[nodiscard]] auto end() const { return all_.end(); }

private:
    std::map<UserId, Person> all_;
    std::set<UserId> present_;
    std::map<UserId, TimePoint> gone_; // when they were first missing
};

} // namespace mirrorwatch::decide
