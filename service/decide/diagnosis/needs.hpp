// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/diagnosis/judgement.hpp"

#include <array>
#include <optional>

namespace mirrorwatch::decide {

/// What has to be so, and to be known, before a rule makes sense. Nothing: it is so. Otherwise No, or what to
/// ask for.
using Need = std::optional<Judgement> (*)(const DiagnosisContext& context);

/// Looked at one after the other; null: no more.
using Needs = std::array<Need, 6>;

namespace need {

/// WSL runs.
[[nodiscard]] std::optional<Judgement> running(const DiagnosisContext& context);
/// WSL runs, and its network is mirrored.
[[nodiscard]] std::optional<Judgement> mirrored(const DiagnosisContext& context);
/// There is something that Windows reaches, and WSL does not.
[[nodiscard]] std::optional<Judgement> cut(const DiagnosisContext& context);
/// WSL gets nowhere.
[[nodiscard]] std::optional<Judgement> none_reached(const DiagnosisContext& context);
/// Windows has told what it knows.
[[nodiscard]] std::optional<Judgement> host(const DiagnosisContext& context);
/// So has the guest, once the network is quiet: what it says of the network counts only then.
[[nodiscard]] std::optional<Judgement> guest(const DiagnosisContext& context);
/// So has the guest of its servers. What it said stands, as the network has no part in it.
[[nodiscard]] std::optional<Judgement> servers(const DiagnosisContext& context);

[[nodiscard]] inline bool is_any(bool is_so) {
    return is_so;
}

[[nodiscard]] inline bool is_any(const Comparisons& endpoints) {
    return !endpoints.empty();
}

/// There is an occasion to think of this fault: it is so, or there are endpoints of this kind.
template <auto occasion>
[[nodiscard]] std::optional<Judgement> when(const DiagnosisContext& context) {
    return is_any(occasion(context)) ? std::nullopt : std::optional<Judgement>{No{}};
}

} // namespace need
} // namespace mirrorwatch::decide
