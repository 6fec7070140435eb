#include "service/decide/diagnosis/diagnosis.hpp"

#include "service/decide/diagnosis/catalogue.hpp"
#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/signatures.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

struct Judged {
    const Signature* signature = nullptr;
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
    for (const Signature& signature : signatures()) {
        if (!context.evidence().host_offline || is_about_windows(signature.fault)) {
            verdicts.push_back({&signature, signature.judge(context)});
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

void add(std::vector<Want>& wants, Want want) {
    if (std::find(wants.begin(), wants.end(), want) == wants.end()) {
        wants.push_back(want);
    }
}

/// Nothing else is asked for while it is not known whether WSL runs, nor the guest while a cheaper answer may
/// make the question needless.
std::vector<Want> wants_of(const Judgements& verdicts, const DiagnosisContext& context) {
    std::vector<Want> wants;
    for (const Judged& verdict : verdicts) {
        if (const auto* unknown = std::get_if<Unknown>(&verdict.judgement)) {
            add(wants, unknown->want);
        }
    }
    const Evidence& evidence = context.evidence();
    if (!evidence.host_offline && evidence.mode_known && evidence.wsl_running &&
        !context.suspects().uncompared.empty()) {
        add(wants, Want::WindowsProbe);
    }
    std::sort(wants.begin(), wants.end());
    if (!wants.empty() && wants.front() == Want::WslMode) {
        return {Want::WslMode};
    }
    if (wants.size() > 1 && wants.front() == Want::WindowsProbe) {
        std::erase(wants, Want::GuestFacts);
    }
    return wants;
}

const Judged* find(const Judgements& verdicts, Fault fault) {
    const auto found = std::find_if(verdicts.begin(), verdicts.end(),
                                    [&](const Judged& verdict) { return verdict.signature->fault == fault; });
    return found == verdicts.end() ? nullptr : &*found;
}

bool is_undecided(const Judgements& verdicts, Fault fault) {
    const Judged* verdict = find(verdicts, fault);
    return verdict != nullptr && std::holds_alternative<Unknown>(verdict->judgement);
}

bool explains(const Yes& cause, const Comparison* endpoint) {
    return cause.endpoints.empty() ||
           std::find(cause.endpoints.begin(), cause.endpoints.end(), endpoint) != cause.endpoints.end();
}

/// Takes away what a cause explains; false when nothing is left to be said.
bool outlives_causes(Yes& yes, Fault fault, const Judgements& verdicts) {
    for (const Fault other : row_of(fault).depends_on) {
        const Judged* verdict = find(verdicts, other);
        const Yes* cause = verdict == nullptr ? nullptr : verdict->yes();
        if (cause == nullptr) {
            continue;
        }
        if (yes.endpoints.empty()) {
            return false;
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
            result.push_back({verdict.signature->fault, no->because});
        }
    }
    return result;
}

/// In the order of the configuration, whichever list they came from.
void sort(Comparisons& endpoints) {
    std::sort(endpoints.begin(), endpoints.end()); // they lie in one vector
}

Finding finding_of(const Signature& signature, Yes yes, const DiagnosisContext& context,
                   const Judgements& verdicts) {
    sort(yes.endpoints);
    Finding finding;
    finding.fault = signature.fault;
    finding.severity = row_of(signature.fault).severity;
    finding.confidence = yes.confidence;
    finding.arguments = std::move(yes.arguments);
    finding.endpoints = names_of(yes.endpoints);
    if (signature.names_endpoints) {
        finding.arguments.insert(finding.arguments.end(), finding.endpoints.begin(), finding.endpoints.end());
    }
    finding.evidence = std::move(yes.evidence);
    for (const Comparison* endpoint : yes.endpoints) {
        const auto lines = context.describe(*endpoint);
        finding.evidence.insert(finding.evidence.end(), lines.begin(), lines.end());
    }
    if (signature.fault != Fault::ConfigMistake) {
        finding.ruled_out = ruled_out(verdicts);
    }
    return finding;
}

/// While a cause is undecided, what it would explain is not said.
std::vector<Finding> findings_of(const Judgements& verdicts, const DiagnosisContext& context) {
    std::vector<Finding> findings;
    for (const Judged& verdict : verdicts) {
        const Fault fault = verdict.signature->fault;
        const auto causes = row_of(fault).depends_on;
        const bool may_be_explained = std::any_of(causes.begin(), causes.end(),
                                                  [&](Fault cause) { return is_undecided(verdicts, cause); });
        if (verdict.yes() == nullptr || may_be_explained) {
            continue;
        }
        Yes yes = *verdict.yes();
        if (outlives_causes(yes, fault, verdicts)) {
            findings.push_back(finding_of(*verdict.signature, std::move(yes), context, verdicts));
        }
    }
    return findings;
}

std::vector<std::string> leave_by_vpn(const DiagnosisContext& context) {
    std::vector<std::string> names;
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    const GuestDevice* device = vpn == nullptr ? nullptr : device_of(*vpn, context);
    for (const Comparison& endpoint : context.evidence().endpoints) {
        const GuestTrial* trial = context.trial_of(endpoint);
        if (device != nullptr && trial != nullptr && trial->leaves_by == device->name) {
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
        diagnosis.leave_by_vpn = leave_by_vpn(context);
    }
    return diagnosis;
}

} // namespace mirrorwatch::decide
