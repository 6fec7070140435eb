// SPDX-License-Identifier: MIT
#include "service/ipc/authorize.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace mirrorwatch::ipc {
namespace {

constexpr std::string_view c_anonymous = "S-1-5-7";
constexpr std::array<std::string_view, 3> c_service_accounts{
    "S-1-5-18", // LocalSystem
    "S-1-5-19", // LocalService
    "S-1-5-20", // NetworkService
};

bool is_account_of_a_person(std::string_view sid) {
    return sid.starts_with("S-1-5-21-") || sid.starts_with("S-1-12-1-"); // a domain or this machine; Entra ID
}

struct Rule {
    const Caller& caller;

    /// Also what the caller may say about the watching of the caller's own WSL.
    template <class Verb>
    Result<void> operator()(const Verb&) const {
        return own_wsl();
    }

    /// Fresh are the caller's own WSL and the machine's endpoints, of which a caller without WSL sees these.
    Result<void> operator()(const protocol::Look&) const {
        return caller.is_administrator ? Result<void>{} : own_wsl();
    }

    Result<void> operator()(const protocol::ReadHistory& history) const {
        if (caller.is_administrator) {
            return {};
        }
        if (history.all) {
            return Error{
                "only administrators see the history of all users; run it again from an elevated console"};
        }
        return own_wsl();
    }

    Result<void> operator()(const protocol::CloseTrays&) const { return of_setup(); }

    Result<void> operator()(const protocol::TakeAllBack&) const { return of_setup(); }

    Result<void> of_setup() const {
        return caller.is_administrator
                   ? Result<void>{}
                   : Error{"only administrators may ask for what concerns all users; run it again "
                           "from an elevated console"};
    }

    Result<void> own_wsl() const {
        const UserId& user = caller.user;
        if (std::ranges::count(c_service_accounts, user.sid) > 0) {
            return Error{"a service account has no WSL of its own"};
        }
        if (!is_account_of_a_person(user.sid)) {
            return Error{"the caller is no user account"};
        }
        if (user.session == 0) {
            return Error{"the caller is not in a user's session"};
        }
        return {};
    }
};

} // namespace

Result<void> authorize_connection(const Caller& caller) {
    if (caller.user.sid.empty() || caller.user.sid == c_anonymous) {
        return Error{"the caller is anonymous"};
    }
    if (caller.is_remote) {
        return Error{"the caller came over the network; run it on the machine, as by psexec -s"};
    }
    return {};
}

Result<void> authorize(const Caller& caller, const protocol::Verb& verb) {
    return std::visit(Rule{caller}, verb);
}

} // namespace mirrorwatch::ipc
