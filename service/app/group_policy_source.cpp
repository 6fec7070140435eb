// SPDX-License-Identifier: MIT
#include "service/app/group_policy_source.hpp"

#include "config/group_policy.hpp"

#include <utility>

namespace mirrorwatch::app {
namespace {

std::filesystem::path path_from(const std::string& utf8) {
    return std::u8string{utf8.begin(), utf8.end()};
}

std::vector<std::string> sentences(const std::vector<config::ConfigError>& list) {
    std::vector<std::string> result;
    result.reserve(list.size());
    for (const config::ConfigError& entry : list) {
        result.push_back("EndpointsFile: " + config::to_string(entry));
    }
    return result;
}

} // namespace

GroupPolicySource::GroupPolicySource(ReadValues values, act::FileCalls files)
    : values_(std::move(values))
    , files_(std::move(files)) {}

std::optional<decide::PolicyRead> GroupPolicySource::read() {
    const std::vector<std::string> warned = std::exchange(warnings_, {});
    decide::PolicyRead now = look();
    if (now.policy == last_.policy && now.errors == last_.errors && warnings_ == warned) {
        return std::nullopt;
    }
    last_ = now;
    return now;
}

decide::PolicyRead GroupPolicySource::look() {
    const Result<PolicyValues> values = values_();
    if (!values) {
        return {last_.policy, {"it cannot be read: " + values.error().message}};
    }
    config::GroupPolicy group = config::read_group_policy(*values);
    warnings_ = std::move(group.warnings);
    decide::PolicyRead now{std::move(group.policy), std::move(group.errors)};
    if (group.endpoints_file) {
        read_endpoints(*group.endpoints_file, now.errors);
        now.policy.endpoints = endpoints_.specs;
    } else {
        endpoints_ = {};
    }
    return now;
}

void GroupPolicySource::read_endpoints(const std::string& path, std::vector<std::string>& errors) {
    if (endpoints_.path != path) {
        endpoints_ = {path, {}, {}};
    }
    const auto text = files_.read(path_from(path));
    if (!text) {
        errors.push_back("EndpointsFile: " + path + " is not read: " + text.error().message);
        return;
    }
    if (!*text) {
        errors.push_back("EndpointsFile: " + path + " does not exist");
        return;
    }
    auto checked = config::check_user_settings(**text, path, {});
    for (std::string& warning : sentences(checked.warnings)) {
        warnings_.push_back(std::move(warning));
    }
    if (checked.errors.empty()) {
        endpoints_ = {path, std::move(checked.value), std::move(checked.names)};
    } else {
        errors.push_back(sentences(checked.errors).front());
    }
}

} // namespace mirrorwatch::app
