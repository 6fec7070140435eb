// SPDX-License-Identifier: MIT
#include "service/sense/probes/system_http_probe.hpp"

#include "common/probe/http_rules.hpp"
#include "service/sense/probes/addresses.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <string>
#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;

/// What the system's probe found, once it came.
struct Ended {
    ProbeResult result;
    bool came = false;
};

/// Brings the result to the loop, whatever thread it comes on.
probe::ProbeEnded to_loop(const std::shared_ptr<Attempt>& attempt, const std::shared_ptr<Ended>& ended) {
    const std::weak_ptr<Attempt> waiting = attempt;
    return
        [waiting, ended, keep = asio::make_work_guard(attempt->socket.get_executor())](ProbeResult result) {
            asio::post(keep.get_executor(), [waiting, ended, result = std::move(result)] {
                *ended = {result, true};
                if (const auto still_there = waiting.lock()) {
                    still_there->others.expires_at(asio::steady_timer::time_point::min());
                }
            });
        };
}

asio::awaitable<probe::Failure> ask(std::shared_ptr<Attempt> attempt, std::string address,
                                    const probe::SystemProbe& system) {
    const auto ended = std::make_shared<Ended>();
    attempt->others.expires_at(asio::steady_timer::time_point::max());
    attempt->end_others = system(attempt->endpoint, address, to_loop(attempt, ended));
    while (!ended->came) { // one that was told to end still tells where it was
        co_await wait_for_others(attempt);
    }
    attempt->end_others = nullptr;
    const ProbeResult& result = ended->result;
    attempt->certificate_expires = result.certificate_expires;
    if (!result.ok && result.error.empty()) {
        co_return probe::timed_out(result.failed, attempt->timeout);
    }
    co_return probe::Failure{result.failed, result.error};
}

} // namespace

bool needs_system(const EndpointSpec& endpoint) {
    return endpoint.kind == EndpointKind::Https || endpoint.http.proxy == ProxyUse::Named;
}

asio::awaitable<probe::Failure> probe_by_system(std::shared_ptr<Attempt> attempt, const LookUp& look_up,
                                                const probe::SystemProbe& system) {
    if (!system) {
        co_return probe::Failure{ProbeStep::Tls, "this system has no client for HTTPS and proxies"};
    }
    std::string address;
    if (probe::must_choose_address(attempt->endpoint)) {
        const Addresses addresses = co_await addresses_of(attempt, look_up);
        if (addresses.failure) {
            co_return addresses.failure;
        }
        const bool is_alone = attempt->endpoint.family != IpFamily::Auto && !addresses.has_others;
        address = is_alone ? std::string{} : addresses.found.front().to_string();
    }
    if (attempt->given_up) {
        co_return attempt->failure({});
    }
    probe::Failure failed = co_await ask(attempt, std::move(address), system);
    co_return failed;
}

} // namespace mirrorwatch::sense
