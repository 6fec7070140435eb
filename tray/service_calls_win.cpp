// SPDX-License-Identifier: MIT
#include "tray/service_calls_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/translated.hpp"

#include <shellapi.h>

#include <cstddef>
#include <vector>

namespace mirrorwatch::tray {
namespace {

constexpr wchar_t c_service_name[] = L"Mirrorwatch";

/// Closes by the table, as that is what opened it.
class ScmHandle {
public:
    ScmHandle(SC_HANDLE handle, const ScmCalls& calls)
        : handle_(handle)
        , calls_(calls) {}

    ~ScmHandle() {
        if (handle_ != nullptr) {
            calls_.close(handle_);
        }
    }

    ScmHandle(const ScmHandle&) = delete;
    ScmHandle& operator=(const ScmHandle&) = delete;

    [[nodiscard]] SC_HANDLE get() const { return handle_; }

    [[nodiscard]] explicit operator bool() const { return handle_ != nullptr; }

private:
    SC_HANDLE handle_;
    const ScmCalls& calls_;
};

/// SERVICE_DISABLED and its like; 0 where that is not told, as it only makes a sentence better.
std::uint32_t start_type_of(SC_HANDLE service, const ScmCalls& calls) {
    DWORD size = 0;
    calls.query_config(service, nullptr, 0, &size);
    std::vector<std::byte> memory(size);
    auto* config = reinterpret_cast<QUERY_SERVICE_CONFIGW*>(memory.data());
    return size >= sizeof *config && calls.query_config(service, config, size, &size) ? config->dwStartType
                                                                                      : 0;
}

} // namespace

ScmAnswer ask_scm(const ScmCalls& calls) {
    const ScmHandle manager{calls.open_manager(nullptr, nullptr, SC_MANAGER_CONNECT), calls};
    if (!manager) {
        return {GetLastError()};
    }
    const ScmHandle service{
        calls.open_service(manager.get(), c_service_name, SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG),
        calls};
    if (!service) {
        return {GetLastError()};
    }
    SERVICE_STATUS status{};
    if (!calls.query_status(service.get(), &status)) {
        return {GetLastError()};
    }
    return {0, status.dwCurrentState, start_type_of(service.get(), calls)};
}

std::string start_service(const std::wstring& program) {
    SHELLEXECUTEINFOW start{};
    start.cbSize = sizeof start;
    start.fMask = SEE_MASK_NOCLOSEPROCESS | SEE_MASK_NOASYNC | SEE_MASK_FLAG_NO_UI;
    start.lpVerb = L"runas"; // the one way to ask for elevation
    start.lpFile = program.c_str();
    start.lpParameters = L"service start";
    start.nShow = SW_HIDE;
    if (!ShellExecuteExW(&start)) {
        return GetLastError() == ERROR_CANCELLED
                   ? ""
                   : last_error_sentence(text::translated("The service was not started"));
    }
    const KernelHandle process{start.hProcess};
    DWORD code = 0;
    if (process && WaitForSingleObject(process.get(), INFINITE) == WAIT_OBJECT_0 &&
        GetExitCodeProcess(process.get(), &code) && code != 0) {
        return std::string{
            text::translated("The service does not start. Its log, and Windows' event log, say why.")};
    }
    return {};
}

} // namespace mirrorwatch::tray
