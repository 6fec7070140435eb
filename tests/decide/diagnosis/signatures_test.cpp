#include "common/names.hpp"
#include "service/decide/diagnosis/catalogue.hpp"
#include "service/decide/diagnosis/signatures.hpp"
#include "tests/support/evidence.hpp"
#include "tests/support/fault_cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using mirrorwatch::decide::Diagnosis;

TEST_CASE("each fault is named by its typical evidence, and no other") {
    for (const FaultCase& fault_case : fault_cases()) {
        CAPTURE(fault_case.name);
        Observed observed;
        fault_case.arrange(observed);
        const Diagnosis diagnosis = observed.diagnosis();
        CHECK(faults(diagnosis) == std::vector{fault_case.fault});
        CHECK(diagnosis.wants.empty());
        CHECK(diagnosis.is_wrong);
    }
}

TEST_CASE("a fault is not named where it is only nearly so") {
    for (const FaultCase& fault_case : fault_cases()) {
        CAPTURE(fault_case.name);
        Observed observed;
        fault_case.arrange(observed);
        fault_case.near_miss(observed);
        const Diagnosis diagnosis = observed.diagnosis();
        CHECK(!find(diagnosis, fault_case.fault));
        CHECK(diagnosis.wants.empty());
    }
}

TEST_CASE("each fault has a signature, or the catalogue says why not") {
    for (const decide::CatalogueRow& row : decide::catalogue()) {
        CAPTURE(name_of(row.fault));
        const auto signatures = decide::signatures();
        const auto count = std::count_if(signatures.begin(), signatures.end(),
                                         [&](const auto& s) { return s.fault == row.fault; });
        CHECK(count == (row.not_recognised.empty() ? 1 : 0));
    }
}

TEST_CASE("there is a case for each fault that can be recognised") {
    for (const decide::Signature& signature : decide::signatures()) {
        CAPTURE(name_of(signature.fault));
        const auto cases = fault_cases();
        CHECK(std::any_of(cases.begin(), cases.end(),
                          [&](const FaultCase& c) { return c.fault == signature.fault; }));
    }
}
