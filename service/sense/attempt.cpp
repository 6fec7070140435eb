#include "service/sense/attempt.hpp"

#include <boost/asio/error.hpp>

#include <utility>

namespace mirrorwatch::sense {
namespace {

/// "1 s", "1.5 s", "700 ms".
std::string in_words(decide::Duration duration) {
    const auto count = duration.count();
    if (count < 1'000 || count % 100 != 0) {
        return std::to_string(count) + " ms";
    }
    const auto tenths = count % 1'000 / 100;
    return std::to_string(count / 1'000) + (tenths == 0 ? "" : "." + std::to_string(tenths)) + " s";
}

/// Empty for an error that has no words of its own. The system's are in the language and encoding of the
/// system.
std::string known_words(const boost::system::error_code& error) {
    namespace e = boost::asio::error;
    const std::pair<boost::system::error_code, const char*> words[] = {
        {e::connection_reset, "connection reset"},    {e::connection_aborted, "connection aborted"},
        {e::broken_pipe, "connection reset"},         {e::network_unreachable, "network unreachable"},
        {e::host_unreachable, "host unreachable"},    {e::timed_out, "no answer"},
        {e::network_down, "the network is down"},     {e::access_denied, "not permitted"},
        {e::eof, "connection closed without answer"},
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
    , name_known(loop)
    , began(std::chrono::steady_clock::now()) {}

void Attempt::give_up() {
    given_up = true;
    boost::system::error_code ignored;
    socket.close(ignored);
    name_known.cancel();
}

std::string Attempt::error_text(const boost::system::error_code& error) const {
    const std::string at_step = std::string{" ("} + step + ")";
    if (given_up) {
        return "no answer within " + in_words(timeout) + at_step;
    }
    if (error == boost::asio::error::connection_refused) {
        return "connection refused";
    }
    const std::string words = known_words(error);
    return (words.empty() ? "error " + std::to_string(error.value()) : words) + at_step;
}

} // namespace mirrorwatch::sense
