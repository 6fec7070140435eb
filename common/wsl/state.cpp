#include "common/wsl/state.hpp"

#include "common/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch {
namespace {

constexpr std::array c_names{
    std::pair{NetworkingMode::None, std::string_view{"none"}},
    std::pair{NetworkingMode::Nat, std::string_view{"nat"}},
    std::pair{NetworkingMode::Bridged, std::string_view{"bridged"}},
    std::pair{NetworkingMode::Mirrored, std::string_view{"mirrored"}},
    std::pair{NetworkingMode::VirtioProxy, std::string_view{"virtioproxy"}},
    std::pair{NetworkingMode::VirtioProxy, std::string_view{"consomme"}},
};

} // namespace

std::string_view to_string(NetworkingMode mode) {
    const auto found =
        std::find_if(c_names.begin(), c_names.end(), [&](const auto& n) { return n.first == mode; });
    return found == c_names.end() ? std::string_view{"unknown"} : found->second;
}

NetworkingMode networking_mode_from(std::string_view text) {
    const auto found = std::find_if(c_names.begin(), c_names.end(),
                                    [&](const auto& n) { return equal_ignoring_case(n.second, text); });
    return found == c_names.end() ? NetworkingMode::Unknown : found->first;
}

} // namespace mirrorwatch
