// SPDX-License-Identifier: MIT
// The lab's vmmemWSL: a process that does nothing, and that Windows shows for as long as a WSL machine runs.
// The lab's daemon starts and ends it (mwlab/vm.py).
#include <windows.h>

int WINAPI wWinMain(HINSTANCE, HINSTANCE, wchar_t*, int) {
    Sleep(INFINITE);
    return 0;
}
