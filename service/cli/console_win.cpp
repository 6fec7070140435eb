// SPDX-License-Identifier: MIT
#include "service/cli/console_win.hpp"

#include "common/text_win.hpp"
#include "service/cli/command_line.hpp"
#include "service/cli/table.hpp"

#include <windows.h>

#include <iterator>
#include <string>
#include <string_view>

namespace mirrorwatch::cli {
namespace {

void write(DWORD which, std::string_view text) {
    const HANDLE out = GetStdHandle(which);
    DWORD mode = 0;
    DWORD written = 0;
    if (GetConsoleMode(out, &mode)) {
        const std::wstring wide = widen(visible_text(text));
        WriteConsoleW(out, wide.data(), static_cast<DWORD>(wide.size()), &written, nullptr);
        return;
    }
    while (!text.empty() && WriteFile(out, text.data(), static_cast<DWORD>(text.size()), &written, nullptr)) {
        text.remove_prefix(written);
    }
}

} // namespace

void print(std::string_view text) {
    write(STD_OUTPUT_HANDLE, text);
}

void print_error(std::string_view sentence) {
    write(STD_ERROR_HANDLE, "mirrorwatch: " + std::string{sentence} + "\n");
}

bool asked(std::string_view question) {
    const HANDLE in = GetStdHandle(STD_INPUT_HANDLE);
    DWORD mode = 0;
    if (!GetConsoleMode(in, &mode)) {
        return false;
    }
    print(std::string{question} + " [y/N] ");
    wchar_t answer[64];
    DWORD length = 0;
    if (!ReadConsoleW(in, answer, static_cast<DWORD>(std::size(answer)), &length, nullptr)) {
        return false;
    }
    std::wstring_view word{answer, length};
    word = word.substr(0, word.find_first_of(L"\r\n"));
    return word == L"y" || word == L"Y" || word == L"yes";
}

int report_failure(const Error& why) {
    print_error(why.message);
    return c_failed;
}

} // namespace mirrorwatch::cli
