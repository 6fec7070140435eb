// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

#include <string>

/// What the tray says of a finding. Pure.
namespace mirrorwatch::tray {

/// That a VPN cut WSL off: what has words of its own, as it is what users meet.
[[nodiscard]] bool is_break(const Offer& offer);

/// What the offer is about: the snapshot's finding, or what the offer itself knows of it.
[[nodiscard]] Finding finding_of(const Offer& offer, const Snapshot& now);

/// "DNS tunneling does not work".
[[nodiscard]] std::string headline_of(Fault fault);

/// What it is, and as much of the advice as fits into so many UTF-16 units, in whole sentences.
[[nodiscard]] std::string brief(const Finding& finding, std::size_t largest);

} // namespace mirrorwatch::tray
