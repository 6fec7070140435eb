// SPDX-License-Identifier: MIT
#include "service/sense/probes/connectivity.hpp"

#include "common/number.hpp"
#include "service/sense/probes/prober.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;

/// "host:port", an IPv6 literal in brackets.
std::optional<EndpointSpec> endpoint_of(const std::string& target) {
    const auto colon = target.rfind(':');
    if (colon == std::string::npos || colon == 0) {
        return std::nullopt;
    }
    EndpointSpec endpoint;
    endpoint.kind = EndpointKind::Tcp;
    endpoint.host = target.substr(0, colon);
    if (endpoint.host.size() > 2 && endpoint.host.front() == '[' && endpoint.host.back() == ']') {
        endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    }
    endpoint.port = port_from(std::string_view{target}.substr(colon + 1)).value_or(0);
    return endpoint.port == 0 ? std::nullopt : std::optional{endpoint};
}

} // namespace

class ConnectivityCheck::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& loop, decide::EventSink sink, LookUp look_up)
        : loop_(loop)
        , sink_(std::move(sink))
        , prober_(
              loop, [this](decide::Event event) { take(std::get<decide::ProbeDone>(event)); },
              std::move(look_up)) {}

    void check(const decide::CheckConnectivity& question) {
        std::size_t asked = 0;
        for (const std::string& target : question.targets) {
            if (auto endpoint = endpoint_of(target)) {
                endpoint->name = target;
                of_[++last_] = question.id;
                prober_.start({last_, std::move(*endpoint), question.timeout});
                ++asked;
            }
        }
        if (asked > 0) {
            open_[question.id] = asked;
            return;
        }
        asio::post(loop_, [weak = weak_from_this(), id = question.id] {
            if (const auto self = weak.lock()) {
                self->sink_(decide::ConnectivitySeen{id, false});
            }
        });
    }

private:
    void take(const decide::ProbeDone& done) {
        const auto probe = of_.extract(done.id);
        const auto question = probe.empty() ? open_.end() : open_.find(probe.mapped());
        if (question == open_.end()) {
            return; // answered already
        }
        if (done.result.ok || --question->second == 0) {
            const decide::ActionId id = question->first;
            open_.erase(question);
            sink_(decide::ConnectivitySeen{id, done.result.ok});
        }
    }

    asio::io_context& loop_;
    decide::EventSink sink_;
    std::map<decide::ActionId, decide::ActionId> of_; // our probe -> the question
    std::map<decide::ActionId, std::size_t> open_;    // the question -> targets that have not answered
    decide::ActionId last_ = 0;
    Prober prober_; // last: it is ended first
};

ConnectivityCheck::ConnectivityCheck(asio::io_context& loop, decide::EventSink sink, LookUp look_up)
    : state_(std::make_shared<State>(loop, std::move(sink), std::move(look_up))) {}

ConnectivityCheck::~ConnectivityCheck() = default;

void ConnectivityCheck::check(const decide::CheckConnectivity& question) {
    state_->check(question);
}

} // namespace mirrorwatch::sense
