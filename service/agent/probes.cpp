#include "service/agent/probes.hpp"

namespace mirrorwatch::agent {
namespace {

Reply not_yet() {
    return Refusal{Sentence{Say::AgentFailed, {"this release cannot do that"}}};
}

} // namespace

Reply probe_from_guest(const ProbeFromGuest&, Ports&) {
    return not_yet();
}

Reply probe_as_user(const ProbeAsUser&, Ports&) {
    return not_yet();
}

Reply propose_endpoints(Ports&) {
    return not_yet();
}

} // namespace mirrorwatch::agent
