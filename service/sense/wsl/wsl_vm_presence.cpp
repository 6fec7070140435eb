// SPDX-License-Identifier: MIT
#include "service/sense/wsl/wsl_vm_presence.hpp"

#include "common/ascii.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace mirrorwatch::sense {
namespace {

constexpr std::chrono::seconds c_hurried{3};

} // namespace

bool is_wsl_machine(std::string_view process_name) {
    return equal_ignoring_case(process_name, "vmmemWSL") || equal_ignoring_case(process_name, "vmmemWSL.exe");
}

struct WslSignWatch::State : std::enable_shared_from_this<State> {
    State(boost::asio::io_context& loop, ReadProcesses reader, decide::EventSink to, Complain say)
        : timer(loop)
        , read(std::move(reader))
        , sink(std::move(to))
        , complain(std::move(say)) {}

    void look() {
        const auto processes = read();
        if (!processes) {
            if (!std::exchange(has_complained, true)) {
                complain("WSL's machine: " + processes.error().message);
            }
            return; // what was seen last stays
        }
        has_complained = false;
        std::vector<std::uint32_t> now;
        for (const Process& process : *processes) {
            if (is_wsl_machine(process.name)) {
                now.push_back(process.id);
            }
        }
        std::ranges::sort(now);
        if (std::exchange(last, now) != now) {
            sink(decide::WslVmPresence{now});
        }
    }

    void look_again_later() {
        timer.expires_after(c_hurried);
        timer.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto alive = weak.lock();
            if (!error && alive && alive->hurried) {
                alive->look();
                alive->look_again_later();
            }
        });
    }

    boost::asio::steady_timer timer;
    ReadProcesses read;
    decide::EventSink sink;
    Complain complain;
    std::optional<std::vector<std::uint32_t>> last; // the processes of the machines
    bool hurried = false;
    bool has_complained = false;
};

WslSignWatch::WslSignWatch(boost::asio::io_context& loop, ReadProcesses read, decide::EventSink sink,
                           Complain complain)
    : state_(std::make_shared<State>(loop, std::move(read), std::move(sink), std::move(complain))) {}

WslSignWatch::~WslSignWatch() {
    state_->hurried = false;
    state_->timer.cancel();
}

void WslSignWatch::look() {
    state_->look();
}

void WslSignWatch::hurry(bool wanted) {
    if (std::exchange(state_->hurried, wanted) == wanted) {
        return;
    }
    if (wanted) {
        state_->look_again_later();
    } else {
        state_->timer.cancel();
    }
}

} // namespace mirrorwatch::sense
