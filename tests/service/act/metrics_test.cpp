// SPDX-License-Identifier: MIT
#include "service/act/metrics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
using namespace std::chrono_literals;

namespace {

const std::string c_anna = "S-1-5-21-1-2-3-1001";
const std::string c_ben = "S-1-5-21-1-2-3-1002";

VantageView seen(Vantage from, EndpointState state, std::chrono::milliseconds latency = 0ms) {
    VantageView view;
    view.vantage = from;
    view.runs_in = from == Vantage::Windows ? RunsIn::Service : RunsIn::Guest;
    view.state = state;
    view.latency = latency;
    return view;
}

EndpointView endpoint(const std::string& name, std::vector<VantageView> vantages) {
    EndpointView view;
    view.name = name;
    view.address = "http://me:s3cret@h/?key=s3cret";
    view.vantages = std::move(vantages);
    return view;
}

decide::Record step(MessageId message, const RemedySpec& remedy, bool warn = false) {
    return {{message, {"wg0"}}, {}, warn, UserId{c_anna, 1}, remedy};
}

/// The machine watches "api", from both sides, and "b \"ü\" \\"; Anna watches "mine". She is asked about a
/// VPN.
Metrics morning() {
    const auto api_from_windows = seen(Vantage::Windows, EndpointState::Up, 12ms);
    EndpointView named = endpoint("b \"ü\" \\\n", {seen(Vantage::Windows, EndpointState::Down)});
    named.certificate_expires = std::chrono::sys_seconds{1'800'000'000s};
    Metrics metrics{"1.2.3", std::chrono::sys_seconds{1'796'000'000s}, {}, {"api", named.name}, {}, {}};
    metrics.machine.endpoints = {endpoint("api", {api_from_windows}), named};
    Snapshot annas = metrics.machine;
    annas.endpoints[0].vantages.push_back(seen(Vantage::Wsl, EndpointState::Down));
    annas.endpoints.push_back(endpoint("mine", {seen(Vantage::Windows, EndpointState::Up, 1ms)}));
    annas.wsl_running = true;
    annas.offer.emplace().vpn = "wg0";
    annas.findings = {{Finding{Fault::VpnCutsWsl}}};
    annas.vpns = {{"wg0", "WireGuard"}, {"tap \"1\"", ""}};
    Snapshot bens = metrics.machine;
    bens.endpoints[0].vantages.push_back(seen(Vantage::Wsl, EndpointState::Pending));
    bens.vpns = annas.vpns;
    metrics.users = {{c_anna, annas}, {c_ben, bens}};
    metrics.repairs.note(step(MessageId::Excluding, Exclude{}));
    metrics.repairs.note(step(MessageId::ExcludedHelped, Exclude{}));
    metrics.repairs.note(step(MessageId::SwitchingMode, SwitchMode{NetworkingMode::Mirrored}));
    metrics.repairs.note(step(MessageId::DeviceNotFound, LowerMtu{}, true));
    return metrics;
}

std::string golden() {
    std::ifstream file{"tests/service/act/metrics.prom", std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream{text};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

bool has_line(const std::string& text, const std::string& line) {
    const auto lines = lines_of(text);
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

} // namespace

TEST_CASE("metrics are told as in the file that promtool has seen") {
    CHECK(to_prometheus(morning()) == golden());
}

TEST_CASE("the text ends with a line feed, and has no sample twice") {
    Metrics metrics = morning();
    metrics.users.push_back(metrics.users.front()); // a second session of the same account
    const std::string text = to_prometheus(metrics);
    CHECK(text.ends_with("\n"));
    CHECK(text == to_prometheus(morning()));
    const auto lines = lines_of(text);
    std::set<std::string> samples;
    for (const std::string& line : lines) {
        CAPTURE(line);
        CHECK(samples.insert(line.substr(0, line.rfind(' '))).second);
    }
}

TEST_CASE("no secret and no user's own endpoint is told") {
    const std::string text = to_prometheus(morning());
    CHECK(text.find("s3cret") == std::string::npos);
    CHECK(text.find("mine") == std::string::npos);
}

TEST_CASE("an endpoint that is not decided, or not expected to answer, has no sample") {
    Metrics metrics = morning();
    metrics.users.clear();
    metrics.machine.endpoints.pop_back();
    for (const auto state :
         {EndpointState::Unknown, EndpointState::Pending, EndpointState::Skipped, EndpointState::Paused}) {
        metrics.machine.endpoints[0].vantages[0].state = state;
        CHECK(to_prometheus(metrics).find("mirrorwatch_endpoint") == std::string::npos);
    }
}

TEST_CASE("what a user's agent asks is the user's view") {
    Metrics metrics = morning();
    metrics.users[0].second.endpoints[0].vantages[0].runs_in = RunsIn::Agent;
    metrics.machine.endpoints.clear();
    CHECK(has_line(to_prometheus(metrics),
                   "mirrorwatch_endpoint_up{endpoint=\"api\",from=\"windows\",sid=\"" + c_anna + "\"} 1"));
}

TEST_CASE("a service without users, endpoints or troubles says so") {
    Metrics metrics{"1", {}, {}, {}, {}, {}};
    CHECK(has_line(to_prometheus(metrics), "mirrorwatch_settings_valid 1"));
    CHECK(has_line(to_prometheus(metrics), "mirrorwatch_service_troubles 0"));
    CHECK(
        has_line(to_prometheus(metrics), R"(mirrorwatch_repairs_total{kind="exclude",outcome="helped"} 0)"));
    metrics.machine.settings_error = "m.toml:1:1: no";
    metrics.machine.service_troubles = {{MessageId::PartFailed, {"x"}}};
    CHECK(has_line(to_prometheus(metrics), "mirrorwatch_settings_valid 0"));
    CHECK(has_line(to_prometheus(metrics), "mirrorwatch_service_troubles 1"));
}

TEST_CASE("what is no step of a repair is not counted") {
    RepairCounts counts;
    const auto before = counts.all();
    counts.note({{MessageId::VpnBrokeMirrored, {"wg0", "api"}}, {"x"}, true});
    counts.note({{MessageId::ExcludedDidNotHelp, {"wg0"}}, {}, true, UserId{c_anna, 1}}); // it is told again
    counts.note(step(MessageId::AwaitingWsl, SwitchMode{NetworkingMode::Nat}));
    CHECK(counts.all() == before);
}
