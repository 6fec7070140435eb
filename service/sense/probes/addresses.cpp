// SPDX-License-Identifier: MIT
#include "service/sense/probes/addresses.hpp"

#include "common/ascii.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;
using asio::ip::address;

bool fits(const address& candidate, IpFamily family) {
    return family == IpFamily::Auto || (family == IpFamily::V4) == candidate.is_v4();
}

const char* family_name(IpFamily family) {
    return family == IpFamily::V4 ? "IPv4" : "IPv6";
}

probe::Failure name_failure(NameProblem problem) {
    switch (problem) {
    case NameProblem::None:
        return {};
    case NameProblem::NotFound:
        return {ProbeStep::Name, "name not found"};
    case NameProblem::NoAddress:
        return {ProbeStep::Name, "the name has no address"};
    case NameProblem::NoAnswer:
        return {ProbeStep::Name, "no answer from the name server"};
    case NameProblem::Other:
        break;
    }
    return {ProbeStep::Name, "the name cannot be looked up"};
}

std::optional<address> without_look_up(const EndpointSpec& endpoint) {
    if (equal_ignoring_case(endpoint.host, "localhost")) {
        if (endpoint.family == IpFamily::V6) {
            return asio::ip::address_v6::loopback();
        }
        return asio::ip::address_v4::loopback(); // ::1 is not shared with WSL
    }
    boost::system::error_code not_literal;
    const address literal = asio::ip::make_address(endpoint.host, not_literal);
    return not_literal ? std::nullopt : std::optional{literal};
}

asio::awaitable<NameAnswer> look_name_up(std::shared_ptr<Attempt> attempt, const LookUp& look_up) {
    attempt->step = ProbeStep::Name;
    attempt->others.expires_at(asio::steady_timer::time_point::max());
    const auto answer = std::make_shared<NameAnswer>();
    const std::weak_ptr<Attempt> waiting = attempt;
    LookUpDone done = [answer, waiting](NameAnswer found) {
        *answer = std::move(found);
        if (const auto still_there = waiting.lock()) {
            still_there->others.expires_at(asio::steady_timer::time_point::min());
        }
    };
    look_up(attempt->endpoint.host, std::move(done));
    co_await wait_for_others(attempt);
    co_return *answer;
}

/// Of the literals those that fit.
Addresses chosen(const NameAnswer& answer, IpFamily family) {
    Addresses addresses;
    for (const std::string& literal : answer.addresses) {
        boost::system::error_code ignored;
        const address found = asio::ip::make_address(literal, ignored);
        if (fits(found, family)) {
            addresses.found.push_back(found);
        } else {
            addresses.has_others = true;
        }
    }
    addresses.failure = name_failure(answer.problem);
    if (!addresses.failure && addresses.found.empty()) {
        const std::string kind = family == IpFamily::Auto ? "" : std::string{family_name(family)} + " ";
        addresses.failure = {ProbeStep::Name, "the name has no " + kind + "address"};
    }
    return addresses;
}

asio::awaitable<Addresses> looked_up(std::shared_ptr<Attempt> attempt, const LookUp& look_up) {
    const NameAnswer answer = co_await look_name_up(attempt, look_up);
    Addresses addresses;
    if (attempt->given_up) {
        addresses.failure = attempt->failure({});
    } else {
        addresses = chosen(answer, attempt->endpoint.family);
    }
    co_return addresses;
}

bool is_one_of(const address& found, const std::vector<std::string>& literals) {
    return std::ranges::any_of(literals, [&](const std::string& literal) {
        boost::system::error_code no_literal;
        const address expected = asio::ip::make_address(literal, no_literal);
        return !no_literal && expected == found;
    });
}

probe::Failure unexpected(const std::vector<address>& found) {
    constexpr std::size_t c_shown = 3;
    std::string list;
    for (std::size_t i = 0; i < std::min(found.size(), c_shown); ++i) {
        list += (i == 0 ? "" : ", ") + found[i].to_string();
    }
    return {ProbeStep::Name, "the name resolves to " + list + (found.size() > c_shown ? ", …" : "") +
                                 ", not to an expected address"};
}

} // namespace

asio::awaitable<void> wait_for_others(std::shared_ptr<Attempt> attempt) {
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await attempt->others.async_wait(token);
}

asio::awaitable<Addresses> addresses_of(std::shared_ptr<Attempt> attempt, const LookUp& look_up) {
    const auto known = without_look_up(attempt->endpoint);
    if (!known) {
        Addresses addresses = co_await looked_up(attempt, look_up);
        co_return addresses;
    }
    Addresses addresses;
    const IpFamily family = attempt->endpoint.family;
    if (fits(*known, family)) {
        addresses.found.push_back(*known);
    } else {
        addresses.failure = {ProbeStep::Name,
                             std::string{"the host is no "} + family_name(family) + " address"};
    }
    co_return addresses;
}

asio::awaitable<probe::Failure> probe_dns(std::shared_ptr<Attempt> attempt, const LookUp& look_up) {
    const Addresses addresses = co_await looked_up(attempt, look_up);
    if (addresses.failure) {
        co_return addresses.failure;
    }
    const auto& expected = attempt->endpoint.expected_addresses;
    const auto is_expected = [&](const address& found) { return is_one_of(found, expected); };
    const bool good = expected.empty() || std::ranges::any_of(addresses.found, is_expected);
    co_return good ? probe::Failure{} : unexpected(addresses.found);
}

} // namespace mirrorwatch::sense
