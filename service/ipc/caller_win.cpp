// SPDX-License-Identifier: MIT
#include "service/ipc/caller_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/token_win.hpp"

#include <cstdlib>

namespace mirrorwatch::ipc {
namespace {

/// This thread acts as the pipe's client while the object lives. Never across a co_await: the thread is
/// shared.
class Impersonation {
public:
    explicit Impersonation(HANDLE pipe)
        : error_(ImpersonateNamedPipeClient(pipe) ? ERROR_SUCCESS : GetLastError()) {}

    ~Impersonation() {
        if (error_ == ERROR_SUCCESS && !RevertToSelf()) {
            std::abort(); // going on with somebody else's rights would be worse
        }
    }

    Impersonation(const Impersonation&) = delete;
    Impersonation& operator=(const Impersonation&) = delete;

    [[nodiscard]] DWORD error() const { return error_; }

private:
    DWORD error_;
};

} // namespace

Result<Caller> caller_of(HANDLE pipe) {
    KernelHandle token;
    {
        const Impersonation as_client{pipe};
        if (as_client.error() != ERROR_SUCCESS) {
            return Error{error_sentence("ImpersonateNamedPipeClient", as_client.error())};
        }
        // As ourselves: the client may let us identify it only, and then its token is not open to us as
        // its user.
        if (!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, token.put())) {
            return Error{last_error_sentence("OpenThreadToken")};
        }
    }
    const Result<UserId> user = user_of(token.get());
    if (!user) {
        return user.error();
    }
    const bool is_system = user->sid == "S-1-5-18";
    return Caller{*user, is_system || is_member(token.get(), WinBuiltinAdministratorsSid),
                  is_member(token.get(), WinNetworkSid)};
}

} // namespace mirrorwatch::ipc
