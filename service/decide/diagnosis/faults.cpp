// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/faults.hpp"

namespace mirrorwatch::decide {
namespace {

using Rows = std::array<const FaultRow*, c_fault_count>;

Rows gather() {
    Rows rows{};
    for (const Family family :
         {c_faults_of_windows, c_faults_of_the_mode, c_faults_of_the_guest, c_faults_of_routes,
          c_faults_of_packets, c_faults_of_names, c_faults_of_ports, c_faults_of_a_vpn}) {
        for (const FaultRow& row : family) {
            rows.at(static_cast<std::size_t>(row.fault)) = &row;
        }
    }
    return rows;
}

} // namespace

std::span<const FaultRow* const> fault_rows() {
    static const Rows c_rows = gather();
    return c_rows;
}

const FaultRow& row_of(Fault fault) {
    return *fault_rows()[static_cast<std::size_t>(fault)];
}

Judgement judge(const FaultRow& row, const DiagnosisContext& context) {
    for (const Need need : row.needs) {
        if (need == nullptr) {
            break;
        }
        if (auto stop = need(context)) {
            return *stop;
        }
    }
    return row.rule(context);
}

} // namespace mirrorwatch::decide
