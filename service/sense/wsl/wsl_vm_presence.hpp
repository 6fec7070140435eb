// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/decide/core/event.hpp"
#include "service/sense/complain.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

struct Process {
    std::uint32_t id = 0; // 0 is none, or the one that idles
    std::string name;     // UTF-8
};

/// All processes, as Windows lists them.
using ReadProcesses = std::function<Result<std::vector<Process>>()>;

/// Whether a process of this name lives exactly as long as a WSL machine does: "vmmemWSL", which holds the
/// machine's memory and belongs to no user. Not "vmmem", which other virtual machines have; not wslhost.exe
/// and wslrelay.exe, which come with a terminal or a setting, or outlive the machine.
[[nodiscard]] bool is_wsl_machine(std::string_view process_name);

/// Sees which WSL machines are there, one for each user who runs WSL, without asking WSL. On the loop's
/// thread.
class WslSignWatch {
public:
    /// The loop must outlive it.
    WslSignWatch(boost::asio::io_context& loop, ReadProcesses read, decide::EventSink sink,
                 Complain complain);
    /// Nothing is reported afterwards.
    ~WslSignWatch();
    WslSignWatch(const WslSignWatch&) = delete;
    WslSignWatch& operator=(const WslSignWatch&) = delete;

    /// Looks once: WslVmPresence at the first time, and when a machine has come or gone since, also another
    /// in the place of one. To be called when the program is awake anyway.
    void look();
    /// While somebody waits for WSL: looks every 3 s. Otherwise only when it is told to.
    void hurry(bool wanted);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::sense
