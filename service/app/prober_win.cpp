// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "common/probe/winhttp_win.hpp"
#include "service/app/resident_prober.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <windows.h>

#include <memory>
#include <thread>

namespace mirrorwatch::app {
namespace {

namespace asio = boost::asio;

/// The service reads all the while, so this waits for a moment at most.
void write_out(const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        DWORD done = 0;
        if (!WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes.data() + at,
                       static_cast<DWORD>(bytes.size() - at), &done, nullptr)) {
            throw_last_error("WriteFile");
        }
        at += done;
    }
}

struct Hosted {
    asio::io_context loop{1};
    ResidentProber prober{loop, sense::threaded_look_up(loop), probe::winhttp_probe(), write_out};
    bool is_understood = true;

    void take(const std::string& bytes) {
        is_understood = prober.take(bytes);
        if (!is_understood) {
            loop.stop();
        }
    }
};

/// Nothing but the end of the process ends a read that waits: so the thread keeps what it uses.
void read_in(const std::shared_ptr<Hosted>& hosted) {
    char buffer[16 * 1024];
    DWORD got = 0;
    while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), buffer, sizeof buffer, &got, nullptr) && got > 0) {
        asio::post(hosted->loop,
                   [hosted = hosted.get(), bytes = std::string(buffer, got)] { hosted->take(bytes); });
    }
    hosted->loop.stop();
}

} // namespace

int run_prober() {
    const auto hosted = std::make_shared<Hosted>();
    const auto work = asio::make_work_guard(hosted->loop);
    std::thread{[hosted] { read_in(hosted); }}.detach();
    hosted->loop.run();
    return hosted->is_understood ? 0 : 1;
}

} // namespace mirrorwatch::app
