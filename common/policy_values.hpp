// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

/// The values of one key of the registry, as they lie there.
namespace mirrorwatch {

/// A value of a type that no setting has, or one that is too long.
struct StrangeValue {
    std::string type; // "REG_BINARY"

    friend bool operator==(const StrangeValue&, const StrangeValue&) = default;
};

/// REG_DWORD, REG_SZ, REG_MULTI_SZ; texts are UTF-8.
using PolicyValue = std::variant<std::uint32_t, std::string, std::vector<std::string>, StrangeValue>;

using PolicyValues = std::map<std::string, PolicyValue>; // by name

} // namespace mirrorwatch
