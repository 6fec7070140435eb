// SPDX-License-Identifier: MIT
#include "service/sense/adapters/service_list_win.hpp"

#include "common/ascii.hpp"
#include "common/text_win.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace mirrorwatch::sense {
namespace {

// The most that one call may fill.
constexpr std::size_t c_most_bytes = std::size_t{256} * 1024;

bool is_named(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::any_of(names, [&](const std::string& n) { return equal_ignoring_case(n, name); });
}

} // namespace

std::optional<std::vector<std::string>> ServiceList::running() {
    if (!manager_) {
        manager_.reset(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE));
    }
    std::vector<std::string> active;
    if (!manager_ || !list_active(active)) {
        manager_.reset(); // perhaps it is none any more: the next reading starts over
        return std::nullopt;
    }
    std::vector<std::string> running;
    std::ranges::copy_if(names_, std::back_inserter(running),
                         [&](const std::string& name) { return is_named(active, name); });
    return running;
}

bool ServiceList::list_active(std::vector<std::string>& active) {
    memory_.resize(c_most_bytes / sizeof(ENUM_SERVICE_STATUSW));
    DWORD resume = 0;
    for (;;) {
        DWORD missing = 0;
        DWORD count = 0;
        const bool done = EnumServicesStatusW(manager_.get(), SERVICE_WIN32, SERVICE_ACTIVE, memory_.data(),
                                              static_cast<DWORD>(memory_.size() * sizeof memory_[0]),
                                              &missing, &count, &resume) != FALSE;
        if (!done && (GetLastError() != ERROR_MORE_DATA || count == 0)) {
            return false;
        }
        for (DWORD i = 0; i < count; ++i) {
            if (memory_[i].ServiceStatus.dwCurrentState == SERVICE_RUNNING) {
                active.push_back(narrow(memory_[i].lpServiceName));
            }
        }
        if (done) {
            return true;
        }
    }
}

} // namespace mirrorwatch::sense
