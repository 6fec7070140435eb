// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/number.hpp"
#include "service/agent/agent.hpp"
#include "service/app/resident_prober.hpp"
#include "service/cli/verbs_win.hpp"

#include <cstdint>
#include <optional>

namespace mirrorwatch::cli {
namespace {

/// Ends this process as soon as the service, whose handle we inherited, has ended: nobody would take the
/// answer.
class EndWithParent {
public:
    explicit EndWithParent(HANDLE parent)
        : parent_(parent) {
        const auto end = [](void*, BOOLEAN) { TerminateProcess(GetCurrentProcess(), 1); };
        if (!RegisterWaitForSingleObject(&wait_, parent, end, nullptr, INFINITE, WT_EXECUTEONLYONCE)) {
            throw_last_error("RegisterWaitForSingleObject");
        }
    }

    ~EndWithParent() { UnregisterWaitEx(wait_, INVALID_HANDLE_VALUE); }

    EndWithParent(const EndWithParent&) = delete;
    EndWithParent& operator=(const EndWithParent&) = delete;

private:
    KernelHandle parent_;
    HANDLE wait_ = nullptr;
};

HANDLE handle_named(const std::string& number) {
    const auto value = number_from<std::uintptr_t>(number);
    if (!value) {
        throw UsageError("--parent needs the number of a handle");
    }
    return reinterpret_cast<HANDLE>(*value);
}

int run_for_parent(const Given& given, int (*run)()) {
    std::optional<EndWithParent> end_with_parent;
    if (const std::string parent = given.text("parent"); !parent.empty()) {
        end_with_parent.emplace(handle_named(parent));
    }
    return run();
}

} // namespace

int agent_verb(const Given& given) {
    return run_for_parent(given, agent::run_agent);
}

int prober_verb(const Given& given) {
    return run_for_parent(given, app::run_prober);
}

} // namespace mirrorwatch::cli
