// SPDX-License-Identifier: MIT
#include "service/doctor/docker_trial.hpp"

#include "common/number.hpp"
#include "common/wsl/guest_text.hpp"
#include "service/agent/guest/guest_session.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>

namespace mirrorwatch::doctor {
namespace {

constexpr std::chrono::seconds c_limit{20};
constexpr std::chrono::seconds c_patience{5};

// The image has to be there: --pull never. Published on 127.0.0.1 alone, so that nobody else sees it.
constexpr std::string_view c_start = R"sh(
command -v docker >/dev/null 2>&1 || refuse no-docker
found=
for image in nginx httpd caddy traefik/whoami; do
    [ -n "$found" ] || found=$(docker images --format '{{.Repository}}:{{.Tag}}' "$image" 2>/dev/null | grep -v '<none>' | head -n 1)
done
[ -n "$found" ] || refuse no-image
id=$(docker run -d --rm --pull never -p 127.0.0.1::80 "$found" 2>/dev/null) || fail run
at=$(docker port "$id" 80/tcp 2>/dev/null | head -n 1)
see container "$id" "$found" "${at##*:}"
say done
)sh";

constexpr std::string_view c_remove = R"sh(
docker rm -f "$1" >/dev/null 2>&1
say done
)sh";

wsl::GuestScript script(std::string_view text, std::vector<std::string> arguments) {
    return {std::string{wsl::text::c_common} + std::string{text}, std::move(arguments)};
}

bool is_id(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

DockerTrial impossible(std::string why) {
    return {false, false, std::move(why)};
}

std::string why_not(const wsl::GuestReport& report) {
    if (report.word == "no-docker") {
        return "The default distro has no \"docker\".";
    }
    if (report.word == "no-image") {
        return "No image with a web server is there (nginx, httpd, caddy), and none is downloaded for this.";
    }
    return "Docker did not start a container.";
}

EndpointSpec page_of(const StartedContainer& container) {
    EndpointSpec endpoint;
    endpoint.name = container.image;
    endpoint.kind = EndpointKind::Http;
    endpoint.host = "127.0.0.1";
    endpoint.port = container.port;
    endpoint.timeout = c_patience;
    endpoint.http.proxy = ProxyUse::None;
    endpoint.http.expected_status = {{100, 599}}; // any answer is one
    return endpoint;
}

DockerTrial fetched(const StartedContainer& container, const DoctorPorts& ports) {
    const auto results = ports.probe({page_of(container)});
    const std::string what = container.image + " on 127.0.0.1:" + std::to_string(container.port);
    return {true, !results.empty() && results.front().ok, what};
}

} // namespace

wsl::GuestScript start_container() {
    return script(c_start, {});
}

wsl::GuestScript remove_container(const std::string& id) {
    return script(c_remove, {id});
}

std::optional<StartedContainer> started_container(const wsl::GuestReport& report) {
    for (const std::string& line : report.seen) {
        std::istringstream words{line};
        std::string what, port;
        StartedContainer container;
        words >> what >> container.id >> container.image >> port;
        const auto number = port_from(port);
        if (what == "container" && number && is_id(container.id)) {
            container.port = *number;
            return container;
        }
    }
    return std::nullopt;
}

DockerTrial try_docker(const DoctorFacts& facts, const DoctorPorts& ports) {
    if (!facts.running) {
        return impossible("WSL is not running.");
    }
    const auto guest = agent::open_guest(ports.agent);
    if (!guest || !*guest) {
        return impossible("WSL is not running.");
    }
    const auto report = (*guest)->run(start_container(), c_limit);
    if (!report) {
        return impossible(report.error().message);
    }
    const auto container = started_container(*report);
    if (!container) {
        return impossible(why_not(*report));
    }
    DockerTrial trial = fetched(*container, ports);
    const auto removed = (*guest)->run(remove_container(container->id), c_limit);
    if (!removed) {
        trial.what += ", whose container " + container->id.substr(0, 12) + " could not be removed";
    }
    return trial;
}

} // namespace mirrorwatch::doctor
