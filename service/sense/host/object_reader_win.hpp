// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/sense/host/host_facts.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::sense {

/// HostCalls::objects, by WMI. All questions are put at once, so that a slow one takes
/// no time from the others. Any thread that is in no apartment of its own; the answers are waited for until
/// the deadline, connecting may take longer.
[[nodiscard]] std::vector<Result<std::vector<Properties>>>
read_objects(const std::vector<ObjectQuery>& queries, Deadline deadline,
             const std::string& name_space = R"(ROOT\StandardCimv2)");

} // namespace mirrorwatch::sense
