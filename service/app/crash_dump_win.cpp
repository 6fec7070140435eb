// SPDX-License-Identifier: MIT
#include "service/app/crash_dump_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"

#include <windows.h>

#include <dbghelp.h>

#include <algorithm>
#include <cwchar>
#include <exception>
#include <fstream>
#include <iterator>
#include <vector>

namespace mirrorwatch::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t c_kept = 3;
constexpr wchar_t c_words[] = L"last-words.txt";
constexpr UINT c_exit_code = 0xDEAD;

using WriteDump = decltype(&MiniDumpWriteDump);

/// All that a crash needs, made before: a process that crashes may have neither memory nor locks left.
struct Prepared {
    WriteDump write_dump = nullptr;
    wchar_t folder[MAX_PATH] = {};
};

Prepared prepared;

void write_words(const char* why, const wchar_t* dump) noexcept {
    wchar_t path[MAX_PATH * 2] = {};
    _snwprintf(path, std::size(path) - 1, L"%ls\\%ls", prepared.folder, c_words);
    const FileHandle file{
        CreateFileW(path, GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr)};
    char line[512] = {};
    const int length = std::snprintf(line, sizeof line - 1, "%s (%ls)", why, dump);
    DWORD written = 0;
    WriteFile(file.get(), line, static_cast<DWORD>(std::max(length, 0)), &written, nullptr);
}

void write_all(const char* why, EXCEPTION_POINTERS* exception) noexcept {
    SYSTEMTIME now{};
    GetSystemTime(&now);
    wchar_t name[64] = {};
    _snwprintf(name, std::size(name) - 1, L"mirrorwatch-%04u%02u%02uT%02u%02u%02u.dmp", now.wYear, now.wMonth,
               now.wDay, now.wHour, now.wMinute, now.wSecond);
    wchar_t path[MAX_PATH * 2] = {};
    _snwprintf(path, std::size(path) - 1, L"%ls\\%ls", prepared.folder, name);
    write_words(why, name);
    const FileHandle file{
        CreateFileW(path, GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr)};
    if (file && prepared.write_dump != nullptr) {
        MINIDUMP_EXCEPTION_INFORMATION info{GetCurrentThreadId(), exception, FALSE};
        prepared.write_dump(GetCurrentProcess(), GetCurrentProcessId(), file.get(),
                            static_cast<MINIDUMP_TYPE>(MiniDumpNormal | MiniDumpWithThreadInfo),
                            exception == nullptr ? nullptr : &info, nullptr, nullptr);
    }
}

LONG WINAPI on_exception(EXCEPTION_POINTERS* exception) {
    char why[64] = {};
    std::snprintf(why, sizeof why - 1, "exception 0x%08lX at %p", exception->ExceptionRecord->ExceptionCode,
                  exception->ExceptionRecord->ExceptionAddress);
    write_all(why, exception);
    return EXCEPTION_CONTINUE_SEARCH; // Windows ends the process, as it would have
}

[[noreturn]] void on_terminate() {
    crash_now("std::terminate: an exception that nobody caught");
}

/// The oldest go, so that with the next one there are as many as are kept.
void remove_old(const fs::path& folder) {
    std::vector<fs::path> dumps;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::wstring name = entry.path().filename().wstring();
        if (name.starts_with(L"mirrorwatch-") && name.ends_with(L".dmp")) {
            dumps.push_back(entry.path());
        }
    }
    std::ranges::sort(dumps); // the names are times
    for (std::size_t i = 0; i + c_kept - 1 < dumps.size(); ++i) {
        fs::remove(dumps[i], ignored);
    }
}

} // namespace

void keep_crash_dumps(fs::path folder) {
    remove_old(folder);
    std::wcsncpy(prepared.folder, folder.c_str(), std::size(prepared.folder) - 1);
    if (const HMODULE library = LoadLibraryExW(L"dbghelp.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32)) {
        prepared.write_dump = reinterpret_cast<WriteDump>(
            reinterpret_cast<void*>(GetProcAddress(library, "MiniDumpWriteDump")));
    }
    SetUnhandledExceptionFilter(on_exception);
    std::set_terminate(on_terminate);
}

void crash_now(const char* why) noexcept {
    write_all(why, nullptr);
    TerminateProcess(GetCurrentProcess(), c_exit_code);
    std::abort(); // not reached
}

std::string last_words(const fs::path& folder) {
    const fs::path path = folder / c_words;
    std::ifstream file{path, std::ios::binary};
    std::string words{std::istreambuf_iterator<char>{file}, {}};
    file.close();
    std::error_code ignored;
    fs::remove(path, ignored);
    return words;
}

} // namespace mirrorwatch::app
