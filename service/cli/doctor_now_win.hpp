// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/gather.hpp"
#include "service/doctor/report.hpp"

#include <vector>

namespace mirrorwatch::cli {

/// What `doctor` finds on this machine, as the user who runs this process. Takes some seconds.
[[nodiscard]] std::vector<doctor::CheckLine> doctor_now(const doctor::Wishes& wishes);

} // namespace mirrorwatch::cli
