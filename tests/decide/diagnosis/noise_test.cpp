// SPDX-License-Identifier: MIT
#include "tests/support/evidence.hpp"
#include "tests/support/fault_cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string_view>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using mirrorwatch::decide::Diagnosis;

namespace {

struct Loss {
    std::string_view what;
    void (*lose)(Observed&);
};

void for_each_trial(Observed& o, void (*change)(GuestTrial&)) {
    for (GuestTrial& trial : o.guest().trials) {
        change(trial);
    }
}

constexpr std::array c_losses{
    Loss{"build", [](Observed& o) { o.host().os_build.reset(); }},
    Loss{"revision", [](Observed& o) { o.host().os_revision.reset(); }},
    Loss{"DisabledComponents", [](Observed& o) { o.host().disabled_components.reset(); }},
    Loss{"the policy", [](Observed& o) { o.host().mode_is_locked.reset(); }},
    Loss{"the policy's mode", [](Observed& o) { o.host().policy_mode.reset(); }},
    Loss{"constraint", [](Observed& o) { o.host().external_interface_constraint.reset(); }},
    Loss{"rules", [](Observed& o) { o.host().hyperv_block_rules.reset(); }},
    Loss{"outbound", [](Observed& o) { o.host().hyperv_outbound_blocked.reset(); }},
    Loss{"warnings", [](Observed& o) { o.host().wsl_warnings.reset(); }},
    Loss{"HNS errors", [](Observed& o) { o.host().hns_errors.reset(); }},
    Loss{"error 651", [](Observed& o) { o.host().ras_error_651.reset(); }},
    Loss{"dynamic ports", [](Observed& o) { o.host().dynamic_port_start.reset(); }},
    Loss{"NRPT", [](Observed& o) { o.host().has_nrpt_rules.reset(); }},
    Loss{"all of the host",
         [](Observed& o) {
             o.rest.host = {{}, true};
         }},
    Loss{"devices", [](Observed& o) { o.guest().devices.reset(); }},
    Loss{"routes", [](Observed& o) { o.guest().routes.reset(); }},
    Loss{"gateway", [](Observed& o) { o.guest().gateway.reset(); }},
    Loss{"resolv.conf", [](Observed& o) { o.guest().resolv_conf_is_generated.reset(); }},
    Loss{"proxy", [](Observed& o) { o.guest().http_proxy.reset(); }},
    Loss{"names", [](Observed& o) { for_each_trial(o, [](GuestTrial& t) { t.name_resolves.reset(); }); }},
    Loss{"addresses", [](Observed& o) { for_each_trial(o, [](GuestTrial& t) { t.resolved.clear(); }); }},
    Loss{"connections", [](Observed& o) { for_each_trial(o, [](GuestTrial& t) { t.connects.reset(); }); }},
    Loss{"large", [](Observed& o) { for_each_trial(o, [](GuestTrial& t) { t.large_answer.reset(); }); }},
    Loss{"listening", [](Observed& o) { for_each_trial(o, [](GuestTrial& t) { t.listens_here.reset(); }); }},
    Loss{"answering", [](Observed& o) { for_each_trial(o, [](GuestTrial& t) { t.answers_here.reset(); }); }},
    Loss{"all of the guest",
         [](Observed& o) {
             o.rest.guest = {{}, true};
         }},
    Loss{"services", [](Observed& o) { o.table.services.reset(); }},
    Loss{"phonebook", [](Observed& o) { o.table.phonebook.clear(); }},
    Loss{"NLM",
         [](Observed& o) {
             for (Adapter& a : o.table.adapters) {
                 a.nlm_connected.reset();
             }
         }},
    Loss{"hardware",
         [](Observed& o) {
             for (Adapter& a : o.table.adapters) {
                 a.hardware_interface.reset();
             }
         }},
    Loss{"MTU",
         [](Observed& o) {
             for (Adapter& a : o.table.adapters) {
                 a.mtu = 0;
             }
         }},
    Loss{"resume", [](Observed& o) { o.rest.since_resume.reset(); }},
    Loss{"WSL's start", [](Observed& o) { o.rest.since_wsl_start.reset(); }},
    Loss{"effective mode", [](Observed& o) { o.rest.effective = NetworkingMode::Unknown; }},
};

bool is_honest(Fault found, Fault right) {
    return found == right || found == Fault::VpnCutsWsl || found == Fault::VpnTargetsCut ||
           found == Fault::HostOffline || found == Fault::ServerDead || found == Fault::SilentNat ||
           found == Fault::NoNetworking || found == Fault::NoDefaultRoute || found == Fault::SecurityFilter ||
           (found == Fault::LoopbackProxy && right == Fault::ProxyRefuses) ||
           (found == Fault::LargePacketsLost && (right == Fault::NestedTunnel || right == Fault::NatStalls));
}

} // namespace

TEST_CASE("with any one observation missing the right fault is found, or one that claims less") {
    for (const FaultCase& fault_case : fault_cases()) {
        for (const Loss& loss : c_losses) {
            CAPTURE(fault_case.name);
            CAPTURE(loss.what);
            Observed observed;
            fault_case.arrange(observed);
            loss.lose(observed);
            const Diagnosis diagnosis = observed.diagnosis();
            CHECK(diagnosis.wants.empty());
            for (const Finding& finding : diagnosis.findings) {
                CAPTURE(finding.evidence);
                CHECK(is_honest(finding.fault, fault_case.fault));
            }
        }
    }
}

TEST_CASE("at least nine in ten single losses leave the right fault found") {
    int tried = 0;
    int right = 0;
    for (const FaultCase& fault_case : fault_cases()) {
        for (const Loss& loss : c_losses) {
            Observed observed;
            fault_case.arrange(observed);
            loss.lose(observed);
            ++tried;
            right += find(observed.diagnosis(), fault_case.fault) ? 1 : 0;
        }
    }
    CAPTURE(tried);
    CHECK(right * 10 >= tried * 9);
}

TEST_CASE(
    "a break by the VPN is found whatever single observation is missing, but the ones that confirm it") {
    for (const Loss& loss : c_losses) {
        CAPTURE(loss.what);
        Observed observed;
        observed.server("api", 8080, true);
        observed.web();
        loss.lose(observed);
        const auto finding = find(observed.diagnosis(), Fault::VpnCutsWsl);
        REQUIRE(finding);
        CHECK(has_line(finding->endpoints, "web"));
    }
}
