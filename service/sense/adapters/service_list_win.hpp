// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"

#include <windows.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::sense {

struct ServicePolicy {
    using Type = SC_HANDLE;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type handle) noexcept { CloseServiceHandle(handle); }
};

/// Which services of a list run. One call lists all that are active: to ask for each of twenty takes sixty
/// calls to another process. Any thread, one at a time.
class ServiceList {
public:
    explicit ServiceList(std::vector<std::string> names)
        : names_(std::move(names)) {}

    /// Those that run, as they are spelled in the list. Absent when the service control manager does not
    /// answer.
    [[nodiscard]] std::optional<std::vector<std::string>> running();

private:
    [[nodiscard]] bool list_active(std::vector<std::string>& active);

    std::vector<std::string> names_;
    UniqueHandle<ServicePolicy> manager_;
    std::vector<ENUM_SERVICE_STATUSW> memory_; // used again
};

} // namespace mirrorwatch::sense
