// SPDX-License-Identifier: MIT
#include "common/wsl/listeners.hpp"

#include "common/json_described.hpp"
#include "common/number.hpp"

#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

namespace mirrorwatch::wsl {
namespace {

constexpr unsigned c_longest_range = 16; // of ports that are published together

constexpr std::string_view c_kernels_loopback = "0100007F"; // 127.0.0.1

/// "0100007F:1F90", as the kernel spells it.
std::optional<std::uint16_t> shared_port(std::string_view at) {
    constexpr std::array<std::string_view, 3> c_shared{"00000000", c_kernels_loopback,
                                                       "00000000000000000000000000000000"};
    const auto colon = at.find(':');
    if (colon == std::string_view::npos ||
        std::ranges::find(c_shared, at.substr(0, colon)) == c_shared.end()) {
        return std::nullopt;
    }
    return port_from(at.substr(colon + 1), 16);
}

struct Row {
    std::string at;
    std::string program;
};

BOOST_DESCRIBE_STRUCT(Row, (), (at, program))

std::string short_image(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const auto slash = image.rfind('/');
    image = slash == std::string_view::npos ? image : image.substr(slash + 1);
    return std::string{image.substr(0, image.find(':'))};
}

std::string member(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

/// The ports of the host in "127.0.0.1:8000-8001->80-81/tcp".
std::vector<std::uint16_t> published(std::string_view mapping) {
    const auto arrow = mapping.find("->");
    if (arrow == std::string_view::npos || !mapping.ends_with("/tcp")) {
        return {};
    }
    const std::string_view host = mapping.substr(0, arrow);
    const auto colon = host.rfind(':');
    const std::string_view address = colon == std::string_view::npos ? "" : host.substr(0, colon);
    if (address != "0.0.0.0" && address != "127.0.0.1" && address != "::" && address != "[::]") {
        return {};
    }
    const std::string_view ports = host.substr(colon + 1);
    const auto dash = ports.find('-');
    const auto first = port_from(ports.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : port_from(ports.substr(dash + 1));
    std::vector<std::uint16_t> all;
    for (unsigned port = first.value_or(1); last && first && port <= *last && all.size() < c_longest_range;
         ++port) {
        all.push_back(static_cast<std::uint16_t>(port));
    }
    return all;
}

void take_container(std::map<std::uint16_t, Listener>& found, const std::string& line) {
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(line, error);
    if (error || !value.is_object()) {
        return;
    }
    const auto& container = value.get_object();
    const std::string mappings = member(container, "Ports");
    for (std::size_t at = 0; at < mappings.size();) {
        const std::size_t end = std::min(mappings.find(", ", at), mappings.size());
        const std::string_view mapping = std::string_view{mappings}.substr(at, end - at);
        for (const std::uint16_t port : published(mapping)) {
            Listener& listener = found[port];
            listener.port = port;
            listener.is_on_all |= !mapping.starts_with("127.0.0.1:");
            listener.container = member(container, "Names");
            listener.image = short_image(member(container, "Image"));
        }
        at = end + 2;
    }
}

} // namespace

std::vector<Listener> read_listeners(const GuestReport& report) {
    std::map<std::uint16_t, Listener> found;
    for (const std::string& line : report.facts) {
        const auto row = json::read<Row>(line, "listener");
        const auto port = row ? shared_port(row->at) : std::nullopt;
        if (port) {
            Listener& listener = found[*port];
            listener.port = *port;
            listener.program = listener.program.empty() ? row->program : listener.program;
            listener.is_on_all |= !row->at.starts_with(c_kernels_loopback);
        }
    }
    for (const std::string& line : report.docker) {
        take_container(found, line);
    }
    std::vector<Listener> listeners;
    listeners.reserve(found.size());
    for (auto& [port, listener] : found) {
        listeners.push_back(std::move(listener));
    }
    return listeners;
}

} // namespace mirrorwatch::wsl
