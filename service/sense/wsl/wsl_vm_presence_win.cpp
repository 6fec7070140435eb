// SPDX-License-Identifier: MIT
#include "service/sense/wsl/wsl_vm_presence_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/text_win.hpp"

#include <windows.h>

#include <tlhelp32.h>

namespace mirrorwatch::sense {

Result<std::vector<Process>> read_processes() {
    const FileHandle snapshot{CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0)}; // it too says -1 for none
    if (!snapshot) {
        return Error{last_error_sentence("CreateToolhelp32Snapshot")};
    }
    std::vector<Process> processes;
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Process32FirstW(snapshot.get(), &entry); more;
         more = Process32NextW(snapshot.get(), &entry)) {
        processes.push_back({entry.th32ProcessID, narrow(entry.szExeFile)});
    }
    if (GetLastError() != ERROR_NO_MORE_FILES) {
        return Error{last_error_sentence("Process32NextW")};
    }
    return processes;
}

} // namespace mirrorwatch::sense
