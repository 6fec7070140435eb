// SPDX-License-Identifier: MIT
#include "service/sense/adapters/table_reader_win.hpp"

#include "common/ascii.hpp"
#include "common/text_win.hpp"
#include "service/sense/adapters/adapters_win.hpp"
#include "service/sense/adapters/best_route.hpp"
#include "service/sense/adapters/network_list_win.hpp"
#include "service/sense/adapters/phonebook_win.hpp"
#include "service/sense/adapters/proxy_win.hpp"
#include "service/sense/adapters/service_list_win.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;

namespace {

/// All services of this machine, or those that run, each asked by itself.
std::vector<std::string> services_of_machine(bool only_running) {
    const UniqueHandle<ServicePolicy> manager{OpenSCManagerW(nullptr, nullptr, SC_MANAGER_ENUMERATE_SERVICE)};
    std::vector<ENUM_SERVICE_STATUSW> memory(1000);
    DWORD missing = 0;
    DWORD count = 0;
    DWORD resume = 0;
    REQUIRE(EnumServicesStatusW(manager.get(), SERVICE_WIN32, SERVICE_STATE_ALL, memory.data(),
                                static_cast<DWORD>(memory.size() * sizeof memory[0]), &missing, &count,
                                &resume));
    std::vector<std::string> names;
    for (DWORD i = 0; i < count; ++i) {
        const UniqueHandle<ServicePolicy> service{
            OpenServiceW(manager.get(), memory[i].lpServiceName, SERVICE_QUERY_STATUS)};
        SERVICE_STATUS status{};
        const bool runs =
            service && QueryServiceStatus(service.get(), &status) && status.dwCurrentState == SERVICE_RUNNING;
        if (runs || !only_running) {
            names.push_back(narrow(memory[i].lpServiceName));
        }
    }
    std::ranges::sort(names);
    return names;
}

} // namespace

TEST_CASE("the whole table is that of the IP stack with what no adapter shows") {
    std::vector<VpnService> watched{{"None", "mirrorwatch-is-no-such-service", true}};
    for (const std::string& name : services_of_machine(false)) {
        watched.push_back({"Some", name, false});
    }
    const auto read = table_reader(watched);
    auto reading = read();
    REQUIRE_MESSAGE(reading.has_value(), reading.error().message);
    CHECK(reading->silent.empty());
    AdapterTable* table = &reading->table;
    CHECK((table->services == services_of_machine(true)));
    CHECK(table->proxy.has_value());
    auto bare = read_ip_tables();
    REQUIRE(bare.has_value());
    for (Adapter& adapter : table->adapters) {
        adapter.nlm_connected.reset();
    }
    CHECK((table->adapters == bare->adapters));
    CHECK((table->routes == bare->routes));
}

TEST_CASE("a table can be read again, on another thread, and after the reader was copied") {
    const auto read = table_reader({});
    const auto first = read();
    Result<TableReading> second = Error{};
    std::thread other{[copy = read, &second] { second = copy(); }};
    other.join();
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK((first->table == second->table));
    CHECK((second->table.services == std::vector<std::string>{}));
}

TEST_CASE("a reader that never read leaves nothing behind") {
    (void)table_reader({});
}

TEST_CASE("what Network List Manager has connected are adapters of this machine") {
    NetworkList networks;
    const auto connected = networks.connected();
    const auto table = read_ip_tables();
    REQUIRE(table.has_value());
    if (!connected) {
        MESSAGE("Network List Manager does not answer here.");
        return;
    }
    for (const std::string& guid : *connected) {
        CAPTURE(guid);
        CHECK(guid.size() == 38);
        CHECK(std::ranges::find(table->adapters, guid, &Adapter::guid) != table->adapters.end());
    }
    CHECK((networks.connected() == connected));
}

TEST_CASE("the phonebook is read twice alike") {
    Phonebook phonebook;
    const auto first = phonebook.rows().size();
    CHECK(phonebook.rows().size() == first);
}

TEST_CASE("a service that does not exist does not run, and one is found in either case of letters") {
    const std::vector<std::string> running = services_of_machine(true);
    REQUIRE_FALSE(running.empty());
    const std::string name = lower(running.front());
    ServiceList services{{name, "mirrorwatch-is-no-such-service", ""}};
    CHECK((services.running() == std::vector<std::string>{name}));
    CHECK((services.running() == std::vector<std::string>{name}));
}

TEST_CASE("the machine's proxy can be read") {
    CHECK(machine_proxy().has_value());
}

TEST_CASE("Windows has a way to its own address, or says why not") {
    const BestRoute best_route = windows_best_route();
    const auto answer = best_route("127.0.0.1");
    if (answer) {
        CHECK(answer->interface_index != 0);
    } else {
        CHECK(answer.error().message.starts_with("GetBestRoute2: "));
    }
    CHECK(best_route("localhost").error().message == "\"localhost\" is no IPv4 or IPv6 address.");
}
