// SPDX-License-Identifier: MIT
#include "service/sense/probes/prober.hpp"

#include "service/sense/probes/addresses.hpp"
#include "service/sense/probes/http_probe.hpp"
#include "service/sense/probes/system_http_probe.hpp"
#include "service/sense/probes/tcp_probe.hpp"

#include <boost/asio/co_spawn.hpp>

#include <deque>
#include <exception>
#include <set>
#include <string>
#include <utility>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

class Prober::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& loop, decide::EventSink sink, LookUp look_up, int max_concurrency,
          probe::SystemProbe system)
        : loop_(loop)
        , sink_(std::move(sink))
        , look_up_(std::move(look_up))
        , system_(std::move(system))
        , most_(static_cast<std::size_t>(max_concurrency)) {}

    void enqueue(const decide::StartProbe& probe) {
        if (running_.size() < most_) {
            begin(probe);
        } else {
            queue_.push_back(probe);
        }
    }

    [[nodiscard]] bool is_idle() const { return running_.empty() && queue_.empty(); }

    void allow(int max_concurrency) {
        most_ = static_cast<std::size_t>(max_concurrency);
        begin_next();
    }

    void close() {
        closed_ = true;
        queue_.clear();
        for (const auto& attempt : running_) {
            attempt->give_up();
            attempt->deadline.cancel();
        }
    }

private:
    using AttemptPtr = std::shared_ptr<Attempt>;

    /// The completion handler of a probe's coroutine.
    struct Finish {
        std::shared_ptr<State> state;
        AttemptPtr attempt;
        decide::ActionId id;

        void operator()(const std::exception_ptr& bug, const probe::Failure& failure) const {
            if (bug) {
                std::rethrow_exception(bug);
            }
            state->finish(attempt, id, failure);
        }
    };

    void begin_next() {
        while (!queue_.empty() && running_.size() < most_) {
            const decide::StartProbe probe = std::move(queue_.front());
            queue_.pop_front();
            begin(probe);
        }
    }

    void begin(const decide::StartProbe& probe) {
        const auto attempt = std::make_shared<Attempt>(loop_, probe.endpoint, probe.timeout);
        running_.insert(attempt);
        attempt->deadline.expires_after(probe.timeout);
        attempt->deadline.async_wait([attempt](const boost::system::error_code& cancelled) {
            if (!cancelled) {
                attempt->give_up();
            }
        });
        asio::co_spawn(loop_, probe_as_asked(attempt, probe.by_proxy),
                       Finish{shared_from_this(), attempt, probe.id});
    }

    asio::awaitable<probe::Failure> probe_as_asked(const AttemptPtr& attempt, bool by_proxy) {
        switch (attempt->endpoint.kind) {
        case EndpointKind::Http:
        case EndpointKind::Https:
            return by_proxy || needs_system(attempt->endpoint) ? probe_by_system(attempt, look_up_, system_)
                                                               : probe_http(attempt, look_up_, system_);
        case EndpointKind::Tcp:
            return connect(attempt, look_up_);
        case EndpointKind::Dns:
            return probe_dns(attempt, look_up_);
        case EndpointKind::WslNetwork:
            break;
        }
        return only_from_guest();
    }

    static asio::awaitable<probe::Failure> only_from_guest() {
        co_return probe::Failure{ProbeStep::Guest, "only WSL itself can be asked for this"};
    }

    void finish(const AttemptPtr& attempt, decide::ActionId id, const probe::Failure& failure) {
        const auto took = std::chrono::steady_clock::now() - attempt->began;
        attempt->deadline.cancel();
        running_.erase(attempt);
        boost::system::error_code ignored;
        attempt->socket.close(ignored);
        if (closed_) {
            return;
        }
        begin_next();
        sink_(decide::ProbeDone{id,
                                {!failure, failure.words,
                                 std::chrono::duration_cast<std::chrono::milliseconds>(took), failure.step,
                                 attempt->certificate_expires}});
    }

    asio::io_context& loop_;
    decide::EventSink sink_;
    LookUp look_up_;
    probe::SystemProbe system_;
    std::size_t most_;
    std::deque<decide::StartProbe> queue_;
    std::set<AttemptPtr> running_;
    bool closed_ = false;
};

Prober::Prober(asio::io_context& loop, decide::EventSink sink, LookUp look_up, int max_concurrency,
               probe::SystemProbe system)
    : state_(std::make_shared<State>(loop, std::move(sink), std::move(look_up), max_concurrency,
                                     std::move(system))) {}

Prober::~Prober() {
    state_->close();
}

void Prober::start(const decide::StartProbe& probe) {
    state_->enqueue(probe);
}

bool Prober::is_idle() const {
    return state_->is_idle();
}

void Prober::allow(int max_concurrency) {
    state_->allow(max_concurrency);
}

} // namespace mirrorwatch::sense
