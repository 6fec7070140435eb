// SPDX-License-Identifier: MIT
#include "common/text_faults.hpp"

#include "common/fault_table.hpp"
#include "common/text_parts.hpp"
#include "common/translated.hpp"

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
    return is_general ? std::string{translated(row.what_in_general)}
                      : filled_in(translated(row.what), parts, finding.arguments);
}

bool names_endpoints(Fault fault) {
    return row_of(fault).what.find("{endpoints}") != std::string_view::npos;
}

std::string advice(const Finding& finding) {
    return std::string{translated(row_of(finding.fault).advice)};
}

std::string_view label(Fault fault) {
    return translated(row_of(fault).label);
}

std::string_view label(Severity severity) {
    constexpr std::array c_labels{to_translate("Hint"), to_translate("Warning"), to_translate("Error")};
    return translated(c_labels.at(static_cast<std::size_t>(severity)));
}

std::string_view label(Confidence confidence) {
    constexpr std::array c_labels{to_translate("Possible"), to_translate("Likely"), to_translate("Certain")};
    return translated(c_labels.at(static_cast<std::size_t>(confidence)));
}

std::string_view label_within(Confidence confidence) {
    constexpr std::array c_labels{to_translate("possible"), to_translate("likely"), to_translate("certain")};
    return translated(c_labels.at(static_cast<std::size_t>(confidence)));
}

} // namespace mirrorwatch::text
