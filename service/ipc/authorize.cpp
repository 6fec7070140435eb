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
    const UserId& caller;

    /// Also what the caller may say about the watching of the caller's own WSL.
    template <class Verb>
    Result<void> operator()(const Verb&) const {
        return own_wsl();
    }

    Result<void> own_wsl() const {
        if (std::ranges::count(c_service_accounts, caller.sid) > 0) {
            return Error{"a service account has no WSL of its own"};
        }
        if (!is_account_of_a_person(caller.sid)) {
            return Error{"the caller is no user account"};
        }
        if (caller.session == 0) {
            return Error{"the caller is not in a user's session"};
        }
        return {};
    }
};

} // namespace

Result<void> authorize_connection(const UserId& caller) {
    if (caller.sid.empty() || caller.sid == c_anonymous) {
        return Error{"the caller is anonymous"};
    }
    return {};
}

Result<void> authorize(const UserId& caller, const protocol::Verb& verb) {
    return std::visit(Rule{caller}, verb);
}

} // namespace mirrorwatch::ipc
