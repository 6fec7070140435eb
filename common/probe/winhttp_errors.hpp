// SPDX-License-Identifier: MIT
#pragma once

#include "common/probe/failure.hpp"

#include <cstdint>

namespace mirrorwatch::probe {

/// What WINHTTP_CALLBACK_STATUS_SECURE_FAILURE says of a certificate: "the certificate is expired or not yet
/// valid". Several reasons are joined; no flag gives no words.
[[nodiscard]] std::string tls_words(std::uint32_t secure_failure_flags);

/// A WinHTTP or system error as a failure. `at` is the step that was under way, `flags` are those of
/// tls_words, 0 if none came.
[[nodiscard]] Failure winhttp_failure(std::uint32_t error, std::uint32_t flags, ProbeStep at);

} // namespace mirrorwatch::probe
