#pragma once

#include <chrono>

namespace mirrorwatch::decide {

/// The monotonic clock's type only: the core never reads a clock, time arrives as an argument.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::milliseconds;

} // namespace mirrorwatch::decide
