#pragma once

#include "common/log.hpp"
#include "service/act/agent_queue.hpp"
#include "service/act/agent_win.hpp"
#include "service/act/event_log_win.hpp"
#include "service/act/journal.hpp"
#include "service/act/start_win.hpp"
#include "service/app/loop.hpp"
#include "service/app/options.hpp"
#include "service/app/wake_timer.hpp"
#include "service/decide/supervisor.hpp"
#include "service/ipc/clients.hpp"
#include "service/ipc/pipe_server_win.hpp"
#include "service/sense/adapter_reader.hpp"
#include "service/sense/adapter_watch.hpp"
#include "service/sense/adapters_win.hpp"
#include "service/sense/file_watch_win.hpp"
#include "service/sense/prober.hpp"
#include "service/sense/session_win.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::app {

/// Everything around one core, joined. Made, used and destroyed on the loop's thread; the loop must not run
/// any more when it is destroyed.
class Machine {
public:
    /// `self`: in console mode, the one user who is served.
    Machine(boost::asio::io_context& io, const Log& log, const std::filesystem::path& folder,
            Configuration configuration, std::optional<sense::SessionUser> self);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// Opens the pipe. Throws std::system_error.
    void open_pipe();
    /// Begins to watch and to probe.
    void start();

    /// Stops all watching and serving. Let the loop run on for what that completes, then destroy.
    void close();

    void look_for_users();
    void start_tray();
    void resumed();

private:
    [[nodiscard]] Effects effects();
    [[nodiscard]] act::Journal::Loaded load_journal();
    void users_seen(const std::vector<sense::SessionUser>& users);
    void poll_users();
    void record(const decide::Record& record) const;
    void probed(decide::Event event);

    boost::asio::io_context& io_;
    const Log& log_;
    std::optional<sense::SessionUser> self_;
    std::unique_ptr<act::TokenSource> tokens_;
    act::EventLog event_log_;
    act::Journal journal_;
    decide::Supervisor core_;
    WakeTimer timer_;
    Loop loop_;
    decide::EventSink sink_;
    act::ProcessLauncher launcher_;
    act::AgentQueue agents_;
    ipc::Clients clients_;
    sense::Prober prober_;
    sense::AdapterReader reader_;
    boost::asio::steady_timer look_anew_;
    boost::asio::steady_timer users_timer_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // what comes back late finds it expired
    boost::asio::thread_pool worker_{1};                         // joined first of all: it uses what is above
    std::shared_ptr<sense::HintGate> gate_;
    std::optional<sense::AdapterWatch> adapter_watch_;
    std::optional<sense::AddressListWatch> address_watch_;
    std::map<UserId, std::unique_ptr<sense::FileWatch>> config_watches_;
    std::optional<ipc::PipeServer> pipe_;
};

} // namespace mirrorwatch::app
