// SPDX-License-Identifier: MIT
#include "service/doctor/docker_settings.hpp"

#include "common/ascii.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

namespace bj = boost::json;

const bj::value* member(const bj::object& object, std::string_view name) {
    const auto found = std::ranges::find_if(object, [&](const bj::key_value_pair& pair) {
        return equal_ignoring_case({pair.key().data(), pair.key().size()}, name);
    });
    return found == object.end() ? nullptr : &found->value();
}

std::optional<bool> flag(const bj::object& object, std::string_view name) {
    const bj::value* value = member(object, name);
    return value != nullptr && value->is_bool() ? std::optional{value->get_bool()} : std::nullopt;
}

std::vector<std::string> names(const bj::object& object, std::string_view name) {
    std::vector<std::string> found;
    const bj::value* value = member(object, name);
    if (value != nullptr && value->is_array()) {
        for (const bj::value& one : value->get_array()) {
            if (one.is_string()) {
                found.emplace_back(one.get_string());
            }
        }
    }
    return found;
}

} // namespace

std::optional<DockerSettings> docker_settings(std::string_view json) {
    boost::system::error_code error;
    const bj::value value = bj::parse(bj::string_view{json.data(), json.size()}, error);
    if (error || !value.is_object()) {
        return std::nullopt;
    }
    const bj::object& object = value.get_object();
    return DockerSettings{flag(object, "wslEngineEnabled"),
                          flag(object, "enableIntegrationWithDefaultWslDistro"),
                          names(object, "integratedWslDistros")};
}

} // namespace mirrorwatch::doctor
