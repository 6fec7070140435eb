// SPDX-License-Identifier: MIT
#include "service/cli/uninstall_warnings.hpp"

#include "common/names.hpp"

namespace mirrorwatch::cli {
namespace {

constexpr const char* c_history = R"(%LocalAppData%\Mirrorwatch\wslconfig-history)";

/// From the edit until it is undone. While it is being undone the file may still be ours: better told in
/// vain.
bool stands(const Remedy& remedy) {
    return is<SwitchMode>(remedy.spec) && remedy.edit() != nullptr &&
           remedy.state != RemedyState::UndoShuttingDown && remedy.state != RemedyState::UndoAwaitingWsl &&
           !is_over(remedy.state);
}

} // namespace

std::vector<std::string> left_behind(const Remembered& remembered,
                                     const std::function<std::string(const std::string& sid)>& name_of) {
    std::vector<std::string> sentences;
    for (const auto& [user, remedy] : remembered.remedies) {
        if (!stands(remedy)) {
            continue;
        }
        sentences.push_back(
            "The .wslconfig of " + name_of(user.sid) +
            " still says networkingMode=" + std::string{mirrorwatch::name_of(remedy.edit()->after)} + ". " +
            (remedy.edit()->before_sha256.empty()
                 ? "There was no such file before."
                 : "The original is kept in " + std::string{c_history} +
                       " of that user, as the file whose name ends in -" + remedy.id + ".wslconfig."));
    }
    return sentences;
}

} // namespace mirrorwatch::cli
