// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mirrorwatch::scm {

inline constexpr wchar_t c_service_name[] = L"Mirrorwatch";
inline constexpr unsigned long c_control_start_tray = 128;

/// What a command did, for a person: a sentence, and warnings about what is optional.
struct Outcome {
    int exit_code = 0; // 0 or 1
    std::string message;
    std::vector<std::string> warnings;
};

/// Each may be repeated: what is so already is a success. All but status need an elevated console.
[[nodiscard]] Outcome install(const std::filesystem::path& program);
[[nodiscard]] Outcome uninstall();
[[nodiscard]] Outcome start(); // waits until it runs, at most 30 s
[[nodiscard]] Outcome stop();  // waits until it has stopped, at most 30 s
[[nodiscard]] Outcome status();
/// Until its process has ended: one that does not stop within 20 s is ended by force, and Windows does not
/// start it again by itself before it is installed again. A service that is not there has stopped.
[[nodiscard]] Outcome stop_for_setup();

enum class Presence { Unknown, Missing, Stopped, Running };

/// Whether the service is there and runs; one that starts or stops counts as running.
[[nodiscard]] Presence presence();

/// Asks the running service to start the tray program in every active session, as that session's user.
[[nodiscard]] Outcome start_tray();

} // namespace mirrorwatch::scm
