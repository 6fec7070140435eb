// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"

#include <chrono>
#include <string>
#include <string_view>

/// What every way to probe an endpoint shares: rules that need no network, and their words.
namespace mirrorwatch::probe {

/// Why a probe failed: at which step, and in words for a person. `None` when it did not.
struct Failure {
    ProbeStep step = ProbeStep::None;
    std::string words;

    explicit operator bool() const { return step != ProbeStep::None; }

    friend bool operator==(const Failure&, const Failure&) = default;
};

/// "looking the name up", "connecting", …
[[nodiscard]] std::string_view doing(ProbeStep step);

/// The step was under way when the time allowed to the whole probe was over.
[[nodiscard]] Failure timed_out(ProbeStep step, std::chrono::milliseconds allowed);

} // namespace mirrorwatch::probe
