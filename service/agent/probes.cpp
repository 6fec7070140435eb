#include "service/agent/probes.hpp"

namespace mirrorwatch::agent {
namespace {

Reply not_yet() {
    return Refusal{Sentence{Say::AgentFailed, {"this release cannot do that"}}};
}

} // namespace

Reply read_user_settings(Ports&) {
    return not_yet();
}

} // namespace mirrorwatch::agent
