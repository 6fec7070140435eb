// SPDX-License-Identifier: MIT
// Probes what a file says, all at once, and writes the results as JSON, in the order of the file:
//     mirrorwatch-probes <file>
// The file: [{"by_proxy": …, "timeout_ms": …, "endpoint": …}, …], endpoints as between our own processes.
#include "common/described.hpp"
#include "common/probe/winhttp_win.hpp"
#include "service/sense/probes/prober.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace mirrorwatch;

struct Order {
    bool by_proxy = false;
    decide::Duration timeout{0};
    EndpointSpec endpoint;
};

std::vector<Order> read_orders(const wchar_t* path) {
    std::ifstream file{std::filesystem::path{path}, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const boost::json::value value = boost::json::parse(text);
    std::vector<Order> orders;
    json::Trouble trouble;
    for (const auto& one : value.as_array()) {
        json::Fields fields{{one, "order " + std::to_string(orders.size()), trouble}};
        Order order;
        order.by_proxy = fields.get<bool>("by_proxy");
        order.timeout = fields.get<std::chrono::milliseconds>("timeout_ms", {.largest = 60'000});
        order.endpoint = fields.get<EndpointSpec>("endpoint");
        orders.push_back(std::move(order));
    }
    if (!trouble.message.empty()) {
        throw std::runtime_error(trouble.message);
    }
    return orders;
}

struct Seen {
    ProbeResult result;
    std::size_t came = 0; // the how manieth it was
};

std::map<std::size_t, Seen> probe_all(const std::vector<Order>& orders) {
    std::map<std::size_t, Seen> results;
    std::size_t next = 0;
    boost::asio::io_context loop;
    const auto sink = [&](const decide::Event& event) {
        const auto& done = std::get<decide::ProbeDone>(event);
        results[done.id] = {done.result, next++};
    };
    sense::Prober prober{loop, sink, sense::threaded_look_up(loop), 64, probe::winhttp_probe()};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        prober.start({i, orders[i].endpoint, orders[i].timeout, {}, orders[i].by_proxy});
    }
    loop.run();
    return results;
}

} // namespace

int wmain(int argc, wchar_t* argv[]) {
    if (argc != 2) {
        std::fputs("Usage: mirrorwatch-probes <file>\n", stderr);
        return 2;
    }
    try {
        boost::json::array values;
        for (const auto& [id, seen] : probe_all(read_orders(argv[1]))) {
            boost::json::value value = json::value_of(seen.result);
            value.as_object()["came"] = seen.came;
            values.push_back(std::move(value));
        }
        std::printf("%s\n", boost::json::serialize(values).c_str());
        return std::fflush(stdout);
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "%s\n", problem.what());
        return 1;
    }
}
