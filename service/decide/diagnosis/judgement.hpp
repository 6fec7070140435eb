// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "service/decide/diagnosis/diagnosis.hpp"
#include "service/decide/diagnosis/evidence.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What one rule says of the evidence.
namespace mirrorwatch::decide {

/// It is not the case. `because` is one observation; empty: there was no occasion to consider it.
struct No {
    std::string because = {};
};

/// Something that can still be had decides.
struct Unknown {
    Want want = Want::WslMode;
};

/// It is the case, whatever can still be had.
struct Yes {
    Confidence confidence = Confidence::Possible;
    std::vector<std::string> arguments = {};       // of its row in common/fault_table but for the endpoints
    std::vector<const Comparison*> endpoints = {}; // those concerned; none: the whole machine
    std::vector<std::string> evidence = {};        // but for what is seen of the endpoints themselves
};

using Judgement = std::variant<No, Unknown, Yes>;

/// For what concerns endpoints only: without any it is not the case.
[[nodiscard]] inline Judgement if_any(Yes yes, std::string because_not = {}) {
    return yes.endpoints.empty() ? Judgement{No{std::move(because_not)}} : Judgement{std::move(yes)};
}

} // namespace mirrorwatch::decide
