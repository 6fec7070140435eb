// SPDX-License-Identifier: MIT
#include "service/sense/probes/attempt.hpp"

#include <boost/asio/error.hpp>

#include <string>
#include <utility>

namespace mirrorwatch::sense {
namespace {

/// Empty for an error that has no words of its own. The system's are in the language and encoding of the
/// system.
std::string known_words(const boost::system::error_code& error) {
    namespace e = boost::asio::error;
    const std::pair<boost::system::error_code, const char*> words[] = {
        {e::connection_reset, "connection reset"},
        {e::connection_aborted, "connection aborted"},
        {e::broken_pipe, "connection reset"},
        {e::network_unreachable, "network unreachable"},
        {e::host_unreachable, "host unreachable"},
        {e::timed_out, "no answer"},
        {e::network_down, "the network is down"},
        {e::access_denied, "not permitted"},
        {e::eof, "connection closed without answer"},
        // ERROR_NETNAME_DELETED, which Asio translates for reads and writes, and not for connects.
        {{64, boost::system::system_category()}, "connection reset"},
    };
    for (const auto& [code, text] : words) {
        if (error == code) {
            return text;
        }
    }
    return {};
}

} // namespace

Attempt::Attempt(boost::asio::io_context& loop, EndpointSpec spec, decide::Duration allowed)
    : endpoint(std::move(spec))
    , timeout(allowed)
    , socket(loop)
    , deadline(loop)
    , others(loop)
    , began(std::chrono::steady_clock::now()) {}

void Attempt::give_up() {
    given_up = true;
    boost::system::error_code ignored;
    socket.close(ignored);
    if (end_others) {
        end_others();
    }
    others.cancel();
}

probe::Failure Attempt::failure(const boost::system::error_code& error) const {
    if (given_up) {
        return probe::timed_out(step, timeout);
    }
    if (error == boost::asio::error::connection_refused) {
        return {ProbeStep::Refused, "connection refused"};
    }
    std::string words = known_words(error);
    if (words.empty()) {
        words = "error " + std::to_string(error.value());
    }
    return {step, words + " (" + std::string{probe::doing(step)} + ")"};
}

} // namespace mirrorwatch::sense
