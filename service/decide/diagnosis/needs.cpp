// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/needs.hpp"

namespace mirrorwatch::decide::need {
namespace {

std::optional<Judgement> ask_unless(bool is_known, Want want) {
    return is_known ? std::nullopt : std::optional<Judgement>{Unknown{want}};
}

} // namespace

std::optional<Judgement> running(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const auto ask = ask_unless(evidence.mode_known, Want::WslMode);
    return ask || evidence.wsl_running ? ask : No{};
}

std::optional<Judgement> mirrored(const DiagnosisContext& context) {
    const auto stop = running(context);
    return stop || context.is_mirrored() ? stop : No{};
}

std::optional<Judgement> cut(const DiagnosisContext& context) {
    const Suspects& suspects = context.suspects();
    const auto ask = ask_unless(!suspects.cut.empty() || suspects.uncompared.empty(), Want::WindowsProbe);
    return ask || !suspects.cut.empty() ? ask : No{};
}

std::optional<Judgement> none_reached(const DiagnosisContext& context) {
    const Comparison* reached = context.reached_from_wsl();
    return reached == nullptr ? std::nullopt
                              : std::optional<Judgement>{No{"WSL reaches " + reached->spec.name}};
}

std::optional<Judgement> host(const DiagnosisContext& context) {
    return ask_unless(context.evidence().host.is_settled(), Want::HostFacts);
}

std::optional<Judgement> guest(const DiagnosisContext& context) {
    const auto ask = ask_unless(context.evidence().settled, Want::Settling);
    return ask ? ask : servers(context);
}

std::optional<Judgement> servers(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool is_known = evidence.guest.is_settled() && !evidence.guest_lacks_trials;
    return ask_unless(is_known, evidence.settled ? Want::GuestFacts : Want::Settling);
}

} // namespace mirrorwatch::decide::need
