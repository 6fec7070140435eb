// SPDX-License-Identifier: MIT
#pragma once

#include "common/protocol.hpp"

namespace mirrorwatch::setup {

/// Sends one verb to the installed service, and waits until it is answered, seconds at most. One that does
/// not run, or is older than the verb, does nothing: whether something came of it is seen elsewhere.
void ask_service(const protocol::Verb& verb);

} // namespace mirrorwatch::setup
