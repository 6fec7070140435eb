// SPDX-License-Identifier: MIT
#include "service/app/service_host_win.hpp"

#include "common/probe/winhttp_win.hpp"
#include "common/service_pipe_win.hpp"
#include "common/text.hpp"
#include "common/text_win.hpp"
#include "common/utc.hpp"
#include "common/version.hpp"
#include "service/act/activity_log_calls_win.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/journal_json.hpp"
#include "service/act/metrics_calls_win.hpp"
#include "service/ipc/pipe_security.hpp"
#include "service/sense/adapters/table_reader_win.hpp"
#include "service/sense/host/host_calls_win.hpp"
#include "service/sense/host/policy_values_win.hpp"
#include "service/sense/wsl/wsl_vm_presence_win.hpp"
#include "service/setup/setup_win.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <utility>

namespace mirrorwatch::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds c_users_poll{60}; // safety net: a session change is only a hint
constexpr const char* c_conversation = "the conversation with a program";

bool awaits_wsl(const std::vector<std::pair<UserId, Remedy>>& remedies) {
    return std::ranges::any_of(remedies, [](const auto& one) {
        const RemedyState state = one.second.state;
        return state == RemedyState::AwaitingWsl || state == RemedyState::UndoAwaitingWsl;
    });
}

std::string id_seed() {
    return to_compact(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

std::shared_ptr<act::TokenSource> tokens_for(const std::optional<sense::SessionUser>& self) {
    if (self) {
        return std::make_shared<act::OwnToken>(self->user);
    }
    return std::make_shared<act::SessionTokens>();
}

/// Starts the tray for each of them; what the log shall say of it.
std::vector<std::string> start_trays(act::TokenSource& tokens, const std::vector<sense::SessionUser>& users) {
    std::vector<std::string> lines;
    act::StartOptions options;
    options.program = act::own_program().parent_path() / "mirrorwatch-tray.exe";
    options.arguments = L"--by-service"; // one that runs already shows nothing then
    for (const sense::SessionUser& user : users) {
        const Result<KernelHandle> token = tokens.token_of(user.user);
        const Result<act::StartedProcess> started =
            token ? act::start_process(token->get(), options) : Result<act::StartedProcess>{token.error()};
        lines.push_back("tray for " + user.account_name + ": " +
                        (started ? "started" : started.error().message));
    }
    return lines.empty() ? std::vector<std::string>{"tray: nobody is logged on"} : lines;
}

ServicePipe own_console() {
    Result<ServicePipe> pipe = console_of_this_user();
    if (!pipe) {
        throw std::runtime_error(pipe.error().message);
    }
    return std::move(*pipe);
}

std::vector<PastEvent> past_events(const std::filesystem::path& folder, const std::optional<std::string>& sid,
                                   std::size_t most) {
    std::vector<PastEvent> events;
    for (act::Activity& entry : act::read_history(folder, sid, most)) {
        events.push_back({entry.time, std::move(entry.message), std::move(entry.text),
                          std::move(entry.evidence), entry.warn, std::move(entry.sid)});
    }
    return events;
}

/// By this process, which is the user's: see start_probe.
void show_asked_here(Snapshot& snapshot) {
    for (EndpointView& endpoint : snapshot.endpoints) {
        for (VantageView& view : endpoint.vantages) {
            view.runs_in = view.runs_in == RunsIn::Agent ? RunsIn::Service : view.runs_in;
        }
    }
}

sense::Complain complain_to(const Log& log) {
    return [&log](const std::string& sentence) { log.warn(sentence); };
}

} // namespace

ServiceHost::ServiceHost(asio::io_context& io, const Log& log, const std::filesystem::path& folder,
                         Configuration configuration, std::optional<sense::SessionUser> self,
                         std::function<void()> start_over)
    : io_(io)
    , log_(log)
    , self_(std::move(self))
    , configuration_(std::move(configuration))
    , start_over_(std::move(start_over))
    , policy_([] { return sense::policy_values(); }, act::trusted_local_file_calls())
    , tokens_(tokens_for(self_))
    , event_log_(act::windows_event_log())
    , journals_(folder, act::windows_file_calls(), act::real_folder_calls(), act::journal_json())
    , history_(folder, act::windows_history_calls())
    , metrics_file_(act::windows_metrics_calls(),
                    [this](const std::string& sentence) {
                        log_.warn(sentence);
                        event_log_.write(act::WindowsEvent::ServiceHindered, sentence);
                    })
    , started_(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))
    , core_(configuration_.start.settings, configuration_.vpn_table.rules, load_journals(), id_seed())
    , timer_(io, [this] { loop_.take(decide::Tick{}); })
    , loop_({[this](const decide::Event& event, decide::TimePoint now) { return core_.step(event, now); },
             [] { return std::chrono::steady_clock::now(); }},
            effects())
    , sink_([this](decide::Event event) { loop_.take(std::move(event)); })
    , faults_(log, sink_)
    , starter_(*tokens_, log, act::own_program())
    , launcher_(io, starter_)
    , agents_(launcher_, [this](decide::Event event) { agent_answered(std::move(event)); })
    , clients_([this](const ipc::Caller& caller) { return snapshot_for(caller); },
               [folder](const std::optional<std::string>& sid, std::size_t most) {
                   return past_events(folder, sid, most);
               },
               sink_,
               [this](const std::string& sid, const std::string& reason) {
                   event_log_.write(act::refusal_event(sid, reason));
               })
    , prober_(
          io, [this](decide::Event event) { probed(std::move(event)); }, sense::threaded_look_up(io),
          configuration_.start.settings.max_concurrency, probe::winhttp_probe())
    , prober_launcher_(io, starter_)
    , probers_timer_(io, [this] { user_probers_.look(); })
    , user_probers_(
          prober_launcher_, [this](decide::Event event) { probed(std::move(event)); },
          {[] { return std::chrono::steady_clock::now(); },
           [this](decide::TimePoint when) { probers_timer_.wake_at(when); }},
          complain_to(log), configuration_.start.settings.max_concurrency)
    , connectivity_(io, sink_, sense::threaded_look_up(io))
    , adapter_calls_(io, {1, 1})
    , session_calls_(io, {2, 0})
    , reader_(adapter_calls_, sink_, sense::table_reader(configuration_.vpn_table.rules.services),
              complain_to(log))
    , host_facts_(io, sense::host_sources(sense::windows_host_calls()), sink_, complain_to(log))
    , sign_(io, sense::read_processes, sink_, complain_to(log))
    , look_again_(io)
    , users_timer_(io)
    , settings_timer_(io)
    , metrics_timer_(io) {
    (void)user_settings_.use(configuration_.source.names());
}

std::string ServiceHost::snapshot_for(const ipc::Caller& caller) const {
    Snapshot snapshot = core_.snapshot(caller.user);
    if (self_) {
        show_asked_here(snapshot);
    }
    if (caller.is_administrator) {
        snapshot.people = core_.people();
    }
    return protocol::to_json(snapshot);
}

void ServiceHost::close() {
    alive_.reset();
    users_timer_.cancel();
    metrics_timer_.cancel();
    metrics_file_.use({});
    pipe_.reset();
    clients_.close_all();
    settings_timer_.cancel();
    vpn_table_watch_.reset();
    settings_watch_.reset();
    policy_watch_.reset();
    settings_watches_.clear();
    config_watches_.clear();
    dial_watch_.reset();
    address_watch_.reset();
    adapter_watch_.reset();
}

Remembered ServiceHost::load_journals() {
    act::Journals::Loaded loaded = journals_.load();
    for (const std::string& warning : loaded.warnings) {
        log_.warn(warning);
    }
    awaits_wsl_ = awaits_wsl(loaded.remembered.remedies);
    return std::move(loaded.remembered);
}

Effects ServiceHost::effects() {
    Effects e;
    e.wake_at = [this](decide::TimePoint when) { timer_.wake_at(when); };
    e.read_adapters = [this](const decide::ReadAdapters& read) {
        sign_.look(); // as we are awake: WSL's start and end change the network, and the poll is slow enough
        reader_.read(read.id);
    };
    e.start_probe = [this](const decide::StartProbe& probe) { start_probe(probe); };
    e.ask_agent = [this](const decide::AskAgent& ask) {
        user_settings_.asked(ask);
        agents_.ask(ask);
    };
    e.save_journal = [this](const decide::SaveJournal& save) { return save_journal(save); };
    e.publish = [this](const UserId& user) {
        metrics_file_.note_change();
        clients_.publish(user);
    };
    e.reply = [this](const decide::Reply& reply) { clients_.reply(reply); };
    e.check_connectivity = [this](const decide::CheckConnectivity& check) { connectivity_.check(check); };
    e.read_host_facts = [this](const decide::ReadHostFacts& read) { host_facts_.read(read.id); };
    e.record = [this](const decide::Record& r) { record(r); };
    e.has_stepped = [this] { write_metrics(); };
    e.failed = [this](std::string_view part, const std::string& what) { faults_.failed(part, what); };
    e.worked = [this](std::string_view part) { faults_.worked(part); };
    return e;
}

/// In a console this process runs as its user already.
void ServiceHost::start_probe(const decide::StartProbe& probe) {
    if (probe.as_user && !self_) {
        user_probers_.start(probe);
    } else {
        prober_.start(probe);
    }
}

void ServiceHost::probed(decide::Event event) {
    loop_.take(std::move(event));
    if (prober_.is_idle() && user_probers_.is_idle()) {
        look_again_();
    }
}

Unsaved ServiceHost::save_journal(const decide::SaveJournal& save) {
    sign_.hurry(awaits_wsl(save.remembered.remedies));
    return journals_.save(save.remembered);
}

void ServiceHost::open_pipe() {
    const std::wstring rights =
        self_ ? ipc::console_pipe_sddl(widen(self_->user.sid)) : std::wstring{ipc::c_service_pipe_sddl};
    const ServicePipe pipe = self_ ? own_console() : installed_service();
    pipe_.emplace(io_, pipe.name, rights, clients_, log_,
                  ipc::Reporter{[this](const std::string& what) { faults_.failed(c_conversation, what); },
                                [this] { faults_.worked(c_conversation); }});
}

void ServiceHost::start() {
    use(configuration_.start.settings.metrics);
    sign_.look();
    sign_.hurry(awaits_wsl_);
    gate_ = std::make_shared<sense::CoalescingNotifier>(io_, [this] { loop_.take(decide::AdapterHint{}); });
    adapter_watch_.emplace(gate_, sense::windows_notify_functions(), complain_to(log_));
    address_watch_.emplace(io_, gate_, complain_to(log_));
    dial_watch_.emplace(io_, sink_, complain_to(log_));
    // Before anybody is seen: what was left half way may not be allowed any more.
    policy_watch_.emplace(
        io_, sense::PolicyPlace{}, [this] { read_policy(); }, complain_to(log_));
    read_policy();
    // Last, as it leads to the first table: what changes after that has to be noticed.
    users_seen(self_ ? std::vector{*self_} : sense::logged_on_users());
    tell_of_settings();
    watch_settings();
    poll_users();
}

void ServiceHost::tell_of_start(const std::string& last_words) {
    if (!last_words.empty()) {
        log_.error("the process before this one crashed: " + last_words);
        event_log_.write(act::WindowsEvent::ServiceCrashed, last_words);
    }
    event_log_.write(act::WindowsEvent::ServiceStarted, "Mirrorwatch " + std::string{version});
}

void ServiceHost::tell_of_end() {
    event_log_.write(act::WindowsEvent::ServiceStopped, "Mirrorwatch " + std::string{version});
}

void ServiceHost::look_for_users() {
    if (self_) {
        return;
    }
    session_calls_.post([this, alive = std::weak_ptr{alive_}]() -> std::function<void()> {
        return [this, alive, users = sense::logged_on_users()] {
            if (!alive.expired()) {
                users_seen(users);
            }
        };
    });
}

void ServiceHost::poll_users() {
    users_timer_.expires_after(c_users_poll);
    users_timer_.async_wait([this, alive = std::weak_ptr{alive_}](boost::system::error_code error) {
        if (!error && !alive.expired()) {
            each_minute_();
            faults_.look();
            look_for_users();
            watch_settings();
            read_policy(); // its file of endpoints has no watch
            poll_users();
            if (journals_.can_be_opened_now()) {
                start_over_();
            }
        }
    });
}

void ServiceHost::users_seen(const std::vector<sense::SessionUser>& users) {
    decide::UsersSeen seen;
    std::map<UserId, std::unique_ptr<sense::FileWatch>> watches;
    for (const sense::SessionUser& user : users) {
        seen.users.push_back(user.user);
        if (user.is_away) {
            seen.away.push_back(user.user);
        }
        auto& watch = watches[user.user];
        if (const auto before = config_watches_.find(user.user); before != config_watches_.end()) {
            watch = std::move(before->second);
        } else {
            log_.info("user: " + user.account_name + ", session " + std::to_string(user.user.session));
            watch = std::make_unique<sense::FileWatch>(
                io_, user.profile, L".wslconfig",
                [this, id = user.user] { loop_.take(decide::WslConfigHint{id}); }, complain_to(log_));
        }
    }
    config_watches_ = std::move(watches);
    user_settings_.forget_others_than(seen.users);
    user_probers_.keep_only(seen.users);
    loop_.take(std::move(seen));
    watch_user_settings(users);
}

void ServiceHost::start_tray() {
    const auto ended = self_ ? std::nullopt : setup::take_tray_list();
    start_trays_of(ended);
}

void ServiceHost::bring_trays_back() {
    if (const auto ended = self_ ? std::nullopt : setup::take_tray_list()) {
        start_trays_of(ended);
    }
}

/// Of all, where no sessions are named.
void ServiceHost::start_trays_of(const std::optional<std::vector<std::uint32_t>>& sessions) {
    if (self_) {
        return;
    }
    session_calls_.post(
        [this, alive = std::weak_ptr{alive_}, tokens = tokens_, sessions]() -> std::function<void()> {
            std::vector<sense::SessionUser> users = sense::logged_on_users();
            std::erase_if(users, [&](const sense::SessionUser& user) {
                return sessions && std::ranges::count(*sessions, user.user.session) == 0;
            });
            return [this, alive, lines = start_trays(*tokens, users)] {
                for (const std::string& line : alive.expired() ? std::vector<std::string>{} : lines) {
                    log_.info(line);
                }
            };
        });
}

void ServiceHost::resumed() {
    look_for_users();
    loop_.take(decide::Resumed{});
}

void ServiceHost::record(const decide::Record& record) {
    std::string line = text::to_text(record.message);
    for (const std::string& evidence : record.evidence) {
        line += " | " + evidence;
    }
    log_.write(record.warn ? LogLevel::Warn : LogLevel::Info, line);
    if (const auto event = act::event_of(record)) {
        event_log_.write(*event);
    }
    repairs_.note(record);
    metrics_file_.note_change();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (const Result<void> written = history_.append(record, now); !written) {
        log_.warn("history: " + written.error().message);
    }
}

} // namespace mirrorwatch::app
