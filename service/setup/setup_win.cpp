// SPDX-License-Identifier: MIT
#include "service/setup/setup_win.hpp"

#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/act/start_win.hpp"
#include "service/scm/install_win.hpp"
#include "service/setup/disk_win.hpp"
#include "service/setup/registration_win.hpp"
#include "service/setup/tray_list.hpp"
#include "service/setup/trays_win.hpp"
#include "service/setup/user_traces_win.hpp"

#include <windows.h>

#include <algorithm>
#include <iterator>

namespace mirrorwatch::setup {
namespace {

namespace fs = std::filesystem;

constexpr const char* c_tray = "mirrorwatch-tray.exe";

fs::path tray_list() {
    return act::data_folder() / c_tray_list;
}

fs::path shipped_settings() {
    return act::own_program().parent_path() / "config" / "mirrorwatch.toml";
}

bool are_equal(Disk& disk, const fs::path& one, const fs::path& other) {
    const Result<std::optional<std::string>> first = disk.read(one);
    const Result<std::optional<std::string>> second = disk.read(other);
    return first && second && first->has_value() && *first == *second;
}

Result<void> result_of(const scm::Outcome& outcome) {
    return outcome.exit_code == 0 ? Result<void>{} : Result<void>{Error{outcome.message}};
}

class WindowsMachine final : public Machine {
public:
    WindowsMachine(Places places, Disk& disk, std::vector<std::string>& warnings)
        : places_(std::move(places))
        , disk_(disk)
        , warnings_(warnings)
        , had_data_(disk.exists(act::data_folder()))
        , had_settings_(disk.exists(act::settings_folder())) {}

    /// Noted on the disk: they come back with the service, also if setup is killed.
    void close_trays() override {
        const std::vector<std::uint32_t> sessions = setup::close_trays(places_.installed / c_tray);
        if (!sessions.empty()) {
            (void)disk_.write(tray_list(), to_text(sessions));
        }
    }

    /// The service that has just started has done so by itself, unless it is of a version that does not know
    /// of the list.
    void bring_trays_back() override {
        if (!is_taken_up(tray_list())) {
            (void)scm::start_tray(); // of everybody, which an older service knows alone
            (void)disk_.remove(tray_list());
        }
    }

    void start_trays_for_all() override { (void)scm::start_tray(); }

    Result<void> stop_service() override { return result_of(scm::stop_for_setup()); }

    Result<void> register_service() override { return noted(register_product(program())); }

    Result<void> start_service() override { return result_of(scm::start()); }

    void unregister_service() override {
        (void)noted(unregister_product(program()));
        if (!had_data_) {
            disk_.discard(act::data_folder());
        }
        if (!had_settings_) {
            disk_.discard(act::settings_folder());
        }
    }

private:
    /// Within a while: or whoever has ended a tray would get one, too.
    [[nodiscard]] bool is_taken_up(const fs::path& list) const {
        const ULONGLONG end = GetTickCount64() + c_taken_up_ms;
        while (disk_.exists(list) && GetTickCount64() < end) {
            Sleep(c_poll_ms);
        }
        return !disk_.exists(list);
    }

    static constexpr ULONGLONG c_taken_up_ms = 5'000;
    static constexpr DWORD c_poll_ms = 50;

    [[nodiscard]] fs::path program() const { return places_.installed / c_program; }

    Result<void> noted(const scm::Outcome& outcome) {
        for (const std::string& warning : outcome.warnings) {
            if (std::ranges::count(warnings_, warning) == 0) {
                warnings_.push_back(warning);
            }
        }
        return result_of(outcome);
    }

    Places places_;
    Disk& disk_;
    std::vector<std::string>& warnings_;
    bool had_data_;
    bool had_settings_;
};

} // namespace

Places windows_places() {
    const fs::path installed = act::data_folder().parent_path();
    const fs::path above = installed.parent_path();
    return {installed, above / "Mirrorwatch.new", above / "Mirrorwatch.swap",
            act::settings_folder() / "mirrorwatch.toml"};
}

Replaced replace_installed(std::vector<std::string>& warnings) {
    const std::unique_ptr<Disk> disk = windows_disk();
    const Places places = windows_places();
    WindowsMachine machine{places, *disk, warnings};
    return replace_version(*disk, places, machine);
}

scm::Outcome remove_installed(const Removal& removal) {
    const std::unique_ptr<Disk> disk = windows_disk();
    const fs::path program = act::own_program();
    const std::vector<std::uint32_t> sessions = close_trays(program.parent_path() / c_tray);
    scm::Outcome outcome = unregister_product(program);
    if (outcome.exit_code == 0 && removal.is_for_upgrade) {
        (void)disk->write(tray_list(), to_text(sessions));
        if (const fs::path settings = windows_places().settings;
            are_equal(*disk, settings, shipped_settings())) {
            (void)disk->remove(settings); // the other version lays down its own
        }
    } else if (outcome.exit_code == 0) {
        remove_user_traces();
    }
    return outcome;
}

void remove_data(const Removal& removal) {
    const std::unique_ptr<Disk> disk = windows_disk();
    const Places places = windows_places();
    disk->discard(act::data_folder());
    if (removal.takes_settings || !disk->exists(places.settings) ||
        are_equal(*disk, places.settings, shipped_settings())) {
        disk->discard(act::settings_folder());
    }
}

Result<void> lay_settings() {
    const std::unique_ptr<Disk> disk = windows_disk();
    const fs::path settings = windows_places().settings;
    const bool is_needed = !disk->exists(settings) && disk->exists(shipped_settings());
    return is_needed ? disk->put(shipped_settings(), settings) : Result<void>{};
}

Result<std::string> mend_installed() {
    return mend(*windows_disk(), windows_places());
}

std::optional<std::vector<std::uint32_t>> take_tray_list() {
    const std::unique_ptr<Disk> disk = windows_disk();
    const Result<std::optional<std::string>> text = disk->read(tray_list());
    if (!text || !*text) {
        return std::nullopt;
    }
    (void)disk->remove(tray_list());
    return sessions_in(**text);
}

} // namespace mirrorwatch::setup
