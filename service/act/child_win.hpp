// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/handle_win.hpp"
#include "common/log.hpp"
#include "common/user.hpp"
#include "service/act/start_win.hpp"

#include <filesystem>
#include <string>

namespace mirrorwatch::act {

/// A process of ours that runs as a user, and our ends of its standard input and output.
struct Child {
    KernelHandle process;
    FileHandle input;  // overlapped
    FileHandle output; // overlapped
    KernelHandle job;  // to close it ends the process; none where Windows allows no job over sessions
};

/// Starts this program once more as a user: without a window, with pipes for its standard handles that
/// nobody else can open, and with nothing else of ours but a handle to wait for. The child ends at the latest
/// with us: by its job, and because it watches that handle (`--parent`).
class ChildStarter {
public:
    ChildStarter(TokenSource& tokens, const Log& log, std::filesystem::path program)
        : tokens_(tokens)
        , log_(log)
        , program_(std::move(program)) {}

    /// `arguments` start it; " --parent <n>" is put behind them.
    [[nodiscard]] Result<Child> start(const UserId& user, const std::wstring& arguments) const;

private:
    [[nodiscard]] KernelHandle put_into_job(HANDLE process) const;

    TokenSource& tokens_;
    const Log& log_;
    std::filesystem::path program_;
};

} // namespace mirrorwatch::act
