// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/diagnosis.hpp"

#include "common/text_faults.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace mirrorwatch::decide {
namespace {

struct Judged {
    const FaultRow* row = nullptr;
    Judgement judgement;

    [[nodiscard]] const Yes* yes() const { return std::get_if<Yes>(&judgement); }
};

using Judgements = std::vector<Judged>;

/// While Windows itself is offline nothing else can be told apart.
bool is_about_windows(Fault fault) {
    return fault == Fault::HostOffline || is_seen_offline(fault);
}

Judgements judge_all(const DiagnosisContext& context) {
    Judgements verdicts;
    for (const Fault fault : c_most_specific_first) {
        const FaultRow& row = row_of(fault);
        if (row.rule != nullptr && (!context.evidence().host_offline || is_about_windows(fault))) {
            verdicts.push_back({&row, judge(row, context)});
        }
    }
    return verdicts;
}

bool is_contradicted(const Evidence& evidence) {
    const bool is_fallen_back = evidence.configured == NetworkingMode::Mirrored &&
                                evidence.effective != NetworkingMode::Unknown &&
                                evidence.effective != NetworkingMode::Mirrored;
    const bool is_none =
        evidence.effective == NetworkingMode::None && evidence.configured != NetworkingMode::None;
    return evidence.mode_known && evidence.wsl_running && (is_fallen_back || is_none);
}

/// Once WSL is known not to run, its servers are down because it is.
bool is_something_wrong(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool may_be_of_wsl = !evidence.mode_known || evidence.wsl_running;
    return evidence.host_offline || !evidence.config_mistakes.empty() || is_contradicted(evidence) ||
           !context.suspects().unreached.empty() ||
           (may_be_of_wsl && (evidence.dial_failed || context.suspects().are_of_wsl()));
}

/// Nothing else is asked for while it is not known whether WSL runs, nor the guest while a cheaper answer may
/// make the question needless.
std::vector<Want> wants_of(const Judgements& verdicts, const DiagnosisContext& context) {
    std::set<Want> wants;
    for (const Judged& verdict : verdicts) {
        if (const auto* unknown = std::get_if<Unknown>(&verdict.judgement)) {
            wants.insert(unknown->want);
        }
    }
    const Evidence& evidence = context.evidence();
    if (!evidence.host_offline && evidence.mode_known && evidence.wsl_running &&
        !context.suspects().uncompared.empty()) {
        wants.insert(Want::WindowsProbe);
    }
    if (wants.contains(Want::WslMode)) {
        return {Want::WslMode};
    }
    if (wants.contains(Want::WindowsProbe)) {
        wants.erase(Want::GuestFacts);
    }
    return {wants.begin(), wants.end()};
}

/// While a cause is undecided, what it would explain is not said.
bool may_be_explained(const FaultRow& row, const Judgements& verdicts) {
    return std::ranges::any_of(verdicts, [&](const Judged& cause) {
        return row.depends_on.has(cause.row->fault) && std::holds_alternative<Unknown>(cause.judgement);
    });
}

bool explains(const Yes& cause, const Comparison* endpoint) {
    return cause.endpoints.empty() || contains(cause.endpoints, endpoint);
}

/// Takes away what a cause explains; false when nothing is left to be said.
bool outlives_causes(Yes& yes, const FaultRow& row, const Judgements& verdicts) {
    for (const Judged& verdict : verdicts) {
        const Yes* cause = row.depends_on.has(verdict.row->fault) ? verdict.yes() : nullptr;
        if (cause == nullptr) {
            continue;
        }
        std::erase_if(yes.endpoints, [&](const Comparison* endpoint) { return explains(*cause, endpoint); });
        if (yes.endpoints.empty()) {
            return false;
        }
    }
    return true;
}

/// What could be taken for it and is not; of a mistake in a file nobody asks what else it might have been.
std::vector<RuledOut> ruled_out(const Judgements& verdicts) {
    std::vector<RuledOut> result;
    for (const Judged& verdict : verdicts) {
        const auto* no = std::get_if<No>(&verdict.judgement);
        if (no != nullptr && !no->because.empty()) {
            result.push_back({verdict.row->fault, no->because});
        }
    }
    return result;
}

/// In the order of the configuration, whichever list they came from.
void sort(Comparisons& endpoints) {
    std::sort(endpoints.begin(), endpoints.end()); // they lie in one vector
}

Finding finding_of(const FaultRow& row, Yes yes, const DiagnosisContext& context,
                   const Judgements& verdicts) {
    sort(yes.endpoints);
    Finding finding;
    finding.fault = row.fault;
    finding.severity = row.severity;
    finding.confidence = yes.confidence;
    finding.arguments = std::move(yes.arguments);
    finding.endpoints = names_of(yes.endpoints);
    if (text::names_endpoints(row.fault)) {
        finding.arguments.insert(finding.arguments.end(), finding.endpoints.begin(), finding.endpoints.end());
    }
    finding.evidence = std::move(yes.evidence);
    for (const Comparison* endpoint : yes.endpoints) {
        const auto lines = context.describe(*endpoint);
        finding.evidence.insert(finding.evidence.end(), lines.begin(), lines.end());
    }
    if (row.fault != Fault::ConfigMistake) {
        finding.ruled_out = ruled_out(verdicts);
    }
    return finding;
}

std::vector<Finding> findings_of(const Judgements& verdicts, const DiagnosisContext& context) {
    std::vector<Finding> findings;
    for (const Judged& verdict : verdicts) {
        if (verdict.yes() == nullptr || may_be_explained(*verdict.row, verdicts)) {
            continue;
        }
        Yes yes = *verdict.yes();
        if (outlives_causes(yes, *verdict.row, verdicts)) {
            findings.push_back(finding_of(*verdict.row, std::move(yes), context, verdicts));
        }
    }
    return findings;
}

const GuestDevice* device_of_vpn(const DiagnosisContext& context) {
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    return vpn == nullptr ? nullptr : device_of(*vpn, context);
}

std::vector<std::string> leave_by(const GuestDevice* device, const DiagnosisContext& context) {
    std::vector<std::string> names;
    for (const Comparison& endpoint : context.evidence().endpoints) {
        if (device != nullptr && context.trial_of(endpoint).leaves_by == device->name) {
            names.push_back(endpoint.spec.name);
        }
    }
    return names;
}

} // namespace

bool is_seen_offline(Fault fault) {
    return fault == Fault::ForwardingLoop || fault == Fault::WslBreaksVpn;
}

Diagnosis diagnose(const Evidence& evidence) {
    const DiagnosisContext context{evidence};
    const Judgements verdicts = judge_all(context);
    Diagnosis diagnosis;
    diagnosis.findings = findings_of(verdicts, context);
    diagnosis.is_wrong = is_something_wrong(context) || !diagnosis.findings.empty();
    if (diagnosis.is_wrong) {
        diagnosis.wants = wants_of(verdicts, context);
        const GuestDevice* device = device_of_vpn(context);
        diagnosis.leave_by_vpn = leave_by(device, context);
        diagnosis.vpn_mtu = diagnosis.leave_by_vpn.empty() ? 0 : device->mtu;
    }
    return diagnosis;
}

} // namespace mirrorwatch::decide
