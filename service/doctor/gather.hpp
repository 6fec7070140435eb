// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/ports.hpp"

/// Fills DoctorFacts from a machine. Nothing here starts WSL unless that is asked for.
namespace mirrorwatch::doctor {

struct Wishes {
    bool starts_wsl = false;   // --start-wsl
    bool tries_docker = false; // --docker: publishes a port for a moment
};

/// Takes some seconds: what hangs is waited for a few seconds each.
[[nodiscard]] DoctorFacts gather(const DoctorPorts& ports, const Wishes& wishes);

// Its parts, each for a few groups of facts.
void gather_host(DoctorFacts& facts, const DoctorPorts& ports);
void gather_wsl(DoctorFacts& facts, const DoctorPorts& ports, bool starts_wsl);
void gather_network(DoctorFacts& facts, const DoctorPorts& ports);
void gather_guest(DoctorFacts& facts, const DoctorPorts& ports); // after the network's and WSL's
void gather_docker(DoctorFacts& facts, const DoctorPorts& ports, bool tries_it); // after the programs

/// The value, or a note of what is missing.
template <class T>
[[nodiscard]] std::optional<T> taken(Result<T> result, Need need, DoctorFacts& facts) {
    if (result) {
        return std::move(*result);
    }
    facts.missing[need] = result.error().message;
    return std::nullopt;
}

} // namespace mirrorwatch::doctor
