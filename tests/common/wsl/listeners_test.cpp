// SPDX-License-Identifier: MIT
#include "common/wsl/listeners.hpp"

#include <doctest/doctest.h>

#include <string>

namespace mirrorwatch::wsl {
namespace {

GuestReport report_of(const std::string& lines) {
    return read_report(lines + "mw done\n");
}

} // namespace

TEST_CASE("listeners that Windows can reach are read, each port once") {
    const auto listeners = read_listeners(
        report_of("mw {\"at\":\"00000000000000000000000000000000:1F90\",\"program\":\"node\"}\n"
                  "mw {\"at\":\"00000000:1F90\",\"program\":\"\"}\n"
                  "mw {\"at\":\"0100007F:1538\",\"program\":\"postgres\"}\n"
                  "mw {\"at\":\"FEFFFF0A:0035\",\"program\":\"\"}\n"
                  "mw {\"at\":\"00000000000000000000000001000000:1F91\",\"program\":\"only-v6\"}\n"
                  "mw {\"at\":\"nonsense\",\"program\":\"x\"}\nmw "
                  "{\"at\":\"00000000:0000\",\"program\":\"x\"}\nmw {broken\n"));
    CHECK((listeners == std::vector<Listener>{{5432, "postgres", "", ""}, {8080, "node", "", "", true}}));
}

TEST_CASE("what Docker publishes is read from its own words") {
    const auto listeners = read_listeners(report_of(
        "mw {\"at\":\"00000000:1538\",\"program\":\"docker-proxy\"}\n"
        R"(mw docker {"Image":"registry.corp:5000/library/postgres:16","Names":"db","Ports":"0.0.0.0:5432->5432/tcp, [::]:5432->5432/tcp, 9000/tcp"})"
        "\n"
        R"(mw docker {"Image":"nginx@sha256:12","Names":"web","Ports":"127.0.0.1:8000-8001->80-81/tcp, 0.0.0.0:53->53/udp, 192.168.1.2:90->90/tcp"})"
        "\nmw docker no json\nmw docker {\"Ports\":7}\n"));
    CHECK((listeners == std::vector<Listener>{{5432, "docker-proxy", "db", "postgres", true},
                                              {8000, "", "web", "nginx"},
                                              {8001, "", "web", "nginx"}}));
}

} // namespace mirrorwatch::wsl
