// SPDX-License-Identifier: MIT
#include "service/setup/registration_win.hpp"

#include "common/text_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/setup/search_path_win.hpp"

namespace mirrorwatch::setup {
namespace {

void warn_if_failed(const Result<void>& done, scm::Outcome& outcome) {
    if (!done) {
        outcome.warnings.push_back("The machine's search path stays as it is: " + done.error().message);
    }
}

} // namespace

scm::Outcome register_product(const std::filesystem::path& program) {
    for (const auto& [folder, sddl] : {std::pair{act::settings_folder(), act::c_settings_sddl},
                                       std::pair{act::data_folder(), act::c_data_sddl}}) {
        if (const Result<void> made = act::make_protected_folder(folder, sddl); !made) {
            return {1, narrow(folder.wstring()) + ": " + made.error().message, {}};
        }
    }
    scm::Outcome outcome = scm::install(program);
    if (outcome.exit_code == 0) {
        warn_if_failed(add_to_search_path(program.parent_path()), outcome);
    }
    return outcome;
}

scm::Outcome unregister_product(const std::filesystem::path& program) {
    scm::Outcome outcome = scm::uninstall();
    if (outcome.exit_code == 0) {
        warn_if_failed(remove_from_search_path(program.parent_path()), outcome);
    }
    return outcome;
}

} // namespace mirrorwatch::setup
