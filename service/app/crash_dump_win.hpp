// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace mirrorwatch::app {

/// From now on a crash leaves mirrorwatch-<time>.dmp in this folder, of which the newest three are kept, and
/// last-words.txt. To be called once, before other threads are there. The dump has stacks and no heap: what
/// users keep in memory stays theirs.
void keep_crash_dumps(std::filesystem::path folder);

/// Writes a dump of this process as it is and ends it, without a word to the SCM, which then starts the
/// service again. For a loop that stands still; any thread.
[[noreturn]] void crash_now(const char* why) noexcept;

/// Why the process before this one crashed, with the dump's name; empty when it did not. Told once.
[[nodiscard]] std::string last_words(const std::filesystem::path& folder);

} // namespace mirrorwatch::app
