// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mirrorwatch::support {

/// docs/cli.md, made from the table of commands.
[[nodiscard]] std::string cli_markdown();

} // namespace mirrorwatch::support
