// SPDX-License-Identifier: MIT
#pragma once

#include "common/framing.hpp"
#include "common/probe/system_probe.hpp"
#include "service/app/look_again.hpp"
#include "service/sense/probes/prober.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace mirrorwatch::app {

/// What `mirrorwatch.exe prober` does: questions in, probes, answers out (common/prober_protocol.hpp). How
/// many there are at once is for whoever asks to say. On the loop's thread.
class ResidentProber {
public:
    /// `write` gets one whole frame at a time.
    ResidentProber(boost::asio::io_context& loop, sense::LookUp look_up, probe::SystemProbe system,
                   std::function<void(const std::string& frame)> write);

    /// The next bytes of standard input. False: they are no questions, and nothing after them is understood.
    [[nodiscard]] bool take(std::string_view bytes);

private:
    void probed(const decide::Event& event);

    std::function<void(const std::string& frame)> write_;
    FrameReader questions_;
    LookAgain look_again_;
    sense::Prober prober_;
};

/// Windows only: on standard input and output, until the input's end. Returns the exit code; 1: what came
/// could not be read.
[[nodiscard]] int run_prober();

} // namespace mirrorwatch::app
