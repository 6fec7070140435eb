#pragma once

#include "common/fault.hpp"
#include "service/decide/core/time.hpp"

#include <span>
#include <string_view>

namespace mirrorwatch::decide {

/// What is known of a fault before any evidence: data, no code.
struct CatalogueRow {
    Fault fault = Fault::HostOffline;
    std::string_view signature; // "S02a"; empty: a consequence, or one of our own
    Severity severity = Severity::Warning;
    std::span<const Fault> depends_on;    // of what one of these concerns too, this one is the consequence
    Duration visible_after{0};            // found for so long before it is said
    std::string_view not_recognised = {}; // why not; empty: there is a signature for it
};

/// One row for each Fault, in the order of the enumerators.
[[nodiscard]] std::span<const CatalogueRow> catalogue();
[[nodiscard]] const CatalogueRow& row_of(Fault fault);

} // namespace mirrorwatch::decide
