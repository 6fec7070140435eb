// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/probe/failure.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What is asked of an HTTP server and how its answer is judged, whoever carries it: Beast or WinHTTP.
namespace mirrorwatch::probe {

/// Of a body so much is read, and searched.
constexpr std::size_t c_body_cap = std::size_t{64} * 1024;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// "host" or "host:8080", an IPv6 literal in brackets: the Host header.
[[nodiscard]] std::string authority(const EndpointSpec& endpoint);

/// The endpoint's own headers, and ours whose names are not among them: Host, User-Agent, Accept, Connection,
/// and for a POST, which has no body, Content-Length.
[[nodiscard]] Headers request_headers(const EndpointSpec& endpoint);

/// A header or a target that would end its line and begin another; configuration refuses such.
[[nodiscard]] Failure unsendable(const HttpCheck& check);

/// What follows from status and Location of an answer: neither `failure` nor `next` means that the body
/// counts now.
struct HeadVerdict {
    Failure failure;
    std::optional<EndpointSpec>
        next; // Http or Https: a redirect to follow, as an endpoint with one left less
};

/// Redirects are followed before the status is judged. A POST becomes a GET where browsers do so (301, 302,
/// 303). To another origin no header of the user's goes but Accept, Accept-Language and User-Agent: the rest
/// may be secret.
[[nodiscard]] HeadVerdict judge_head(const EndpointSpec& endpoint, int status, std::string_view location);

/// Whether the body must be kept, or only read.
[[nodiscard]] bool looks_at_body(const HttpCheck& check);
/// `body`: all of it or the first c_body_cap bytes.
[[nodiscard]] Failure judge_body(const HttpCheck& check, std::string_view body);

/// Whether the host must be looked up before, and one of its addresses be chosen: for a family, and for
/// "localhost". Not where a proxy looks it up.
[[nodiscard]] bool must_choose_address(const EndpointSpec& endpoint);

} // namespace mirrorwatch::probe
