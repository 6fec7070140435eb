#pragma once

#include "common/json_fields.hpp"
#include "common/remembered.hpp"

#include <boost/json/object.hpp>

/// A remedy and its parts as JSON values: what the journal, the agent, the backups and the pipe have in
/// common.
namespace mirrorwatch::json {

[[nodiscard]] boost::json::object value_of(const Message& sentence);
[[nodiscard]] boost::json::object value_of(const AdapterIdentity& identity);
[[nodiscard]] boost::json::object value_of(const ExclusionReceipt& receipt);
[[nodiscard]] boost::json::object value_of(const ConfigEdit& edit);
[[nodiscard]] boost::json::object value_of(const MtuReceipt& receipt);
[[nodiscard]] boost::json::object value_of(const Remedy& remedy);
[[nodiscard]] boost::json::object value_of(const VpnPreference& preference);

[[nodiscard]] Message sentence_from(Fields& fields);
[[nodiscard]] AdapterIdentity identity_from(Fields& fields);
[[nodiscard]] ExclusionReceipt receipt_from(Fields& fields);
[[nodiscard]] ConfigEdit edit_from(Fields& fields);
[[nodiscard]] MtuReceipt mtu_receipt_from(Fields& fields);
[[nodiscard]] Remedy remedy_from(Fields& fields);
/// By the names of the catalogue of remedies.
[[nodiscard]] Choice choice_from(Fields& fields, std::string_view name);
[[nodiscard]] std::vector<Choice> choices_from(Fields& fields, std::string_view name);
[[nodiscard]] std::vector<RemedySpec> remedies_from(Fields& fields, std::string_view name);
[[nodiscard]] RemedySpec kind_from(Fields& fields);
[[nodiscard]] VpnPreference wish_from(Fields& fields);

} // namespace mirrorwatch::json
