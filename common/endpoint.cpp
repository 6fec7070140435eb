#include "common/endpoint.hpp"

namespace mirrorwatch {
namespace {

std::string place_of(const EndpointSpec& endpoint) {
    const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::string without_query(const std::string& target) {
    const std::size_t query = target.find('?');
    return query == std::string::npos ? target : target.substr(0, query) + "?***";
}

} // namespace

std::string shown_address(const EndpointSpec& endpoint) {
    switch (endpoint.kind) {
    case EndpointKind::Http:
        return "http://" + place_of(endpoint) + without_query(endpoint.http.target);
    case EndpointKind::Https:
        return "https://" + place_of(endpoint) + without_query(endpoint.http.target);
    case EndpointKind::Tcp:
        return "tcp://" + place_of(endpoint);
    case EndpointKind::Dns:
        return "dns:" + endpoint.host;
    case EndpointKind::WslNetwork:
        break;
    }
    return "wsl-network";
}

} // namespace mirrorwatch
