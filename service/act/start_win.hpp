// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/handle_win.hpp"
#include "common/user.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace mirrorwatch::act {

/// Whose token a program for a user is started with.
class TokenSource {
public:
    virtual ~TokenSource() = default;
    /// A primary token of exactly this user in this session. An empty handle stands for our own token.
    [[nodiscard]] virtual Result<KernelHandle> token_of(const UserId& user) = 0;
};

/// For the service: the token of whoever is logged on in the session, if that is the user. Needs LocalSystem.
/// It is the token as Windows gives it: of an administrator, the one that is not elevated.
class SessionTokens final : public TokenSource {
public:
    [[nodiscard]] Result<KernelHandle> token_of(const UserId& user) override;
};

/// For console mode: only ourselves.
class OwnToken final : public TokenSource {
public:
    explicit OwnToken(UserId self)
        : self_(std::move(self)) {}

    [[nodiscard]] Result<KernelHandle> token_of(const UserId& user) override;

private:
    UserId self_;
};

struct StartOptions {
    std::filesystem::path program; // full path; also the working folder's
    std::wstring arguments;        // as written on a command line
    HANDLE input = nullptr;        // inheritable, or none of the three
    HANDLE output = nullptr;
    HANDLE error = nullptr;
    std::vector<HANDLE> inherited; // inheritable; nothing but these is inherited
    DWORD flags = 0;               // CREATE_NO_WINDOW, CREATE_SUSPENDED
};

struct StartedProcess {
    KernelHandle process;
    KernelHandle thread;
};

/// With a token: on that user's desktop, with that user's environment. Without one: as ourselves, where we
/// are.
[[nodiscard]] Result<StartedProcess> start_process(HANDLE token, const StartOptions& options);

/// The program that this is.
[[nodiscard]] std::filesystem::path own_program();

} // namespace mirrorwatch::act
