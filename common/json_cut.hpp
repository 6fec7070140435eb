// SPDX-License-Identifier: MIT
#pragma once

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace mirrorwatch::json {

/// The message as JSON in at most `cap` bytes. One that is longer loses the ends of its long lists and texts,
/// a little first, then more, until it fits; a member "is_cut" that it has becomes true. Before that all
/// members called `first` go, wherever they are. The hardest cut leaves 8 items of a list and 64 bytes of a
/// text, which no message of ours exceeds the frame cap with. For .cpp files only.
[[nodiscard]] std::string serialize_within(std::size_t cap, boost::json::object message,
                                           std::string_view first);

} // namespace mirrorwatch::json
