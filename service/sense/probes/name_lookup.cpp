// SPDX-License-Identifier: MIT
#include "service/sense/probes/name_lookup.hpp"

#include "service/sense/blocking_calls.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;

NameProblem problem_of(const boost::system::error_code& error) {
    namespace e = asio::error;
    if (error == e::host_not_found) {
        return NameProblem::NotFound;
    }
    if (error == e::no_data) {
        return NameProblem::NoAddress;
    }
    // A name server that refuses or is broken gives no_recovery.
    if (error == e::host_not_found_try_again || error == e::no_recovery || error == e::timed_out) {
        return NameProblem::NoAnswer;
    }
    return NameProblem::Other;
}

class NameLookups : public std::enable_shared_from_this<NameLookups> {
public:
    NameLookups(asio::io_context& loop, ResolveName resolve)
        : resolve_(std::move(resolve))
        , calls_(loop, {256, 4}) {}

    void look_up(const std::string& host, LookUpDone done) {
        auto& waiting = waiting_[host];
        waiting.push_back(std::move(done));
        if (waiting.size() > 1) {
            return;
        }
        calls_.post([weak = weak_from_this(), resolve = resolve_, host]() -> std::function<void()> {
            return [weak, host, answer = resolve(host)] {
                if (const auto self = weak.lock()) {
                    self->finish(host, answer);
                }
            };
        });
    }

private:
    void finish(const std::string& host, const NameAnswer& answer) {
        const auto waiting = waiting_.extract(host);
        for (const LookUpDone& done : waiting.mapped()) {
            done(answer);
        }
    }

    ResolveName resolve_;
    std::map<std::string, std::vector<LookUpDone>> waiting_;
    BlockingCalls calls_; // the last member: its threads end first
};

} // namespace

NameAnswer resolve_by_system(const std::string& host) {
    asio::io_context unused;
    asio::ip::tcp::resolver resolver{unused};
    boost::system::error_code failed;
    std::vector<asio::ip::address> found;
    for (const auto& entry : resolver.resolve(host, "", failed)) {
        found.push_back(entry.endpoint().address());
    }
    std::stable_partition(found.begin(), found.end(), [](const auto& address) { return address.is_v4(); });
    NameAnswer answer;
    for (const auto& address : found) {
        answer.addresses.push_back(address.to_string());
    }
    if (found.empty()) {
        answer.problem = failed ? problem_of(failed) : NameProblem::NoAddress;
    }
    return answer;
}

LookUp threaded_look_up(asio::io_context& loop, ResolveName resolve) {
    const auto lookups = std::make_shared<NameLookups>(loop, std::move(resolve));
    return [lookups](const std::string& host, LookUpDone done) { lookups->look_up(host, std::move(done)); };
}

} // namespace mirrorwatch::sense
