#include "service/decide/diagnosis/catalogue.hpp"

#include "common/names.hpp"
#include "common/remedy_catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string_view>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;

namespace {

bool depends(Fault fault, Fault on) {
    const auto causes = row_of(fault).depends_on;
    return std::find(causes.begin(), causes.end(), on) != causes.end();
}

} // namespace

TEST_CASE("the catalogue has a row for each fault, which is found by it") {
    CHECK(catalogue().size() == c_names_of<Fault>.size());
    for (const CatalogueRow& row : catalogue()) {
        CHECK(&row_of(row.fault) == &row);
    }
}

TEST_CASE("each signature from S01 to S30 has its row, and S02 has two") {
    std::multiset<std::string_view> found;
    for (const CatalogueRow& row : catalogue()) {
        found.insert(row.signature);
    }
    for (int i = 1; i <= 30; ++i) {
        const std::string name = (i < 10 ? "S0" : "S") + std::to_string(i);
        CAPTURE(name);
        CHECK(found.count(name) + found.count(name + "a") == 1);
    }
    CHECK(found.count("S02b") == 1);
    CHECK(found.count("") == 2);
}

TEST_CASE("no two faults explain each other away") {
    for (const CatalogueRow& row : catalogue()) {
        for (const Fault cause : row.depends_on) {
            CAPTURE(name_of(row.fault));
            CAPTURE(name_of(cause));
            CHECK(cause != row.fault);
            CHECK_FALSE(depends(cause, row.fault));
        }
    }
}

TEST_CASE("whatever leaves WSL without a network explains every VPN break away") {
    for (const Fault fault : {Fault::VpnCutsWsl, Fault::VpnTargetsCut, Fault::TunnelRepliesDropped,
                              Fault::NeighbourFails, Fault::HalvesNotMirrored}) {
        CAPTURE(name_of(fault));
        for (const Fault cause : {Fault::Ipv6Disabled, Fault::StaleHns, Fault::DuplicateMac,
                                  Fault::NoNetworking, Fault::AfterResume, Fault::HypervBlocked}) {
            CHECK(depends(fault, cause));
        }
    }
}

TEST_CASE(
    "a break by a VPN is visible at once, as the settle time came before, and nothing after over a minute") {
    CHECK(row_of(Fault::VpnCutsWsl).visible_after == 0s);
    CHECK(row_of(Fault::VpnTargetsCut).visible_after == 0s);
    CHECK(row_of(Fault::AfterResume).visible_after > 20s);
    for (const CatalogueRow& row : catalogue()) {
        CHECK(row.visible_after <= 60s);
    }
}

TEST_CASE("what cannot be recognised says why in a sentence") {
    for (const CatalogueRow& row : catalogue()) {
        CHECK((row.not_recognised.empty() || row.not_recognised.ends_with('.')));
    }
    CHECK_FALSE(row_of(Fault::OnlyPing).not_recognised.empty());
    CHECK_FALSE(row_of(Fault::InboundBlocked).not_recognised.empty());
}
