// SPDX-License-Identifier: MIT
#include "service/cli/explain_view.hpp"
#include "service/cli/snapshot_json.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

/// An endpoint whose certificate ends at one o'clock in Berlin, which is midnight UTC.
Snapshot with_certificate() {
    EndpointView endpoint;
    endpoint.name = "unix"; // a name, and no time
    endpoint.certificate_expires = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22};
    Snapshot snapshot;
    snapshot.endpoints = {endpoint};
    return snapshot;
}

} // namespace

TEST_CASE("status and explain tell programs the time in UTC, as every other command does") {
    for (const std::string& text : {snapshot_json(with_certificate()), explain_json(with_certificate())}) {
        const auto endpoint = boost::json::parse(text).at("endpoints").at(0);
        CHECK(endpoint.at("certificate_expires") == "2026-11-22T00:00:00Z");
        CHECK(endpoint.at("name") == "unix");
        CHECK(text.ends_with("}\n"));
    }
    CHECK(boost::json::parse(snapshot_json(Snapshot{})).at("endpoints").as_array().empty());
}

} // namespace mirrorwatch::cli
