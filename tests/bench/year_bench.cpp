// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "service/decide/core/supervisor.hpp"
#include "tests/support/world/world.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// What the core holds, day after day: a VPN that comes each hour under another name and cuts WSL off,
// questions that are answered in every way, WSL that stops and starts, networks that change, somebody who
// logs off and on in the evening, and somebody else who comes once and never again. Fails if it holds more in
// the end than a quarter of the way before. Usage: year-bench [days]

using namespace mirrorwatch;
using namespace std::chrono_literals;
using world::Time;

namespace {

/// What was taken while the core ran, and not given back since, by whomever.
struct Held {
    bool is_counting = false;
    long long bytes = 0;
    long long blocks = 0;
} held;

struct Head { // before each block; keeps the alignment
    std::size_t counted;
    std::size_t unused;
};

} // namespace

void* operator new(std::size_t size) {
    auto* head = static_cast<Head*>(std::malloc(sizeof(Head) + size));
    if (head == nullptr) {
        throw std::bad_alloc{};
    }
    head->counted = held.is_counting ? size : 0;
    held.bytes += static_cast<long long>(head->counted);
    held.blocks += head->counted != 0 ? 1 : 0;
    return head + 1;
}

void operator delete(void* memory) noexcept {
    if (memory != nullptr) {
        Head* head = static_cast<Head*>(memory) - 1;
        held.bytes -= static_cast<long long>(head->counted);
        held.blocks -= head->counted != 0 ? 1 : 0;
        std::free(head);
    }
}

void operator delete(void* memory, std::size_t) noexcept {
    operator delete(memory);
}

namespace {

const world::Behaviour& behaviour() {
    return *std::ranges::find(world::shipped_behaviours(), "swallowed-by-wireguard", &world::Behaviour::name);
}

class Year {
public:
    Year()
        : world_(behaviour(), 2)
        , core_(settings(), config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml")->value,
                {}, "year") {
        world_.start_wsl(0, 3s);
        world_.start_wsl(1, 3s);
        world_.begin_before();
        pass(10s);
        log_on();
    }

    void live_a_day() {
        for (int hour = 0; hour < 24; ++hour) {
            live_an_hour(hour);
        }
        ++day_;
    }

    [[nodiscard]] std::size_t questions() const { return connection_; }

private:
    static Settings settings() {
        Settings settings;
        settings.endpoints = world::endpoints_of(world::Profile::Plain);
        settings.policy.action = PolicyAction::Ask;
        return settings;
    }

    [[nodiscard]] UserId resident() const {
        return {"S-1-5-21-1-2-3-1001", static_cast<std::uint32_t>(1 + 2 * day_)};
    }

    [[nodiscard]] UserId visitor() const {
        return {"S-1-5-21-1-2-3-" + std::to_string(2000 + day_), static_cast<std::uint32_t>(2 + 2 * day_)};
    }

    /// Whose WSL is meant.
    static std::size_t number_of(const UserId& user) { return user.sid.ends_with("-1001") ? 0 : 1; }

    void live_an_hour(int hour) {
        ++occasion_;
        if (hour == 9) {
            feed(decide::UsersSeen{{resident(), visitor()}});
        } else if (hour == 17) {
            feed(decide::UsersSeen{{resident()}});
        } else if (hour == 22) {
            feed(decide::UsersSeen{});
        } else if (hour == 23) {
            ++day_;
            log_on();
            --day_;
        }
        if (hour % 6 == 3) {
            world_.switch_network();
            feed(decide::AdapterHint{});
        }
        if (hour % 8 == 4) {
            restart_wsl();
        }
        world_.vpn_comes_up(0);
        feed(decide::AdapterHint{});
        pass(40min);
        world_.vpn_goes_down(0);
        feed(decide::AdapterHint{});
        pass(20min);
    }

    void log_on() {
        seen_ = {resident()};
        feed(decide::UsersSeen{seen_});
    }

    void restart_wsl() {
        world_.stop_wsl(0);
        feed(decide::WslVmPresence{});
        pass(2min);
        world_.start_wsl(0, 4s);
        feed(decide::WslVmPresence{{++process_}});
    }

    void pass(Time time) {
        const Time end = now_ + time;
        while (true) {
            const Time next = coming_.empty() ? Time::max() : coming_.begin()->first;
            const Time due = std::min(next, wake_at_);
            if (due > end) {
                break;
            }
            now_ = std::max(now_, due);
            world_.pass_to(now_);
            if (next <= wake_at_) {
                decide::Event event = std::move(coming_.begin()->second);
                coming_.erase(coming_.begin());
                feed(event);
            } else {
                wake_at_ = Time::max();
                feed(decide::Tick{});
            }
        }
        now_ = end;
        world_.pass_to(now_);
    }

    void feed(const decide::Event& event) {
        held.is_counting = true;
        std::vector<decide::Action> actions = core_.step(event, decide::TimePoint{now_});
        held.is_counting = false;
        for (const decide::Action& action : actions) {
            std::visit([this](const auto& one) { carry_out(one); }, action);
        }
    }

    void later(Time delay, decide::Event event) { coming_.emplace(now_ + delay, std::move(event)); }

    void carry_out(const decide::WakeAt& wake) {
        wake_at_ = std::chrono::ceil<Time>(wake.when.time_since_epoch());
    }

    void carry_out(const decide::ReadAdapters& read) { later(5ms, decide::AdaptersRead{read.id, table()}); }

    void carry_out(const decide::StartProbe& start) {
        const ProbeResult result = world_.probe(world::Sender::Windows, 0, start.endpoint);
        later(result.ok ? 5ms : start.timeout, decide::ProbeDone{start.id, result});
    }

    void carry_out(const decide::CheckConnectivity& check) {
        later(20ms, decide::ConnectivitySeen{check.id, world_.is_online()});
    }

    void carry_out(const decide::ReadHostFacts& read) {
        later(60ms, decide::HostFactsRead{read.id, world_.host_facts()});
    }

    void carry_out(const decide::AskAgent& ask) {
        if (std::holds_alternative<agent::ReadUserSettings>(ask.request)) {
            later(100ms, decide::UserEndpointsRead{ask.user, {own_endpoint(ask.user)}, {}, false});
        } else if (world_.wsl(number_of(ask.user)).power == world::Wsl::Power::Starting) {
            later(5s, decide::AgentAnswered{ask.id,
                                            agent::Refusal{{MessageId::AgentFailed, {"it was too early"}}}});
        } else {
            later(300ms, decide::AgentAnswered{ask.id, world_.act(number_of(ask.user), ask.request)});
        }
        if (std::holds_alternative<agent::ShutDownWsl>(ask.request)) {
            restart_is_due_ = true;
        }
    }

    /// Each question is answered, in another way each time.
    void carry_out(const decide::Publish& publish) {
        const Snapshot snapshot = core_.snapshot(publish.user);
        if (restart_is_due_ && !world_.wsl(0).is_running()) {
            restart_is_due_ = false;
            world_.start_wsl(0, 4s);
            later(6s, decide::WslVmPresence{{++process_}});
        }
        if (!snapshot.offer || snapshot.offer->id == answered_) {
            return;
        }
        answered_ = snapshot.offer->id;
        const auto& choices = snapshot.offer->choices;
        protocol::AnswerOffer answer{answered_, choices[occasion_ % choices.size()], false};
        later(5s, decide::VerbReceived{publish.user, ++connection_, {1, std::move(answer)}});
    }

    void carry_out(const decide::SaveJournal&) {}

    void carry_out(const decide::Reply&) {}

    void carry_out(const decide::Record&) {}

    static EndpointSpec own_endpoint(const UserId& user) {
        EndpointSpec spec = world::endpoints_of(world::Profile::Plain).front();
        spec.name = "of " + user.sid;
        return spec;
    }

    /// A tunnel has another name, and another identity, each time.
    [[nodiscard]] AdapterTable table() const {
        AdapterTable table = world_.table();
        for (Adapter& adapter : table.adapters) {
            if (adapter.friendly_name == behaviour().vpns.front().device->name) {
                adapter.friendly_name += " " + std::to_string(occasion_);
            }
        }
        return table;
    }

    world::World world_;
    decide::Supervisor core_;
    std::multimap<Time, decide::Event> coming_;
    Time now_{0};
    Time wake_at_ = Time::max();
    std::vector<UserId> seen_;
    std::string answered_;
    std::uint64_t connection_ = 0;
    std::uint32_t process_ = 1'000;
    std::size_t occasion_ = 0;
    int day_ = 0;
    bool restart_is_due_ = false;
};

/// The most of each quarter of the days.
std::vector<long long> quarters(const std::vector<long long>& days) {
    std::vector<long long> most;
    for (std::size_t quarter = 0; quarter < 4; ++quarter) {
        most.push_back(
            *std::max_element(days.begin() + static_cast<std::ptrdiff_t>(days.size() * quarter / 4),
                              days.begin() + static_cast<std::ptrdiff_t>(days.size() * (quarter + 1) / 4)));
    }
    return most;
}

} // namespace

int main(int count, char** words) {
    const int days = std::max(8, count > 1 ? std::atoi(words[1]) : 365);
    Year year;
    std::vector<long long> bytes;
    for (int day = 1; day <= days; ++day) {
        year.live_a_day();
        bytes.push_back(held.bytes);
        if (day % std::max(1, days / 12) == 0) {
            std::printf("day %d: %lld KiB in %lld blocks; %zu questions were answered\n", day,
                        held.bytes / 1024, held.blocks, year.questions());
            std::fflush(stdout);
        }
    }
    const std::vector<long long> most = quarters(bytes);
    const bool grows = most[3] > most[1] + most[1] / 50;
    std::printf("at most %lld, %lld, %lld, %lld KiB in the quarters: %s\n", most[0] / 1024, most[1] / 1024,
                most[2] / 1024, most[3] / 1024, grows ? "it grows" : "it does not grow");
    return grows ? 1 : 0;
}
