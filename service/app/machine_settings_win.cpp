// SPDX-License-Identifier: MIT
#include "common/overloaded.hpp"
#include "service/app/service_host_win.hpp"

#include <string>
#include <utility>
#include <variant>

namespace mirrorwatch::app {
namespace {

/// Where the user's own settings lie if that folder was not moved; the user's agent asks Windows where they
/// are.
std::filesystem::path users_folder(const sense::SessionUser& user) {
    return std::filesystem::path{user.profile} / "AppData" / "Local" / "Mirrorwatch";
}

/// No link: where one of a user's leads is not for the service to look at.
bool is_plain_folder(const std::filesystem::path& folder) {
    const DWORD attributes = GetFileAttributesW(folder.c_str());
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
           (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
}

} // namespace

void ServiceHost::tell_of_settings() {
    for (const auto* warnings : {&configuration_.start.warnings, &configuration_.vpn_table.warnings}) {
        for (const std::string& warning : *warnings) {
            log_.warn(warning);
        }
    }
    if (!configuration_.vpn_table.error.empty()) {
        loop_.take(
            decide::SettingsBroken{configuration_.vpn_table.error + "; the built-in VPN table is in force"});
    }
    if (!configuration_.start.error.empty()) {
        loop_.take(decide::SettingsBroken{configuration_.start.error});
    }
}

/// Without an installation the folder may be missing, and come later: see watch_user_settings.
void ServiceHost::watch_settings() {
    const std::filesystem::path& file = configuration_.source.file();
    const std::filesystem::path& vpn_file = configuration_.vpn_file;
    std::error_code ignored;
    if (settings_watch_ || !std::filesystem::is_directory(file.parent_path(), ignored)) {
        return;
    }
    const auto complain = [this](const std::string& sentence) { log_.warn(sentence); };
    settings_watch_.emplace(
        io_, file.parent_path().wstring(), file.filename().wstring(),
        [this] { take(configuration_.source.changed()); }, complain);
    vpn_table_watch_.emplace(
        io_, vpn_file.parent_path().wstring(), vpn_file.filename().wstring(), [this] { read_vpn_table(); },
        complain);
    read_settings(); // what has changed since they were read, or come with the folder
}

void ServiceHost::read_settings() {
    take(configuration_.source.changed());
    read_vpn_table();
}

void ServiceHost::take(SettingsSource::Outcome outcome) {
    settings_timer_.cancel();
    std::visit(Overloaded{
                   [](const SettingsSource::Unchanged&) {},
                   [this](const SettingsSource::TryAgain&) {
                       settings_timer_.expires_after(SettingsSource::c_try_again);
                       settings_timer_.async_wait(
                           [this, alive = std::weak_ptr{alive_}](boost::system::error_code error) {
                               if (!error && !alive.expired()) {
                                   take(configuration_.source.try_again());
                               }
                           });
                   },
                   [this](decide::SettingsRead& read) {
                       log_.info("the settings were read again");
                       for (const std::string& warning : configuration_.source.warnings()) {
                           log_.warn(warning);
                       }
                       prober_.allow(read.settings.max_concurrency);
                       user_probers_.allow(read.settings.max_concurrency);
                       use(read.settings.metrics);
                       loop_.take(std::move(read));
                       take_users_endpoints();
                   },
                   [this](decide::SettingsBroken& broken) { loop_.take(std::move(broken)); },
               },
               outcome);
}

void ServiceHost::read_policy() {
    std::optional<decide::PolicyRead> read = policy_.read();
    if (!read) {
        return;
    }
    const std::string managed = managed_words(managed_by(read->policy));
    log_.info("set by the organisation: " + (managed.empty() ? "nothing" : managed));
    for (const std::string& warning : policy_.warnings()) {
        log_.warn("set by the organisation: " + warning);
    }
    loop_.take(std::move(*read));
    take_users_endpoints();
}

/// What users call their own endpoints is judged by the names that are taken now.
void ServiceHost::take_users_endpoints() {
    config::Names taken = policy_.names();
    taken.insert(configuration_.source.names().begin(), configuration_.source.names().end());
    for (decide::UserEndpointsRead& users : user_settings_.use(taken)) {
        loop_.take(std::move(users));
    }
}

/// The core has its rules for life.
void ServiceHost::read_vpn_table() {
    VpnTable table = load_vpn_table(configuration_.vpn_file, configuration_.files);
    VpnTable& before = configuration_.vpn_table;
    if (table.error.empty()) {
        if (!before.error.empty() || table.rules != before.rules) {
            start_over_();
        }
    } else if (table.error != before.error) {
        before.error = table.error;
        loop_.take(decide::SettingsBroken{std::move(table.error)});
    }
}

void ServiceHost::agent_answered(decide::Event event) {
    std::optional<decide::UserEndpointsRead> read;
    if (const auto* answer = std::get_if<decide::AgentAnswered>(&event)) {
        read = user_settings_.answered(*answer);
    }
    loop_.take(std::move(event));
    if (read) {
        loop_.take(std::move(*read));
    }
}

/// The folder is there once something of ours has been kept in it. That it has come is seen at the next poll
/// of the users: a watch that waits for it would wake up every few seconds.
void ServiceHost::watch_user_settings(const std::vector<sense::SessionUser>& users) {
    std::map<UserId, std::unique_ptr<sense::FileWatch>> watches;
    for (const sense::SessionUser& user : users) {
        const auto before = settings_watches_.find(user.user);
        const bool is_known = before != settings_watches_.end();
        auto& watch = watches[user.user]; // without a watch: the user was seen, and has no such folder
        if (is_known && before->second != nullptr) {
            watch = std::move(before->second);
        } else if (const auto folder = users_folder(user); is_plain_folder(folder)) {
            watch = std::make_unique<sense::FileWatch>(
                io_, folder.wstring(), L"mirrorwatch.toml",
                [this, id = user.user] { loop_.take(decide::UserSettingsHint{id}); },
                [this](const std::string& sentence) { log_.warn(sentence); }, sense::Links::NotFollowed);
            if (is_known) {
                loop_.take(decide::UserSettingsHint{user.user});
            }
        }
    }
    settings_watches_ = std::move(watches);
}

} // namespace mirrorwatch::app
