// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/schedule.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;

namespace {

const UserId c_anna{"S-1-5-21-1-2-3-1001", 1};
const UserId c_ben{"S-1-5-21-1-2-3-1002", 2};
const std::vector<UserId> c_nobody;
const std::vector<UserId> c_both{c_anna, c_ben};

EndpointSpec endpoint(EndpointSource source, EndpointKind kind, const std::string& host = "wiki.corp") {
    EndpointSpec spec;
    spec.name = "e";
    spec.source = source;
    spec.kind = kind;
    spec.host = host;
    return spec;
}

constexpr EndpointKind c_kinds[] = {EndpointKind::Http, EndpointKind::Https, EndpointKind::Tcp,
                                    EndpointKind::Dns};

} // namespace

TEST_CASE("a user's own endpoints are asked as that user, whatever kind they are, also on this machine") {
    for (const EndpointKind kind : c_kinds) {
        for (const char* host : {"wiki.corp", "127.0.0.1"}) {
            const EndpointSpec own = endpoint(EndpointSource::User, kind, host);
            CHECK(asker_of(own, c_anna, c_nobody) == Asker{c_anna, false});
            CHECK(asker_of(own, c_ben, {c_anna}) == Asker{c_ben, false});
        }
    }
}

TEST_CASE("the machine's endpoints, and what needs no settings, the service asks: no user's program starts") {
    for (const EndpointKind kind : c_kinds) {
        CHECK(asker_of(endpoint(EndpointSource::Machine, kind), std::nullopt, c_nobody) == Asker{});
    }
    for (const EndpointSource source : {EndpointSource::BuiltIn, EndpointSource::Learned}) {
        for (const EndpointKind kind : {EndpointKind::Tcp, EndpointKind::Dns}) {
            CHECK(asker_of(endpoint(source, kind), c_anna, c_both) == Asker{});
        }
    }
}

TEST_CASE("what may go through a proxy is asked as a user who has one") {
    for (const EndpointKind kind : {EndpointKind::Http, EndpointKind::Https}) {
        const EndpointSpec machines = endpoint(EndpointSource::Machine, kind);
        CHECK(asker_of(machines, std::nullopt, c_both) == Asker{c_anna, true});
        CHECK(asker_of(machines, std::nullopt, {c_ben}) == Asker{c_ben, true});
        const EndpointSpec own = endpoint(EndpointSource::User, kind);
        CHECK(asker_of(own, c_ben, c_both) == Asker{c_ben, true}); // never by the proxy of another
        EndpointSpec direct = machines;
        direct.http.proxy = ProxyUse::None;
        CHECK(asker_of(direct, std::nullopt, c_both) == Asker{});
        direct.http.proxy = ProxyUse::Named;
        CHECK(asker_of(direct, std::nullopt, c_both) == Asker{});
    }
}

TEST_CASE("nothing that is on this machine, or is no HTTP, goes through a proxy") {
    const EndpointSpec here = endpoint(EndpointSource::User, EndpointKind::Http, "localhost");
    CHECK(asker_of(here, c_anna, c_both) == Asker{c_anna, false});
    for (const EndpointKind kind : {EndpointKind::Tcp, EndpointKind::Dns}) {
        CHECK(asker_of(endpoint(EndpointSource::Machine, kind), std::nullopt, c_both) == Asker{});
    }
}
