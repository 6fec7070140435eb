#pragma once

#include "common/json_io.hpp"
#include "common/remedy.hpp"

#include <string>

/// The parts of a remedy as JSON values: what the journal, the agent and the pipe have in common.
namespace mirrorwatch::json_io {

[[nodiscard]] json::value to_value(const AdapterIdentity& identity);
[[nodiscard]] json::value to_value(const ExclusionReceipt& receipt);
[[nodiscard]] json::value to_value(const ConfigEdit& edit);
[[nodiscard]] json::value to_value(const Sentence& sentence);
[[nodiscard]] json::value to_value(NetworkingMode mode);

[[nodiscard]] AdapterIdentity identity_from(const json::value& value, std::string where, Problem& problem);
[[nodiscard]] ExclusionReceipt receipt_from(const json::value& value, std::string where, Problem& problem);
[[nodiscard]] ConfigEdit edit_from(const json::value& value, std::string where, Problem& problem);
[[nodiscard]] Sentence sentence_from(const json::value& value, std::string where, Problem& problem);
[[nodiscard]] NetworkingMode mode_from(ObjectReader& reader, std::string_view name);

} // namespace mirrorwatch::json_io
