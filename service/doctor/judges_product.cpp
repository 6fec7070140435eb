// SPDX-License-Identifier: MIT
#include "service/doctor/judges.hpp"

namespace mirrorwatch::doctor {
namespace {

/// All of them, one sentence behind the other.
std::string joined(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences) {
        text += (text.empty() ? "" : " ") + sentence;
    }
    return text;
}

/// Nobody else knows what it has found.
bool does_service_tell(const ProductFacts& product) {
    return product.service == ServiceState::Running && product.pipe_error.empty();
}

constexpr const char* c_not_told = "The service does not tell.";

} // namespace

Judgement product_service(const DoctorFacts& facts) {
    constexpr const char* why = "Nothing watches for VPNs, and nothing is done about one that breaks WSL.";
    switch (facts.product->service) {
    case ServiceState::Missing:
        return fail("The service is not installed.", why, "mirrorwatch service install");
    case ServiceState::Stopped:
        return fail("The service is not running.", why, "mirrorwatch service start");
    case ServiceState::Running:
        break;
    }
    return ok("It runs.");
}

Judgement product_pipe(const DoctorFacts& facts) {
    const std::string& error = facts.product->pipe_error;
    if (!error.empty()) {
        return fail("The service does not answer: " + error,
                    "The tray program and the commands cannot talk "
                    "to it.",
                    "Restart-Service Mirrorwatch");
    }
    return ok("The service answers.");
}

Judgement product_tray(const DoctorFacts& facts) {
    if (!facts.product->tray_runs) {
        return warn("The tray program is not running for you.",
                    "You are told nothing, and asked nothing, when a VPN breaks WSL.", "mirrorwatch-tray");
    }
    return ok("It runs.");
}

Judgement product_settings(const DoctorFacts& facts) {
    const auto& errors = facts.product->settings_errors;
    if (!errors.empty()) {
        return fail("mirrorwatch.toml has errors: " + joined(errors),
                    "What counted before the change goes on to count.", "mirrorwatch settings check");
    }
    return ok("Nothing is wrong in mirrorwatch.toml.");
}

Judgement product_policy(const DoctorFacts& facts) {
    const auto& errors = facts.product->policy_errors;
    if (!errors.empty()) {
        return fail("The organisation's settings have errors: " + joined(errors),
                    "What is wrong of them does not count. Only the administrator can change that.",
                    "mirrorwatch settings check");
    }
    return ok("Nothing is wrong in what an organisation has set, if any has.");
}

Judgement product_findings(const DoctorFacts& facts) {
    if (!does_service_tell(*facts.product)) {
        return unknown(c_not_told);
    }
    const auto& findings = facts.product->findings;
    if (!findings.empty()) {
        return fail(joined(findings), "The service watches all the time, and has seen this.",
                    "mirrorwatch explain");
    }
    return ok("It has found nothing wrong.");
}

Judgement product_troubles(const DoctorFacts& facts) {
    if (!does_service_tell(*facts.product)) {
        return unknown(c_not_told);
    }
    const auto& troubles = facts.product->troubles;
    if (!troubles.empty()) {
        return warn(joined(troubles), "Mirrorwatch does its work only in part.", "mirrorwatch explain");
    }
    return ok("Nothing hinders it.");
}

} // namespace mirrorwatch::doctor
