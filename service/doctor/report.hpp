// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/check.hpp"

#include <chrono>
#include <string>
#include <vector>

/// What `doctor` prints. UTF-8; ends with a newline.
namespace mirrorwatch::doctor {

enum class Extent { All, OnlyWrong };

/// For a person: a line for each check, and below one that is not fine why it matters and what to do; then
/// how many there are of each kind. OnlyWrong: what failed or warns, and nothing when nothing does.
[[nodiscard]] std::string report_table(const std::vector<CheckLine>& lines, Extent extent);

/// {"version":1,"time":"…Z","wrong":bool,"checks":[{"id","title","result","fact","why","command"}]}; null
/// where there is nothing to say. OnlyWrong leaves the other checks out.
[[nodiscard]] std::string report_json(const std::vector<CheckLine>& lines, std::chrono::sys_seconds now,
                                      Extent extent);

/// Something failed; with `strict` a warning counts as well. What is not known never does.
[[nodiscard]] bool is_anything_wrong(const std::vector<CheckLine>& lines, bool strict);

[[nodiscard]] std::string_view name_of(CheckResult result); // "ok", "warn", "fail", "unknown"

} // namespace mirrorwatch::doctor
