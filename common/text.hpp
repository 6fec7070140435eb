// SPDX-License-Identifier: MIT
#pragma once

#include "common/finding.hpp"
#include "common/snapshot.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Every sentence that a person reads, in one table. UTF-8; in the language of common/translated.
namespace mirrorwatch::text {

/// The sentence with its arguments filled in. Endpoints are last in their row and may be several arguments or
/// one that is already a list. What is missing is replaced by a general word, never by a placeholder.
[[nodiscard]] std::string to_text(const Message& sentence);

/// How many arguments a sentence with this code has at least; endpoints count as one.
[[nodiscard]] std::size_t argument_count(MessageId code);

/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string list_of(const std::vector<std::string>& items);

/// "A change of the DNS servers on Ethernet": what a VPN is called of which only that is known. The proxy is
/// the machine's, whatever `adapter` is.
[[nodiscard]] std::string change_of(Taken what, std::string_view adapter);

/// From where an endpoint is asked: "Windows", "WSL", "Windows and WSL"; with what is found where that
/// differs: "Windows: answers, WSL: no answer". Through the user's proxy Windows asks "as the user".
[[nodiscard]] std::string vantages(const EndpointView& endpoint);

/// "certificate expires in 5 days"; empty when that is more than two weeks away, or there is none.
[[nodiscard]] std::string expiry(const EndpointView& endpoint, std::chrono::sys_seconds now);

// Short labels, for table cells and menus.
[[nodiscard]] std::string_view label(EndpointState state);
[[nodiscard]] std::string_view label_within(EndpointState state); // within a line: "no answer"
[[nodiscard]] std::string_view label(NetworkingMode mode);        // "NAT", "mirrored"
[[nodiscard]] std::string_view label(RemedyState state);
[[nodiscard]] std::string duration(std::chrono::milliseconds time); // "12 ms", "1.2 s"

} // namespace mirrorwatch::text
