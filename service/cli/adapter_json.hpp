// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"

#include <boost/json/object.hpp>

#include <string_view>
#include <vector>

namespace mirrorwatch::cli {

/// One entry of a list of adapters: as it was written, and what could be read from it.
struct WrittenAdapter {
    boost::json::object written;
    Adapter adapter;
};

/// A JSON list of adapters, as UTF-8 or UTF-16 with its mark. Each needs friendly_name, description and
/// if_type; what to_json writes besides may be there or null, anything else is left alone. An error says in
/// which line and column the text is no JSON, or in which entry (they count from 1) a member is wrong.
[[nodiscard]] Result<std::vector<WrittenAdapter>> read_adapters(std::string_view bytes);

/// Every member of Adapter that is known.
[[nodiscard]] boost::json::object to_json(const Adapter& adapter);
[[nodiscard]] boost::json::object to_json(const Route& route);

} // namespace mirrorwatch::cli
