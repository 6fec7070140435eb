// SPDX-License-Identifier: MIT
#include "common/names.hpp"
#include "service/decide/diagnosis/faults.hpp"
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

TEST_CASE("there is a case for each fault that can be recognised") {
    for (const decide::FaultRow* row : decide::fault_rows()) {
        CAPTURE(name_of(row->fault));
        const auto cases = fault_cases();
        CHECK(std::any_of(cases.begin(), cases.end(), [&](const FaultCase& c) {
                  return c.fault == row->fault;
              }) == (row->rule != nullptr));
    }
}
