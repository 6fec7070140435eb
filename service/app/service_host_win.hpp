// SPDX-License-Identifier: MIT
#pragma once

#include "common/log.hpp"
#include "service/act/activity_log.hpp"
#include "service/act/agent_queue.hpp"
#include "service/act/agent_win.hpp"
#include "service/act/event_log_win.hpp"
#include "service/act/journals.hpp"
#include "service/act/metrics.hpp"
#include "service/act/metrics_file.hpp"
#include "service/act/prober_win.hpp"
#include "service/act/start_win.hpp"
#include "service/act/user_probers.hpp"
#include "service/app/fault_reporter.hpp"
#include "service/app/group_policy_source.hpp"
#include "service/app/look_again.hpp"
#include "service/app/loop.hpp"
#include "service/app/options.hpp"
#include "service/app/user_settings.hpp"
#include "service/app/wake_timer.hpp"
#include "service/decide/core/supervisor.hpp"
#include "service/ipc/clients.hpp"
#include "service/ipc/pipe_server_win.hpp"
#include "service/sense/adapters/adapter_reader.hpp"
#include "service/sense/adapters/adapter_watch.hpp"
#include "service/sense/adapters/adapters_win.hpp"
#include "service/sense/adapters/dial_watch.hpp"
#include "service/sense/blocking_calls.hpp"
#include "service/sense/host/host_facts_reader.hpp"
#include "service/sense/host/policy_watch_win.hpp"
#include "service/sense/probes/connectivity.hpp"
#include "service/sense/probes/prober.hpp"
#include "service/sense/wsl/file_watch_win.hpp"
#include "service/sense/wsl/session_win.hpp"
#include "service/sense/wsl/wsl_vm_presence.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::app {

/// Everything around one core, joined. Made, used and destroyed on the loop's thread; the loop must not run
/// any more when it is destroyed.
class ServiceHost {
public:
    /// `self`: in console mode, the one user who is served. `start_over` is called when something has changed
    /// that only a new ServiceHost can take up.
    ServiceHost(boost::asio::io_context& io, const Log& log, const std::filesystem::path& folder,
                Configuration configuration, std::optional<sense::SessionUser> self,
                std::function<void()> start_over);
    ServiceHost(const ServiceHost&) = delete;
    ServiceHost& operator=(const ServiceHost&) = delete;

    /// Opens the pipe. Throws std::system_error.
    void open_pipe();
    /// Begins to watch and to probe.
    void start();

    /// Stops all watching and serving. Let the loop run on for what that completes, then destroy.
    void close();

    /// This part is ended, and the rest goes on.
    void failed(std::string_view part, const std::string& what) noexcept { faults_.failed(part, what); }

    /// To the log and to Windows' event log. `last_words`: of the process before this one, if it crashed.
    void tell_of_start(const std::string& last_words);
    void tell_of_end();

    /// Called when the loop is awake anyway.
    void at_each_minute(std::function<void()> call) { each_minute_ = std::move(call); }

    void look_for_users();
    void start_tray();
    /// Those that setup has ended, if it has.
    void bring_trays_back();
    void resumed();
    /// The machine's files may have changed.
    void read_settings();

private:
    [[nodiscard]] Effects effects();
    [[nodiscard]] Remembered load_journals();
    [[nodiscard]] std::string snapshot_for(const ipc::Caller& caller) const;
    void users_seen(const std::vector<sense::SessionUser>& users);
    void start_trays_of(const std::optional<std::vector<std::uint32_t>>& sessions);
    void watch_user_settings(const std::vector<sense::SessionUser>& users);
    void tell_of_settings();
    void watch_settings();
    void take(SettingsSource::Outcome outcome);
    void read_policy();
    void take_users_endpoints();
    void read_vpn_table();
    void agent_answered(decide::Event event);
    void poll_users();
    void record(const decide::Record& record);
    void start_probe(const decide::StartProbe& probe);
    void probed(decide::Event event);
    void use(const Settings::Metrics& metrics);
    void write_metrics();
    [[nodiscard]] act::Metrics metrics() const;
    [[nodiscard]] Unsaved save_journal(const decide::SaveJournal& save);

    boost::asio::io_context& io_;
    const Log& log_;
    std::optional<sense::SessionUser> self_;
    Configuration configuration_;
    std::function<void()> start_over_;
    std::function<void()> each_minute_ = [] {};
    GroupPolicySource policy_;
    UserSettingsStore user_settings_;
    std::shared_ptr<act::TokenSource> tokens_;
    act::EventLog event_log_;
    act::Journals journals_;
    act::ActivityLogs history_;
    act::MetricsFile metrics_file_;
    act::RepairCounts repairs_;
    std::chrono::sys_seconds started_;
    bool awaits_wsl_ = false; // as the journal had it at the start
    decide::Supervisor core_;
    WakeTimer timer_;
    Loop loop_;
    decide::EventSink sink_;
    FaultReporter faults_;
    act::ChildStarter starter_;
    act::ProcessLauncher launcher_;
    act::AgentQueue agents_;
    ipc::Clients clients_;
    sense::Prober prober_;
    act::ProberProcesses prober_launcher_;
    WakeTimer probers_timer_;
    act::UserProbers user_probers_;
    sense::ConnectivityCheck connectivity_;
    sense::BlockingCalls adapter_calls_;
    sense::BlockingCalls session_calls_;
    sense::AdapterReader reader_;
    sense::HostFactsReader host_facts_;
    sense::WslSignWatch sign_;
    LookAgain look_again_;
    boost::asio::steady_timer users_timer_;
    boost::asio::steady_timer settings_timer_; // until the settings are tried again
    boost::asio::steady_timer metrics_timer_;  // until a change is written, should nothing else happen
    bool metrics_are_timed_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // what comes back late finds it expired
    std::shared_ptr<sense::CoalescingNotifier> gate_;
    std::optional<sense::AdapterWatch> adapter_watch_;
    std::optional<sense::AddressListWatch> address_watch_;
    std::optional<sense::DialWatch> dial_watch_;
    std::map<UserId, std::unique_ptr<sense::FileWatch>> config_watches_;
    std::map<UserId, std::unique_ptr<sense::FileWatch>> settings_watches_;
    std::optional<sense::PolicyWatch> policy_watch_;
    std::optional<sense::FileWatch> settings_watch_;
    std::optional<sense::FileWatch> vpn_table_watch_;
    std::optional<ipc::PipeServer> pipe_;
};

} // namespace mirrorwatch::app
