// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/adapters/vpn_indicators.hpp"

#include <optional>

namespace mirrorwatch::sense {

/// WinHTTP's proxy (`netsh winhttp set proxy`), and the Internet settings of the machine, which count where
/// the policy "Make proxy settings per-machine" is set. A user's own are not looked at. Absent when WinHTTP
/// does not tell. Any thread.
[[nodiscard]] std::optional<ProxyRow> machine_proxy();

} // namespace mirrorwatch::sense
