#pragma once

#include "common/fault.hpp"
#include "service/decide/diagnosis/diagnosis.hpp"
#include "service/decide/diagnosis/evidence.hpp"

#include <string>
#include <variant>
#include <vector>

/// What one signature says of the evidence.
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
    std::vector<std::string> arguments = {};       // of its row in common/text_faults but for the endpoints
    std::vector<const Comparison*> endpoints = {}; // those concerned; none: the whole machine
    std::vector<std::string> evidence = {};        // but for what is seen of the endpoints themselves
};

using Judgement = std::variant<No, Unknown, Yes>;

} // namespace mirrorwatch::decide
