#include "service/agent/probes.hpp"

namespace mirrorwatch::agent {
namespace {

Reply not_yet() {
    return Refusal{Sentence{Say::AgentFailed, {"this release cannot do that"}}};
}

} // namespace

Reply probe_as_user(const ProbeAsUser&, Ports&) {
    return not_yet();
}

Reply read_user_settings(Ports&) {
    return not_yet();
}

} // namespace mirrorwatch::agent
