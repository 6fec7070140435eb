// SPDX-License-Identifier: MIT

#include "service/agent/guest/guest_session.hpp"
#include "service/agent/probe/probes.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace mirrorwatch::agent {
namespace {

constexpr std::chrono::seconds c_limit{12};         // Docker has 3 of them
constexpr std::uint16_t c_first_ephemeral = 32'768; // of Linux, as it is set by default

/// What stands behind a port when nobody says so.
struct WellKnown {
    std::uint16_t port;
    std::string_view name;
    bool is_http;
};

constexpr std::array<WellKnown, 27> c_well_known{{
    {22, "ssh", false},          {80, "web server", true},
    {443, "web server", false}, // a certificate for 127.0.0.1 is not to be expected
    {1433, "sql server", false}, {1521, "oracle", false},
    {2379, "etcd", false},       {3000, "web server", true},
    {3306, "mysql", false},      {4200, "angular", true},
    {5000, "web server", true},  {5173, "vite", true},
    {5432, "postgres", false},   {5672, "rabbitmq", false},
    {6379, "redis", false},      {6443, "kubernetes", false},
    {8000, "web server", true},  {8080, "web server", true},
    {8081, "web server", true},  {8088, "web server", true},
    {8443, "web server", false}, {8888, "jupyter", true},
    {9000, "web server", true},  {9090, "prometheus", true},
    {9092, "kafka", false},      {9200, "elasticsearch", true},
    {11211, "memcached", false}, {27017, "mongodb", false},
}};

constexpr std::array<std::string_view, 14> c_web_servers{
    "nginx", "apache2", "httpd",    "caddy", "lighttpd", "haproxy", "traefik",
    "node",  "uvicorn", "gunicorn", "ruby",  "php",      "dotnet",  "hypercorn"};

// Parts of the system, or of WSL, which no VPN would be noticed by.
constexpr std::array<std::string_view, 10> c_not_worth{"systemd", "systemd-resolve", "rpcbind", "rpc.statd",
                                                       "init",    "avahi-daemon",    "cupsd",   "dnsmasq",
                                                       "unbound", "wsl-pro-service"};

bool is_one_of(std::string_view name, const auto& names) {
    return std::ranges::find(names, name) != names.end();
}

const WellKnown* well_known(std::uint16_t port) {
    const auto found = std::ranges::find(c_well_known, port, &WellKnown::port);
    return found == c_well_known.end() ? nullptr : found;
}

bool is_worth_watching(const wsl::Listener& listener) {
    if (!listener.container.empty()) {
        return true;
    }
    return listener.port < c_first_ephemeral && listener.port != 53 &&
           !is_one_of(listener.program, c_not_worth);
}

/// What a person would call it.
std::string name_of(const wsl::Listener& listener) {
    const WellKnown* known = well_known(listener.port);
    if (!listener.image.empty()) {
        return listener.image;
    }
    if (!listener.program.empty() && listener.program != "docker-proxy") {
        return listener.program;
    }
    return known != nullptr ? std::string{known->name} : "server";
}

bool speaks_http(const wsl::Listener& listener) {
    const WellKnown* known = well_known(listener.port);
    const std::string name = listener.image.empty() ? listener.program : listener.image;
    return known != nullptr ? known->is_http : is_one_of(name, c_web_servers);
}

std::string reason_for(const wsl::Listener& listener, const std::string& distro) {
    if (!listener.container.empty()) {
        return "docker publishes it for " + listener.container;
    }
    return (listener.program.empty() ? "something" : listener.program) + " listens in " + distro;
}

} // namespace

std::vector<Proposal> proposals_of(const std::vector<wsl::Listener>& listeners, const std::string& distro) {
    std::vector<Proposal> proposals;
    proposals.reserve(listeners.size());
    for (const wsl::Listener& listener : listeners) {
        if (!is_worth_watching(listener)) {
            continue;
        }
        const std::string port = std::to_string(listener.port);
        const bool http = speaks_http(listener);
        proposals.push_back({name_of(listener) + " on " + port,
                             (http ? "http://127.0.0.1:" : "tcp://127.0.0.1:") + port + (http ? "/" : ""),
                             reason_for(listener, distro)});
    }
    return proposals;
}

Reply propose_endpoints(Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return Refusal{Message{MessageId::GuestUnreachable, {guest.error().message}}};
    }
    if (!*guest) {
        return Refusal{Message{MessageId::GuestUnreachable, {"no distro is running"}}};
    }
    const auto report = (*guest)->run(wsl::list_listeners(), c_limit);
    if (report.has_error()) {
        return Refusal{Message{MessageId::GuestUnreachable, {report.error().message}}};
    }
    return Proposals{proposals_of(wsl::read_listeners(*report), (*guest)->distro())};
}

} // namespace mirrorwatch::agent
