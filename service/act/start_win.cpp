// SPDX-License-Identifier: MIT
#include "service/act/start_win.hpp"

#include "common/error_win.hpp"
#include "common/token_win.hpp"

#include <userenv.h>
#include <wtsapi32.h>

#include <cstddef>
#include <memory>

namespace mirrorwatch::act {
namespace {

struct EnvironmentPolicy {
    using Type = void*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type block) noexcept { DestroyEnvironmentBlock(block); }
};

/// A list of attributes for one CreateProcess: here the handles that the new process inherits.
class InheritList {
public:
    [[nodiscard]] bool set(std::vector<HANDLE>& handles) {
        SIZE_T size = 0;
        InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
        memory_ = std::make_unique<std::byte[]>(size);
        auto* list = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.get());
        if (!InitializeProcThreadAttributeList(list, 1, 0, &size)) {
            return false;
        }
        list_ = list;
        return UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles.data(),
                                         handles.size() * sizeof(HANDLE), nullptr, nullptr) != 0;
    }

    ~InheritList() {
        if (list_ != nullptr) {
            DeleteProcThreadAttributeList(list_);
        }
    }

    InheritList() = default;
    InheritList(const InheritList&) = delete;
    InheritList& operator=(const InheritList&) = delete;

    [[nodiscard]] LPPROC_THREAD_ATTRIBUTE_LIST get() const { return list_; }

private:
    std::unique_ptr<std::byte[]> memory_;
    LPPROC_THREAD_ATTRIBUTE_LIST list_ = nullptr;
};

std::vector<HANDLE> handles_of(const StartOptions& options) {
    std::vector<HANDLE> handles = options.inherited;
    for (const HANDLE handle : {options.input, options.output, options.error}) {
        if (handle != nullptr) {
            handles.push_back(handle);
        }
    }
    return handles;
}

} // namespace

Result<KernelHandle> SessionTokens::token_of(const UserId& user) {
    KernelHandle session_token;
    if (!WTSQueryUserToken(user.session, session_token.put())) {
        return Error{last_error_sentence("WTSQueryUserToken")};
    }
    // Another account may run programs in this session ("run as"). Its WSL is not what this token leads to.
    const Result<UserId> owner = user_of(session_token.get());
    if (!owner) {
        return owner.error();
    }
    if (owner->sid != user.sid) {
        return Error{"the session belongs to another user"};
    }
    KernelHandle primary;
    constexpr DWORD access =
        TOKEN_QUERY | TOKEN_DUPLICATE | TOKEN_ASSIGN_PRIMARY | TOKEN_ADJUST_DEFAULT | TOKEN_ADJUST_SESSIONID;
    if (!DuplicateTokenEx(session_token.get(), access, nullptr, SecurityIdentification, TokenPrimary,
                          primary.put())) {
        return Error{last_error_sentence("DuplicateTokenEx")};
    }
    return primary;
}

Result<KernelHandle> OwnToken::token_of(const UserId& user) {
    if (user.sid != self_.sid) {
        return Error{"in console mode only the user who started it is served"};
    }
    return KernelHandle{};
}

Result<StartedProcess> start_process(HANDLE token, const StartOptions& options) {
    std::vector<HANDLE> handles = handles_of(options);
    InheritList inherit;
    if (!handles.empty() && !inherit.set(handles)) {
        return Error{last_error_sentence("UpdateProcThreadAttribute")};
    }
    UniqueHandle<EnvironmentPolicy> environment;
    if (token != nullptr && !CreateEnvironmentBlock(environment.put(), token, FALSE)) {
        return Error{last_error_sentence("CreateEnvironmentBlock")};
    }
    STARTUPINFOEXW startup{};
    startup.StartupInfo.cb = sizeof startup;
    startup.lpAttributeList = inherit.get();
    std::wstring desktop = L"winsta0\\default";
    startup.StartupInfo.lpDesktop = token != nullptr ? desktop.data() : nullptr;
    if (options.input != nullptr) {
        startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
        startup.StartupInfo.hStdInput = options.input;
        startup.StartupInfo.hStdOutput = options.output;
        startup.StartupInfo.hStdError = options.error;
    }
    const std::wstring program = options.program.wstring();
    std::wstring command =
        L"\"" + program + L"\"" + (options.arguments.empty() ? L"" : L" ") + options.arguments;
    const std::wstring folder = options.program.parent_path().wstring();
    const DWORD flags = options.flags | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
    const BOOL inherits = handles.empty() ? FALSE : TRUE;
    PROCESS_INFORMATION started{};
    const BOOL ok =
        token != nullptr
            ? CreateProcessAsUserW(token, program.c_str(), command.data(), nullptr, nullptr, inherits, flags,
                                   environment.get(), folder.c_str(), &startup.StartupInfo, &started)
            : CreateProcessW(program.c_str(), command.data(), nullptr, nullptr, inherits, flags, nullptr,
                             folder.c_str(), &startup.StartupInfo, &started);
    if (!ok) {
        return Error{last_error_sentence(token != nullptr ? "CreateProcessAsUserW" : "CreateProcessW")};
    }
    return StartedProcess{KernelHandle{started.hProcess}, KernelHandle{started.hThread}};
}

std::filesystem::path own_program() {
    std::wstring path(MAX_PATH, L'\0');
    while (true) {
        const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
        if (length == 0) {
            throw_last_error("GetModuleFileNameW");
        }
        if (length < path.size()) {
            path.resize(length);
            return path;
        }
        path.resize(path.size() * 2);
    }
}

} // namespace mirrorwatch::act
