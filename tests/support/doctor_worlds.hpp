// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/facts.hpp"

#include <string_view>
#include <vector>

namespace mirrorwatch::doctor {

/// A machine on which nothing is wrong: mirrored mode, a VPN, servers in WSL, Docker Desktop, a proxy.
[[nodiscard]] DoctorFacts healthy();

/// One thing that is wrong on such a machine, and the one check that has to tell it.
struct WrongWorld {
    std::string_view name;
    std::string_view check;
    void (*spoil)(DoctorFacts& facts);
    std::string_view excludes = {}; // the check of worlds that cannot be together with this one
};

[[nodiscard]] const std::vector<WrongWorld>& wrong_worlds();

} // namespace mirrorwatch::doctor
