// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace mirrorwatch::sense {

/// The host that Windows itself asks whether there is an Internet: "www.msftconnecttest.com", or what the
/// organisation has set instead. Empty where the test is switched off, absent where Windows has no such
/// setting. Documented as ActiveWebProbeHost and EnableActiveProbing of NlaSvc, and the policy "Turn off
/// Windows Network Connectivity Status Indicator active tests" (NoActiveProbe). Any thread.
[[nodiscard]] std::optional<std::string> internet_test_host();

} // namespace mirrorwatch::sense
