// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"

#include <windows.h>

#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace mirrorwatch::tray {

/// What mirrorwatch.exe said.
struct ToolAnswer {
    int exit_code = 0;
    std::string output; // UTF-8
    std::string errors; // also why it could not be started
};

/// One run of the mirrorwatch.exe beside this program, without a window: the command line does what it always
/// does, so the tray has no second way of its own.
class ToolRun {
public:
    /// `arguments`: as they are typed. `owner` gets `message` when it has ended.
    ToolRun(std::wstring arguments, HWND owner, UINT message);
    ~ToolRun(); // ends it, should it still run

    ToolRun(const ToolRun&) = delete;
    ToolRun& operator=(const ToolRun&) = delete;

    /// Nothing as long as it runs; once.
    [[nodiscard]] std::optional<ToolAnswer> take();

private:
    void run();

    std::wstring arguments_;
    HWND owner_;
    UINT message_;
    KernelHandle job_;
    std::mutex mutex_; // of the answer
    std::optional<ToolAnswer> answer_;
    std::thread thread_; // the last member: it uses the others
};

/// The same elevated: Windows asks the user. False: it was refused, or could not be started. Its words are
/// not to be had. Waits for its end, with the messages of this thread handled meanwhile.
[[nodiscard]] std::optional<int> run_elevated(HWND owner, const std::wstring& arguments);

/// An argument in quotes, as CommandLineToArgvW takes them apart.
[[nodiscard]] std::wstring quoted_argument(std::wstring_view argument);

/// Arguments in UTF-8, each quoted, for ToolRun and run_elevated.
[[nodiscard]] std::wstring as_typed(const std::vector<std::string>& arguments);

} // namespace mirrorwatch::tray
