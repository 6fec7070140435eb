// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "tray/view.hpp"

#include <windows.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace mirrorwatch::tray {

/// mirrorwatch.exe beside this program's own file: never one that PATH or the current folder names.
[[nodiscard]] std::wstring command_line_program();

struct ProgramEnd {
    DWORD exit_code = 0;
    std::string output; // UTF-8, at most 64 KiB
};

/// Runs a program without a window and waits for its end, at most 30 s; then, and when `stop` is set, it is
/// ended. Nothing: it could not be started, or was ended.
[[nodiscard]] std::optional<ProgramEnd> run_hidden(const std::wstring& program, const std::wstring& arguments,
                                                   HANDLE stop);

/// What the menu starts and takes its time, each on a thread of its own. For the window's thread.
class Errands {
public:
    /// Nothing: there is nothing to tell. `stop` is set when the program ends.
    using Errand = std::function<std::optional<Notification>(HANDLE stop)>;

    /// `on_end` is called on the errand's thread and must only post.
    explicit Errands(std::function<void()> on_end);
    ~Errands(); // stops what is under way, and waits for it

    void start(Errand errand);
    /// What there is to tell of those that have ended.
    [[nodiscard]] std::vector<Notification> take_ended();

private:
    std::function<void()> on_end_;
    KernelHandle stop_;
    std::mutex mutex_;
    std::vector<Notification> ended_;
    std::vector<std::thread> threads_; // the last member: they use the others
};

} // namespace mirrorwatch::tray
