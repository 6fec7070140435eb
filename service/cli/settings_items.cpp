// SPDX-License-Identifier: MIT
#include "common/organisation.hpp"
#include "config/settings_edit.hpp"
#include "service/cli/settings_view.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

bool is_managed(const std::string& key, const std::vector<std::string>& managed) {
    return std::ranges::any_of(policy_table(), [&](const PolicyRow& row) {
        return row.key == key && std::ranges::count(managed, row.value) > 0;
    });
}

} // namespace

std::string settings_items_json(const Settings& settings, const std::vector<std::string>& managed) {
    boost::json::array items;
    for (const config::TypedSetting& one : config::typed_settings(settings_toml(settings))) {
        items.push_back(boost::json::object{
            {"key", one.key}, {"value", one.value}, {"managed", is_managed(one.key, managed)}});
    }
    return boost::json::serialize(boost::json::object{{"settings", std::move(items)}}) + "\n";
}

} // namespace mirrorwatch::cli
