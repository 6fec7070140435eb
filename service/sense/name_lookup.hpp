#pragma once

#include <functional>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// Literals of all addresses, IPv4 before IPv6; empty when the name is not known.
using LookUpDone = std::function<void(std::vector<std::string> addresses)>;

/// Starts to look a name up. Called on the loop's thread, where `done` is called once, later.
using LookUp = std::function<void(const std::string& host, LookUpDone done)>;

/// Looks up by getaddrinfo on eight threads of its own, as a dead name server holds each for many seconds;
/// one name is looked up once at a time, whoever asks. The last copy's destructor waits for the calls under
/// way, and what they would have answered is dropped. The loop must outlive it.
[[nodiscard]] LookUp threaded_look_up(boost::asio::io_context& loop);

} // namespace mirrorwatch::sense
