#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "service/agent/agent.hpp"
#include "service/cli/verbs_win.hpp"

#include <cstdint>
#include <optional>

namespace mirrorwatch::cli {
namespace {

namespace po = boost::program_options;

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

} // namespace

int agent_verb(const Words& words) {
    po::options_description options{"Options"};
    options.add_options()("parent", po::value<std::uintptr_t>()->value_name("HANDLE"),
                          "inherited handle of the process to end with");
    po::variables_map given;
    if (!read_options(words, "agent [--parent HANDLE]", options, given)) {
        return c_ok;
    }
    std::optional<EndWithParent> end_with_parent;
    if (given.contains("parent")) {
        end_with_parent.emplace(reinterpret_cast<HANDLE>(given["parent"].as<std::uintptr_t>()));
    }
    return agent::run_agent();
}

} // namespace mirrorwatch::cli
