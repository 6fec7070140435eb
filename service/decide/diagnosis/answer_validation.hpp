// SPDX-License-Identifier: MIT
#pragma once

#include "common/evidence.hpp"
#include "service/decide/diagnosis/evidence.hpp"

#include <cstdint>
#include <vector>

/// When an answer is worth a second question.
namespace mirrorwatch::decide {

/// It contradicts itself, or what the same guest's probes saw: something has changed meanwhile, or one of
/// them was caught in a bad moment.
[[nodiscard]] bool is_contradicted(const GuestFacts& facts, const std::vector<Comparison>& endpoints);

/// One bit for each fact that could not be had.
[[nodiscard]] std::uint32_t lacking_in(HostFacts facts);
/// Takes from another answer what could not be had.
void fill_from(HostFacts& facts, const HostFacts& other);

} // namespace mirrorwatch::decide
