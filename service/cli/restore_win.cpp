#include "service/cli/mode_verb_win.hpp"

namespace mirrorwatch::cli {

int restore_verb(const Words& words) {
    return mode_verb(words, "restore", "puts WSL's networking mode back as it was", protocol::Restore{});
}

} // namespace mirrorwatch::cli
