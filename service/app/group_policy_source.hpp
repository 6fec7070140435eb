// SPDX-License-Identifier: MIT
#pragma once

#include "common/policy_values.hpp"
#include "config/parse.hpp"
#include "service/act/journal.hpp"
#include "service/decide/core/event.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::app {

/// What the organisation sets, as it is read at the start, after each change, and each minute. A value that
/// is wrong does not count, and the others do; a file of endpoints that cannot be used leaves those in force
/// that it had before. On the loop's thread; reading blocks for as long as the disk does.
class GroupPolicySource {
public:
    using ReadValues = std::function<Result<PolicyValues>()>;

    /// `files`: trusted ones. A file that anybody may have written must not be read.
    GroupPolicySource(ReadValues values, act::FileCalls files);

    /// Nothing: it is as it was. Before the first time it sets nothing.
    [[nodiscard]] std::optional<decide::PolicyRead> read();

    /// Of its endpoints.
    [[nodiscard]] const config::Names& names() const { return endpoints_.names; }

    /// What the last reading warned of.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

private:
    struct Endpoints {
        std::string path;
        std::vector<EndpointSpec> specs;
        config::Names names;
    };

    [[nodiscard]] decide::PolicyRead look();
    void read_endpoints(const std::string& path, std::vector<std::string>& errors);

    ReadValues values_;
    act::FileCalls files_;
    decide::PolicyRead last_;
    Endpoints endpoints_;
    std::vector<std::string> warnings_;
};

} // namespace mirrorwatch::app
