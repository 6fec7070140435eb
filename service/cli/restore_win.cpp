#include "service/cli/mode_verb_win.hpp"

namespace mirrorwatch::cli {

int restore_verb(const Words& words) {
    boost::program_options::options_description options{"Options"};
    add_consent(options);
    boost::program_options::variables_map given;
    if (!read_options(words, "restore --yes", options, given)) {
        return c_ok;
    }
    return run_mode_verb(
        {"restore", "puts WSL's networking mode back as it was", protocol::RestoreMode{}, true, plan_restore},
        given.contains("yes"));
}

} // namespace mirrorwatch::cli
