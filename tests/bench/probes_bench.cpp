// SPDX-License-Identifier: MIT
// The service's own parts around the core, joined as app/machine_win.cpp joins them, probing what a
// mirrorwatch.toml says, every so many milliseconds. What Windows would tell is told once: one user, one
// network adapter, WSL not running.
//   probes-bench run FILE INTERVAL_MS              until it is ended; fails if an endpoint is not up then
//   probes-bench times FILE INTERVAL_MS SECONDS    how late probes begin; 63 endpoints more never answer.
//                                                  Fails if one of the others begins 100 ms late or more.
#include "config/parse.hpp"
#include "service/app/loop.hpp"
#include "service/app/wake_timer.hpp"
#include "service/decide/core/supervisor.hpp"
#include "service/ipc/clients.hpp"
#include "service/sense/adapters/adapter_reader.hpp"
#include "service/sense/blocking_calls.hpp"
#include "service/sense/probes/name_lookup.hpp"
#include "service/sense/probes/prober.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
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

Result<sense::TableReading> one_adapter() {
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
    sense::TableReading reading;
    reading.table.adapters.push_back(std::move(ethernet));
    return reading;
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
        , clients_(
              [this](const ipc::Caller& caller) { return protocol::to_json(core_.snapshot(caller.user)); },
              [](const std::optional<std::string>&, std::size_t) { return std::vector<PastEvent>{}; }, sink_,
              [](const std::string&, const std::string&) {})
        , prober_(
              io, [this](decide::Event event) { probed(std::move(event)); }, sense::threaded_look_up(io),
              settings.max_concurrency)
        , worker_(io, {1, 1})
        , reader_(worker_, sink_, one_adapter, [](const std::string&) {})
        , io_(io) {}

    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    std::function<void(const decide::StartProbe&)> on_start;
    std::function<void(const decide::ProbeDone&)> on_done;

    void start() { loop_.take(decide::UsersSeen{{c_user}}); }

    [[nodiscard]] bool are_all_up() const {
        const Snapshot now = core_.snapshot(c_user);
        return std::ranges::all_of(now.endpoints,
                                   [](const EndpointView& e) { return e.state == EndpointState::Up; });
    }

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
    sense::BlockingCalls worker_;
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
        endpoint.http.body_match = "ok"; // as the others of probes.py do
    }
    return settings;
}

/// Until a signal comes or the time is over.
void serve(asio::io_context& io, Service& service, std::chrono::seconds time) {
    asio::signal_set signals{io, SIGINT, SIGTERM};
    asio::steady_timer over{io, time};
    signals.async_wait([&io](boost::system::error_code, int) { io.stop(); });
    over.async_wait([&io](boost::system::error_code) { io.stop(); });
    service.start();
    io.run();
}

int run(const Settings& settings) {
    asio::io_context io{1};
    Service service{io, settings};
    serve(io, service, std::chrono::hours{24});
    return service.are_all_up() ? 0 : 1;
}

/// When probes were due, and when they began. Due is an interval after the core asked for the one before;
/// begun is when the result came, less the time that the probe took: waiting for a turn counts as late.
class Lateness {
public:
    explicit Lateness(Duration interval)
        : interval_(interval) {}

    void asked(const decide::StartProbe& probe, TimePoint now) {
        Probes& probes = endpoints_[probe.endpoint.name];
        // The second one is early on purpose: it spreads the endpoints over the interval.
        due_[probe.id] = ++probes.count > 2 ? probes.asked + interval_ : TimePoint::max();
        probes.asked = now;
    }

    void answered(const decide::ProbeDone& probe, TimePoint now) {
        const auto due = due_.extract(probe.id);
        if (probe.result.ok && due.mapped() != TimePoint::max()) {
            late_.push_back(now - probe.result.latency - due.mapped());
        }
    }

    /// Whether all began within the limit.
    bool report(const std::string& name, Duration limit) {
        using Millis = std::chrono::duration<double, std::milli>;
        if (late_.empty()) {
            fmt::print("{}: no probe succeeded\n", name);
            return false;
        }
        std::sort(late_.begin(), late_.end());
        fmt::print("{:46} {:6} probes, late by", name, late_.size());
        for (const double part : {0.5, 0.9, 0.99, 0.999, 1.0}) {
            const auto rank = static_cast<std::size_t>(part * static_cast<double>(late_.size() - 1));
            fmt::print("  p{:g} {:.1f} ms", part * 100, Millis{late_[rank]}.count());
        }
        const bool is_fine = late_.back() <= limit;
        fmt::print("{}\n", is_fine ? "" : "  TOO LATE");
        return is_fine;
    }

private:
    struct Probes {
        int count = 0;
        TimePoint asked;
    };

    Duration interval_;
    std::map<std::string, Probes> endpoints_;
    std::map<decide::ActionId, TimePoint> due_;
    std::vector<TimePoint::duration> late_;
};

bool measure_lateness(const std::string& name, const Settings& settings, std::chrono::seconds time) {
    constexpr Duration c_limit{100};
    asio::io_context io{1};
    Service service{io, settings};
    Lateness lateness{settings.endpoints.front().interval};
    service.on_start = [&](const decide::StartProbe& probe) {
        lateness.asked(probe, std::chrono::steady_clock::now());
    };
    service.on_done = [&](const decide::ProbeDone& probe) {
        lateness.answered(probe, std::chrono::steady_clock::now());
    };
    serve(io, service, time);
    return lateness.report(name, c_limit);
}

/// All but one of the turns are taken by endpoints that accept and never answer.
Settings with_hanging(Settings settings, std::uint16_t port) {
    EndpointSpec hanging = settings.endpoints.front();
    hanging.port = port;
    hanging.max_backoff = hanging.interval;
    for (int i = 1; i < settings.max_concurrency; ++i) {
        hanging.name = "hanging " + std::to_string(i);
        settings.endpoints.push_back(hanging);
    }
    return settings;
}

int times(Settings settings, std::chrono::seconds time) {
    for (EndpointSpec& endpoint : settings.endpoints) {
        endpoint.jitter_percent = 0; // or nobody outside the core knows when a probe is due
    }
    asio::io_context nobody_runs_it;
    tcp::acceptor silent{nobody_runs_it, {asio::ip::address_v4::loopback(), 0}};
    const Settings hampered = with_hanging(settings, silent.local_endpoint().port());
    const std::string all = std::to_string(settings.endpoints.size()) + " endpoints";
    const std::string some = std::to_string(settings.max_concurrency - 1) + " that never answer";
    const bool alone = measure_lateness(all, settings, time);
    const bool beside = measure_lateness(all + " beside " + some, hampered, time);
    return alone && beside ? 0 : 1;
}

} // namespace
} // namespace mirrorwatch::bench

int main(int argc, char** argv) {
    using namespace mirrorwatch::bench;
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 3 || (words[0] == "times" && words.size() < 4)) {
        fmt::print(stderr, "Usage: probes-bench run FILE INTERVAL_MS | times FILE INTERVAL_MS SECONDS\n");
        return 2;
    }
    const auto settings = settings_from(words[1], std::chrono::milliseconds{std::stoi(words[2])});
    return words[0] == "times" ? times(settings, std::chrono::seconds{std::stoi(words[3])}) : run(settings);
}
