// SPDX-License-Identifier: MIT
#include "service/app/app_win.hpp"

#include "common/text_win.hpp"
#include "common/version.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/app/crash_dump_win.hpp"
#include "service/app/loop_watch.hpp"
#include "service/app/service_host_win.hpp"
#include "service/setup/setup_win.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <csignal>
#include <mutex>
#include <stdexcept>

namespace mirrorwatch::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds c_drain{1};
constexpr std::chrono::minutes c_build_again{10}; // after a handler threw

/// Where the program keeps what it keeps.
std::filesystem::path make_folder(bool in_console) {
    if (in_console) {
        std::filesystem::create_directories(act::console_folder());
        return act::console_folder();
    }
    for (const auto& [folder, sddl] : {std::pair{act::settings_folder(), act::c_settings_sddl},
                                       std::pair{act::data_folder(), act::c_data_sddl}}) {
        if (const Result<void> made = act::make_protected_folder(folder, sddl); !made) {
            throw std::runtime_error(narrow(folder.wstring()) + ": " + made.error().message);
        }
    }
    return act::data_folder();
}

/// Before anything of the product is read: a setup that was killed may have left two versions.
void mend_setup(const Log& log) {
    const Result<std::string> mended = setup::mend_installed();
    if (!mended) {
        log.error("what an interrupted setup has left could not be mended, run setup again: " +
                  mended.error().message);
    } else if (!mended->empty()) {
        log.warn(*mended);
    }
}

/// Without its file the service runs all the same; `why` says what is wrong with it.
Log open_log(const std::filesystem::path& folder, const AppOptions& options, std::string& why) {
    try {
        return Log{{folder, options.log_level, options.in_console}};
    } catch (const std::exception& error) {
        why = error.what();
    }
    return Log{{{}, options.log_level, options.in_console}};
}

/// Why there is no log file has passed.
bool can_open_log(const std::filesystem::path& folder, const AppOptions& options) {
    std::string why;
    (void)open_log(folder, options, why);
    return why.empty();
}

std::optional<sense::SessionUser> user_to_serve(bool in_console) {
    if (!in_console) {
        return std::nullopt;
    }
    Result<sense::SessionUser> self = sense::own_user();
    if (!self) {
        throw std::runtime_error(self.error().message);
    }
    return std::move(*self);
}

} // namespace

struct App::State {
    AppOptions options;
    std::string failure;
    std::atomic<bool> is_to_stop = false; // a state, not a message: each stage looks at it, whenever it came
    std::mutex mutex; // guards `loop` and `host`, which a control looks for from its own thread
    asio::io_context* loop = nullptr;
    ServiceHost* host = nullptr; // used on the loop's thread only
    bool again = false;          // build everything again, as a part of it can only then be mended

    void attach(asio::io_context* io, ServiceHost* built) {
        const std::lock_guard lock{mutex};
        loop = io;
        host = built;
    }

    void post(scm::Control control) {
        const std::lock_guard lock{mutex};
        is_to_stop = is_to_stop || control == scm::Control::Stop;
        if (loop != nullptr) {
            asio::post(*loop, [this, control] { obey(control); });
        }
    }

    void obey(scm::Control control) {
        switch (control) {
        case scm::Control::Stop:
            loop->stop();
            break;
        case scm::Control::SessionsChanged:
            host->look_for_users();
            break;
        case scm::Control::Resumed:
            host->resumed();
            break;
        case scm::Control::StartTray:
            host->start_tray();
            break;
        case scm::Control::SettingsChanged:
            host->read_settings();
            break;
        }
    }

    void run_once(scm::Progress& progress);
    void run_loop(asio::io_context& io, ServiceHost& built, const Log& log,
                  const std::function<bool()>& is_log_back, const std::function<void()>& start_over);
};

namespace {

/// Ctrl+C, Ctrl+Break, the window's end.
void stop_at_signals(asio::signal_set& signals, asio::io_context& io) {
    signals.add(SIGINT);
    signals.add(SIGTERM);
    signals.add(SIGBREAK);
    signals.async_wait([&io](boost::system::error_code error, int) {
        if (!error) {
            io.stop();
        }
    });
}

/// Nobody knows whether the handler that threw was one that would have begun again, as a watch does. Not at
/// once, lest a fault that lasts keeps the service from all other work.
void build_again_later(asio::steady_timer& timer, const std::function<void()>& start_over) {
    if (timer.expiry() != decide::TimePoint::max()) {
        return; // it is on its way
    }
    timer.expires_after(c_build_again);
    timer.async_wait([&start_over](boost::system::error_code cancelled) {
        if (!cancelled) {
            start_over();
        }
    });
}

} // namespace

/// Until it is stopped. A handler that throws ends itself only; a loop that stands still ends the process, so
/// that Windows starts another.
void App::State::run_loop(asio::io_context& io, ServiceHost& built, const Log& log,
                          const std::function<bool()>& is_log_back, const std::function<void()>& start_over) {
    asio::steady_timer again_later{io, decide::TimePoint::max()};
    LoopWatch watch{io, [&log] {
                        log.error("the loop has not moved for a minute: the service ends itself");
                        crash_now("the loop had not moved for a minute");
                    }};
    built.at_each_minute([&] {
        watch.beat();
        if (is_log_back()) {
            start_over();
        }
    });
    while (!io.stopped()) {
        try {
            io.run();
        } catch (const std::exception& error) {
            built.failed("a handler", error.what());
            build_again_later(again_later, start_over);
        }
    }
    built.at_each_minute([] {});
}

void App::State::run_once(scm::Progress& progress) {
    again = false;
    progress.enter(scm::Stage::Folder);
    const std::filesystem::path folder = make_folder(options.in_console);
    progress.enter(scm::Stage::Log);
    std::string without_log;
    const Log log = open_log(folder / "logs", options, without_log);
    keep_crash_dumps(folder);
    log.info("Mirrorwatch " + std::string{version} +
             (options.in_console ? " starts in a console" : " starts"));
    if (!options.in_console) {
        mend_setup(log);
    }
    const std::filesystem::path file = options.config.empty() ? act::settings_folder() / "mirrorwatch.toml"
                                                              : std::filesystem::absolute(options.config);
    const SettingsPlace place{file, !options.config.empty(), folder / "mirrorwatch.last-good.toml"};
    Configuration configuration =
        load_configuration(place, options.in_console ? act::windows_file_calls() : act::trusted_file_calls());
    progress.enter(scm::Stage::Journal);
    asio::io_context io{1};
    const auto start_over = [this, &io] {
        again = true;
        io.stop();
    };
    ServiceHost built{io,        log, folder, std::move(configuration), user_to_serve(options.in_console),
                      start_over};
    progress.enter(scm::Stage::Pipe);
    built.open_pipe();
    progress.enter(scm::Stage::Sensors);
    built.start();
    progress.enter(scm::Stage::Running);
    asio::signal_set signals{io};
    if (options.in_console) {
        stop_at_signals(signals, io);
    }
    attach(&io, &built);

    struct Detach {
        State& state;

        ~Detach() { state.attach(nullptr, nullptr); }
    } const detach{*this};

    if (is_to_stop) { // it came before there was a loop to tell
        io.stop();
    }
    built.tell_of_start(last_words(folder));
    built.bring_trays_back();
    if (!without_log.empty()) {
        built.failed("the log file", without_log);
    }
    const auto is_log_back = [&] { return !without_log.empty() && can_open_log(folder / "logs", options); };
    run_loop(io, built, log, is_log_back, start_over);
    built.tell_of_end();
    progress.enter(scm::Stage::Ending);
    // Cancelled operations complete here, while what they write to is still there.
    built.close();
    io.restart();
    io.run_for(c_drain);
    log.info(again ? "starting again" : "stopped");
}

App::App(AppOptions options)
    : state_(std::make_unique<State>()) {
    state_->options = std::move(options);
}

App::~App() = default;

std::optional<scm::Stage> App::run(const std::function<void(scm::Stage)>& entered) {
    scm::Progress progress{entered};
    try {
        do {
            state_->run_once(progress);
        } while (state_->again && !state_->is_to_stop);
    } catch (const std::exception& error) {
        state_->failure = error.what();
        return progress.stage();
    }
    return std::nullopt;
}

void App::post(scm::Control control) noexcept {
    state_->post(control);
}

const std::string& App::failure() const {
    return state_->failure;
}

} // namespace mirrorwatch::app
