// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "service/agent/probe/probes.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {

TEST_CASE("each likely server is proposed with a name, an address and a reason") {
    const auto proposals = proposals_of({{80, "nginx", "", ""},
                                         {3000, "node", "", ""},
                                         {4711, "gunicorn", "", ""},
                                         {5432, "", "", ""},
                                         {6379, "docker-proxy", "cache", "redis"},
                                         {9876, "", "", ""}},
                                        "Ubuntu");
    CHECK((proposals == std::vector<Proposal>{
                            {"nginx on 80", "http://127.0.0.1:80/", "nginx listens in Ubuntu"},
                            {"node on 3000", "http://127.0.0.1:3000/", "node listens in Ubuntu"},
                            {"gunicorn on 4711", "http://127.0.0.1:4711/", "gunicorn listens in Ubuntu"},
                            {"postgres on 5432", "tcp://127.0.0.1:5432", "something listens in Ubuntu"},
                            {"redis on 6379", "tcp://127.0.0.1:6379", "docker publishes it for cache"},
                            {"server on 9876", "tcp://127.0.0.1:9876", "something listens in Ubuntu"},
                        }));
}

TEST_CASE("what is the system's, or ephemeral, is not proposed, unless Docker publishes it") {
    CHECK(proposals_of({{53, "", "", ""},
                        {5355, "systemd-resolve", "", ""},
                        {111, "rpcbind", "", ""},
                        {41'000, "node", "", ""}},
                       "Ubuntu")
              .empty());
    CHECK(proposals_of({{41'000, "docker-proxy", "web", "nginx"}}, "Ubuntu").size() == 1);
}

TEST_CASE("proposals come from one call in a running distro, and from none where none runs") {
    World world;
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer("mw {\"at\":\"00000000:0050\",\"program\":\"nginx\"}\nmw done\n");
    CHECK((handle(ProposeEndpoints{}, world.ports) ==
           Reply{Proposals{{{"nginx on 80", "http://127.0.0.1:80/", "nginx listens in Ubuntu"}}}}));
    CHECK(world.wsl.calls.size() == 2);
    world.wsl.answer_running({});
    CHECK(std::holds_alternative<Refusal>(handle(ProposeEndpoints{}, world.ports)));
    CHECK(world.wsl.calls.size() == 3);
}

} // namespace mirrorwatch::agent
