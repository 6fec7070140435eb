// SPDX-License-Identifier: MIT
#include "common/probe/failure.hpp"

namespace mirrorwatch::probe {
namespace {

/// "1 s", "1.5 s", "700 ms".
std::string in_words(std::chrono::milliseconds duration) {
    const auto count = duration.count();
    if (count < 1'000 || count % 100 != 0) {
        return std::to_string(count) + " ms";
    }
    const auto tenths = count % 1'000 / 100;
    return std::to_string(count / 1'000) + (tenths == 0 ? "" : "." + std::to_string(tenths)) + " s";
}

} // namespace

std::string_view doing(ProbeStep step) {
    switch (step) {
    case ProbeStep::Name:
        return "looking the name up";
    case ProbeStep::Connect:
    case ProbeStep::Refused:
        return "connecting";
    case ProbeStep::Tls:
        return "agreeing on TLS";
    case ProbeStep::Send:
        return "sending the request";
    case ProbeStep::Answer:
    case ProbeStep::Status:
        return "waiting for the answer";
    case ProbeStep::Body:
        return "reading the answer";
    case ProbeStep::None:
    case ProbeStep::Network:
    case ProbeStep::Guest:
        break;
    }
    return "probing";
}

Failure timed_out(ProbeStep step, std::chrono::milliseconds allowed) {
    const std::string within = " within " + in_words(allowed);
    if (step == ProbeStep::Body) {
        return {step, "the answer did not end" + within};
    }
    return {step, "no answer" + within + " (" + std::string{doing(step)} + ")"};
}

} // namespace mirrorwatch::probe
