// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace mirrorwatch::scm {

/// How long Windows waits before the first, second, … restart after a failure; the last one repeats.
inline constexpr std::array<std::chrono::seconds, 9> c_restart_delays{
    std::chrono::seconds{1},  std::chrono::seconds{2},  std::chrono::seconds{4},
    std::chrono::seconds{9},  std::chrono::seconds{16}, std::chrono::seconds{25},
    std::chrono::seconds{36}, std::chrono::seconds{49}, std::chrono::seconds{64}};
/// So long without a failure, and the delays start over. Longer than the last delay, or they would start over
/// in the middle of a row of failures.
inline constexpr std::chrono::seconds c_restart_reset{900};

/// What the service was doing when it could not go on. The service-specific exit code is its number, from 1.
enum class Stage { Folder, Log, Instance, Journal, Pipe, Sensors, Running, Ending };

[[nodiscard]] std::string_view sentence_of(Stage stage);
[[nodiscard]] std::uint32_t exit_code_of(Stage stage);

/// Why a service ended, from its two exit codes as the SCM keeps them; empty when it ended as it should.
[[nodiscard]] std::string ending_sentence(std::uint32_t exit_code, std::uint32_t service_exit_code);

} // namespace mirrorwatch::scm
