// SPDX-License-Identifier: MIT
#pragma once

#include "service/scm/install_win.hpp"

#include <filesystem>

/// All of the product in Windows but its files and what setup enters. Each may be repeated, and needs an
/// elevated console.
namespace mirrorwatch::setup {

/// The folders, so that nobody else makes them before the service's first start; the service, which runs
/// from `program`; the program's folder in the machine's search path, which may fail with a warning.
[[nodiscard]] scm::Outcome register_product(const std::filesystem::path& program);

/// The folders stay.
[[nodiscard]] scm::Outcome unregister_product(const std::filesystem::path& program);

} // namespace mirrorwatch::setup
