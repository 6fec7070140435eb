// SPDX-License-Identifier: MIT
#include "common/text_faults.hpp"

#include "common/fault_table.hpp"
#include "common/text_parts.hpp"

#include <array>
#include <cstddef>

namespace mirrorwatch::text {
namespace {

const FaultText& row_of(Fault fault) {
    return c_fault_texts.at(static_cast<std::size_t>(fault));
}

} // namespace

std::string what(const Finding& finding) {
    const FaultText& row = row_of(finding.fault);
    const Parts parts = parts_in(row.what);
    const bool is_general = !row.what_in_general.empty() && is_any_missing(parts, finding.arguments);
    return is_general ? std::string{row.what_in_general} : filled(row.what, parts, finding.arguments);
}

bool names_endpoints(Fault fault) {
    return row_of(fault).what.find("{endpoints}") != std::string_view::npos;
}

std::string advice(const Finding& finding) {
    return std::string{row_of(finding.fault).advice};
}

std::string_view label(Fault fault) {
    return row_of(fault).label;
}

std::string_view label(Severity severity) {
    constexpr std::array<std::string_view, 3> c_labels{"Hint", "Warning", "Error"};
    return c_labels.at(static_cast<std::size_t>(severity));
}

std::string_view label(Confidence confidence) {
    constexpr std::array<std::string_view, 3> c_labels{"Possible", "Likely", "Certain"};
    return c_labels.at(static_cast<std::size_t>(confidence));
}

} // namespace mirrorwatch::text
