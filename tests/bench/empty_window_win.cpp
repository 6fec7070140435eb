// SPDX-License-Identifier: MIT
// A window with five controls, and nothing else: what tray_memory.sh holds the tray program against.

#include <windows.h>

#include <initializer_list>

namespace {

LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) {
    if (message == WM_DESTROY) {
        PostQuitMessage(0);
        return 0;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

} // namespace

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE, PWSTR, int) {
    WNDCLASSW type{};
    type.lpfnWndProc = on_message;
    type.hInstance = instance;
    type.hbrBackground = reinterpret_cast<HBRUSH>(COLOR_WINDOW + 1);
    type.lpszClassName = L"Empty";
    RegisterClassW(&type);
    const HWND window = CreateWindowExW(0, L"Empty", L"Empty", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 20, 20, 600,
                                        400, nullptr, nullptr, instance, nullptr);
    int y = 10;
    for (const wchar_t* control : {L"STATIC", L"EDIT", L"BUTTON", L"LISTBOX", L"COMBOBOX"}) {
        CreateWindowExW(0, control, control, WS_CHILD | WS_VISIBLE, 10, y, 200, 60, window, nullptr, instance,
                        nullptr);
        y += 70;
    }
    MSG message;
    while (GetMessageW(&message, nullptr, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
    return 0;
}
