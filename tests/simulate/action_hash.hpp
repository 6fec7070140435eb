// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "service/decide/core/action.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace mirrorwatch::simulate {

/// Of what the core asks for, as it is spelled on the wire and on the disk: types and functions may get other
/// names, what the product does may not. The same with every compiler.
class ActionHash {
public:
    void add(const decide::Action& action);
    /// What the clients of a user are sent.
    void add(const Snapshot& snapshot);
    void add(std::string_view text);
    void add(std::uint64_t number);

    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xCBF2'9CE4'8422'2325U; // FNV-1a
};

[[nodiscard]] std::uint64_t hash_of(const std::vector<decide::Action>& actions);

} // namespace mirrorwatch::simulate
