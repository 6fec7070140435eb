// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

enum class NameProblem {
    None,
    NotFound,  // the name server says that there is no such name
    NoAddress, // there is, but without an address
    NoAnswer,  // no name server answered, or it could not say now
    Other,
};

struct NameAnswer {
    std::vector<std::string> addresses; // literals, IPv4 before IPv6; not empty without a problem
    NameProblem problem = NameProblem::None;

    friend bool operator==(const NameAnswer&, const NameAnswer&) = default;
};

using LookUpDone = std::function<void(NameAnswer)>;

/// Starts to look a name up. Called on the loop's thread, where `done` is called once, later.
using LookUp = std::function<void(const std::string& host, LookUpDone done)>;

/// Looks a name up on the calling thread.
using ResolveName = std::function<NameAnswer(const std::string& host)>;

/// getaddrinfo.
[[nodiscard]] NameAnswer resolve_by_system(const std::string& host);

/// Looks names up on threads of its own, since a dead name server holds one for many seconds. It takes a
/// thread for each name under way, up to 256, which is four windows of the prober, and keeps four; one name
/// is looked up once at a time, whoever asks. The last copy's destructor waits a moment for the calls under
/// way and leaves those that hang; what they would have answered is dropped. The loop must outlive it.
[[nodiscard]] LookUp threaded_look_up(boost::asio::io_context& loop, ResolveName resolve = resolve_by_system);

} // namespace mirrorwatch::sense
