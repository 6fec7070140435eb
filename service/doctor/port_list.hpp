// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/facts.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

/// Ports as Windows writes them.
namespace mirrorwatch::doctor {

/// Whether a port is in a firewall rule's list: "8080", "80,8000-8100". Empty, "*" and "Any" have all; words
/// like "RPC" have none.
[[nodiscard]] bool has_port(std::string_view list, std::uint16_t port);

/// What `netsh interface ipv4 show excludedportrange protocol=tcp` prints: lines with two numbers, whatever
/// the language, and an asterisk behind those that an administrator made.
[[nodiscard]] std::vector<PortRange> excluded_ranges(std::string_view output);

} // namespace mirrorwatch::doctor
