// SPDX-License-Identifier: MIT
#include "service/app/app_win.hpp"

#include "common/error_win.hpp"
#include "common/version.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/app/instance_win.hpp"
#include "service/app/service_host_win.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <mutex>
#include <stdexcept>

namespace mirrorwatch::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds c_drain{1};

/// Notes the stage before each step, so that whatever throws is reported with it.
struct Progress {
    scm::Stage stage = scm::Stage::Folder;

    void enter(scm::Stage next) { stage = next; }
};

std::filesystem::path make_folder(bool in_console) {
    const std::filesystem::path folder = in_console ? act::console_folder() : act::service_folder();
    if (in_console) {
        std::filesystem::create_directories(folder);
    } else if (const Result<void> made = act::make_protected_folder(folder); !made) {
        throw std::runtime_error(made.error().message);
    }
    return folder;
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
    std::mutex mutex; // guards `loop` and `machine`, which a control looks for from its own thread
    asio::io_context* loop = nullptr;
    ServiceHost* machine = nullptr; // used on the loop's thread only
    bool again = false;             // the VPN table changed: build everything again

    void attach(asio::io_context* io, ServiceHost* built) {
        const std::lock_guard lock{mutex};
        loop = io;
        machine = built;
    }

    void obey(scm::Control control) {
        switch (control) {
        case scm::Control::Stop:
            loop->stop();
            break;
        case scm::Control::SessionsChanged:
            machine->look_for_users();
            break;
        case scm::Control::Resumed:
            machine->resumed();
            break;
        case scm::Control::StartTray:
            machine->start_tray();
            break;
        case scm::Control::SettingsChanged:
            machine->read_settings();
            break;
        }
    }

    void run_once(Progress& progress, const std::function<void()>& running);
};

void App::State::run_once(Progress& progress, const std::function<void()>& running) {
    progress.enter(scm::Stage::Folder);
    const std::filesystem::path folder = make_folder(options.in_console);
    progress.enter(scm::Stage::Instance);
    const SingleInstance instance;
    if (!instance.is_ours()) {
        throw std::runtime_error("another instance is running");
    }
    progress.enter(scm::Stage::Log);
    const Log log{{folder / "logs", options.log_level, options.in_console}};
    log.info("Mirrorwatch " + std::string{version} +
             (options.in_console ? " starts in a console" : " starts"));
    const std::filesystem::path file = options.config.empty() ? act::service_folder() / "mirrorwatch.toml"
                                                              : std::filesystem::absolute(options.config);
    const SettingsPlace place{file, !options.config.empty(), folder / "mirrorwatch.last-good.toml"};
    Configuration configuration = load_configuration(place, act::windows_file_calls());
    progress.enter(scm::Stage::Journal);
    asio::io_context io{1};
    again = false;
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
        signals.add(SIGINT);
        signals.add(SIGTERM);
        signals.add(SIGBREAK);
        signals.async_wait([&io](boost::system::error_code error, int) {
            if (!error) {
                io.stop();
            }
        });
    }
    attach(&io, &built);

    struct Detach {
        State& state;

        ~Detach() { state.attach(nullptr, nullptr); }
    } const detach{*this};

    running();
    try {
        io.run();
    } catch (const std::exception& error) {
        log.error(error.what());
        throw;
    }
    // Cancelled operations complete here, while what they write to is still there.
    built.close();
    io.restart();
    io.run_for(c_drain);
    log.info(again ? "the VPN table changed: starting again" : "stopped");
}

App::App(AppOptions options)
    : state_(std::make_unique<State>()) {
    state_->options = std::move(options);
}

App::~App() = default;

std::optional<scm::Stage> App::run(const std::function<void()>& running) {
    Progress progress;
    try {
        do {
            state_->run_once(progress, running);
        } while (state_->again);
    } catch (const std::exception& error) {
        state_->failure = error.what();
        return progress.stage;
    }
    return std::nullopt;
}

void App::post(scm::Control control) noexcept {
    const std::lock_guard lock{state_->mutex};
    if (state_->loop != nullptr) {
        asio::post(*state_->loop, [state = state_.get(), control] { state->obey(control); });
    }
}

const std::string& App::failure() const {
    return state_->failure;
}

} // namespace mirrorwatch::app
