// The service's own parts around the core, joined as app/machine_win.cpp joins them, probing what a
// mirrorwatch.toml says, every so many milliseconds. What Windows would tell is told once: one user, one
// network adapter, WSL not running.
//   probes-bench run FILE INTERVAL_MS              until it is ended
//   probes-bench times FILE INTERVAL_MS SECONDS    how late probes begin; 63 endpoints more never answer.
//                                                  Fails if one of the others begins 100 ms late or more.
#include "config/parse.hpp"
#include "config/shipped.hpp"
#include "service/app/loop.hpp"
#include "service/app/wake_timer.hpp"
#include "service/decide/supervisor.hpp"
#include "service/ipc/clients.hpp"
#include "service/sense/adapter_reader.hpp"
#include "service/sense/name_lookup.hpp"
#include "service/sense/prober.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::bench {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using decide::Duration;
using decide::TimePoint;

const UserId c_user{"S-1-5-21-1-2-3-1001", 1};

Result<AdapterTable> one_adapter() {
    Adapter ethernet;
    ethernet.guid = "{37217669-42DA-4657-A55B-0D995D328250}";
    ethernet.index = 7;
    ethernet.friendly_name = "Ethernet";
    ethernet.description = "Intel(R) Ethernet Connection (17) I219-LM";
    ethernet.if_type = 6;
    ethernet.mac = "8C-8C-AA-12-34-56";
    ethernet.up = true;
    ethernet.addresses = {{"192.168.7.20", 24}};
    ethernet.gateways = {"192.168.7.1"};
    AdapterTable table;
    table.adapters.push_back(std::move(ethernet));
    return table;
}

/// Everything but the operating system's own events: compare app::Machine.
class Service {
public:
    Service(asio::io_context& io, const Settings& settings)
        : core_(settings, shipped_rules(), {}, "bench")
        , timer_(io, [this] { loop_.take(decide::Tick{}); })
        , loop_({[this](const decide::Event& event, TimePoint now) { return core_.step(event, now); },
                 [] { return std::chrono::steady_clock::now(); }},
                effects())
        , sink_([this](decide::Event event) { loop_.take(std::move(event)); })
        , clients_([this](const UserId& user) { return protocol::to_json(core_.snapshot(user)); }, sink_)
        , prober_(
              io, [this](decide::Event event) { probed(std::move(event)); }, sense::threaded_look_up(io),
              settings.max_concurrency)
        , reader_(io, worker_, sink_, one_adapter, [](const std::string&) {})
        , io_(io) {}

    ~Service() { worker_.join(); }

    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    std::function<void(const decide::StartProbe&)> on_start;
    std::function<void(const decide::ProbeDone&)> on_done;

    void start() { loop_.take(decide::UsersSeen{{c_user}}); }

private:
    static VpnRules shipped_rules() {
        return config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml")->value;
    }

    app::Effects effects() {
        app::Effects e;
        e.wake_at = [this](TimePoint when) { timer_.wake_at(when); };
        e.read_adapters = [this](const decide::ReadAdapters& read) { reader_.read(read.id); };
        e.start_probe = [this](const decide::StartProbe& probe) {
            if (on_start) {
                on_start(probe);
            }
            prober_.start(probe);
        };
        e.ask_agent = [this](const decide::AskAgent& ask) {
            asio::post(io_, [this, id = ask.id] { sink_(decide::AgentAnswered{id, WslObservation{}}); });
        };
        e.save_journal = [](const decide::SaveJournal&) { return Result<void>{}; };
        e.publish = [this](const UserId& user) { clients_.publish(user); };
        e.reply = [this](const decide::Reply& reply) { clients_.reply(reply); };
        e.check_connectivity = [this](const decide::CheckConnectivity& check) {
            loop_.take(decide::ConnectivitySeen{check.id, true});
        };
        e.record = [](const decide::Record&) {};
        return e;
    }

    void probed(decide::Event event) {
        if (on_done) {
            on_done(std::get<decide::ProbeDone>(event));
        }
        sink_(std::move(event));
    }

    decide::Supervisor core_;
    app::WakeTimer timer_;
    app::Loop loop_;
    decide::EventSink sink_;
    ipc::Clients clients_;
    sense::Prober prober_;
    asio::thread_pool worker_{1};
    sense::AdapterReader reader_;
    asio::io_context& io_;
};

Settings settings_from(const std::string& file, std::chrono::milliseconds interval) {
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    Settings settings = config::parse_settings(text, file).value().value;
    for (EndpointSpec& endpoint : settings.endpoints) {
        endpoint.interval = endpoint.retry_interval = interval;
        endpoint.timeout = interval * 9 / 10;
    }
    return settings;
}

void end_by_signal(asio::io_context& io, asio::signal_set& signals) {
    signals.async_wait([&io](boost::system::error_code, int) { io.stop(); });
}

int run(const Settings& settings) {
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    end_by_signal(io, signals);
    Service service{io, settings};
    service.start();
    io.run();
    return 0;
}

} // namespace
} // namespace mirrorwatch::bench

int main(int argc, char** argv) {
    using namespace mirrorwatch::bench;
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 3) {
        fmt::print(stderr, "Usage: probes-bench run FILE INTERVAL_MS | times FILE INTERVAL_MS SECONDS\n");
        return 2;
    }
    const auto settings = settings_from(words[1], std::chrono::milliseconds{std::stoi(words[2])});
    return run(settings);
}
