#include "service/cli/mode_verb_win.hpp"

namespace mirrorwatch::cli {

int rollback_verb(const Words& words) {
    return mode_verb(words, "rollback", "switches WSL to NAT networking", protocol::RollBack{});
}

} // namespace mirrorwatch::cli
