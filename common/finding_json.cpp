#include "common/finding_json.hpp"

#include "common/text_faults.hpp"

namespace mirrorwatch::json {
namespace {

using boost::json::object;

object value_of(const RuledOut& ruled_out) {
    return {{"fault", name_of(ruled_out.fault)}, {"because", ruled_out.because}};
}

RuledOut ruled_out_from(Fields& fields) {
    return {fields.choice<Fault>("fault"), fields.text("because")};
}

} // namespace

object value_of(const Finding& finding) {
    return {{"fault", name_of(finding.fault)},
            {"severity", name_of(finding.severity)},
            {"confidence", name_of(finding.confidence)},
            {"arguments", array_of(finding.arguments)},
            {"endpoints", array_of(finding.endpoints)},
            {"evidence", array_of(finding.evidence)},
            {"ruled_out", array_of(finding.ruled_out, [](const RuledOut& r) { return value_of(r); })},
            {"text", text::what(finding)},
            {"advice", text::advice(finding)}};
}

Finding finding_from(Fields& fields) {
    Finding finding;
    finding.fault = fields.choice<Fault>("fault");
    finding.severity = fields.choice<Severity>("severity");
    finding.confidence = fields.choice<Confidence>("confidence");
    finding.arguments = fields.texts("arguments");
    finding.endpoints = fields.texts("endpoints");
    finding.evidence = fields.texts("evidence");
    finding.ruled_out = fields.objects("ruled_out", ruled_out_from);
    (void)fields.text("text");
    (void)fields.text("advice");
    return finding;
}

} // namespace mirrorwatch::json
