// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"

#include <string>
#include <string_view>

/// What is said of each fault, by its row in common/fault_table. UTF-8; in the language of
/// common/translated.
namespace mirrorwatch::text {

/// "Cisco Secure Client broke mirrored networking: there is no answer from api any more."
[[nodiscard]] std::string what(const Finding& finding);

/// The endpoints concerned are the last of its finding's arguments.
[[nodiscard]] bool names_endpoints(Fault fault);

/// What a person can do about it, or why nothing is to be done; whole sentences.
[[nodiscard]] std::string advice(const Finding& finding);

/// "IPv6 is switched off": for a list of what was ruled out.
[[nodiscard]] std::string_view label(Fault fault);
[[nodiscard]] std::string_view label(Severity severity);
[[nodiscard]] std::string_view label(Confidence confidence);
[[nodiscard]] std::string_view label_within(Confidence confidence); // within a line: "likely"

} // namespace mirrorwatch::text
