// SPDX-License-Identifier: MIT
// Keeps a file open as another program would, until it is ended. Usage: hold <file> alone|readers
// With "alone" nobody else may open it, with "readers" nobody may write or remove it. Prints "held" once it
// is.

#include <windows.h>

#include <cstdio>
#include <cwchar>

int wmain(int argc, wchar_t* argv[]) {
    if (argc != 3) {
        return 2;
    }
    const DWORD share = std::wcscmp(argv[2], L"readers") == 0 ? FILE_SHARE_READ : 0;
    const HANDLE file = CreateFileW(argv[1], GENERIC_READ, share, nullptr, OPEN_EXISTING, 0, nullptr);
    if (file == INVALID_HANDLE_VALUE) {
        return 1;
    }
    std::puts("held");
    std::fflush(stdout);
    for (;;) {
        Sleep(INFINITE);
    }
}
