// SPDX-License-Identifier: MIT
#include "tests/tray/measure_win.hpp"

#include "common/text_win.hpp"
#include "tray/accessible_win.hpp"

#include <oleacc.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace mirrorwatch::tray {
namespace {

std::wstring class_of(HWND window) {
    wchar_t type[64]{};
    GetClassNameW(window, type, 64);
    return type;
}

bool is_class(HWND window, const wchar_t* type) {
    return lstrcmpiW(class_of(window).c_str(), type) == 0;
}

std::string text_of(HWND window) {
    wchar_t text[1024]{};
    GetWindowTextW(window, text, 1024);
    return narrow(text);
}

bool fits(const Words& words, const Ruler& ruler) {
    return words.wraps ? ruler.height(words.text, words.face, words.at.width()) <= words.at.height()
                       : ruler.width(words.text, words.face) <= words.at.width();
}

VARIANT child_number(LONG number) {
    VARIANT variant;
    VariantInit(&variant);
    variant.vt = VT_I4;
    variant.lVal = number;
    return variant;
}

std::string taken(BSTR text) {
    const std::string words = text == nullptr ? std::string{} : narrow(text);
    SysFreeString(text);
    return words;
}

} // namespace

Measure::Measure(std::string where)
    : where_(std::move(where)) {}

void Measure::children_of(HWND window) {
    before_ = nullptr;
    EnumChildWindows(
        window,
        [](HWND child, LPARAM self) -> BOOL {
            reinterpret_cast<Measure*>(self)->control(child);
            return TRUE;
        },
        reinterpret_cast<LPARAM>(this));
}

void Measure::control(HWND child) {
    const HWND before = std::exchange(before_, child);
    if (!IsWindowVisible(child)) {
        return;
    }
    const bool is_button = is_class(child, L"Button");
    const bool is_reached = (GetWindowLongPtrW(child, GWL_STYLE) & WS_TABSTOP) != 0;
    const bool is_labelled = before != nullptr && is_class(before, L"Static") && !text_of(before).empty();
    const bool speaks = !text_of(child).empty() || SendMessageW(child, WM_GETTEXTLENGTH, 0, 0) > 0;
    if (is_reached && !is_button && !is_labelled && !speaks) {
        tell("has no label", narrow(class_of(child)));
    }
    if (is_class(child, L"ComboBox")) {
        choices(child);
    }
    if (!is_button && !is_class(child, L"Static")) {
        return;
    }
    RECT client{};
    GetClientRect(child, &client);
    RECT needed = client;
    const HDC context = GetDC(child);
    SelectObject(context, reinterpret_cast<HGDIOBJ>(SendMessageW(child, WM_GETFONT, 0, 0)));
    DrawTextW(context, widen(text_of(child)).c_str(), -1, &needed,
              DT_CALCRECT | (is_button ? DT_SINGLELINE : DT_WORDBREAK));
    ReleaseDC(child, context);
    if (needed.right > client.right || needed.bottom > client.bottom) {
        tell("does not fit", text_of(child));
    }
}

/// Each has to fit beside the arrow.
void Measure::choices(HWND box) {
    COMBOBOXINFO parts{};
    parts.cbSize = sizeof parts;
    if (!GetComboBoxInfo(box, &parts)) {
        return;
    }
    const HDC context = GetDC(box);
    SelectObject(context, reinterpret_cast<HGDIOBJ>(SendMessageW(box, WM_GETFONT, 0, 0)));
    const auto count = static_cast<int>(SendMessageW(box, CB_GETCOUNT, 0, 0));
    for (int i = 0; i < count; ++i) {
        std::wstring text(
            static_cast<std::size_t>(SendMessageW(box, CB_GETLBTEXTLEN, static_cast<WPARAM>(i), 0)), L'\0');
        SendMessageW(box, CB_GETLBTEXT, static_cast<WPARAM>(i), reinterpret_cast<LPARAM>(text.data()));
        SIZE size{};
        GetTextExtentPoint32W(context, text.c_str(), static_cast<int>(text.size()), &size);
        if (size.cx > parts.rcItem.right - parts.rcItem.left) {
            tell("does not fit", narrow(text));
        }
    }
    ReleaseDC(box, context);
}

void Measure::scene(const Scene& scene, const Fonts& fonts) {
    const Ruler ruler = fonts.ruler();
    for (const Shape& shape : scene.shapes) {
        const auto* words = std::get_if<Words>(&shape);
        const bool is_cut = words != nullptr && !fits(*words, ruler);
        const bool is_told = is_cut && !hint_at(scene, {words->at.left, words->at.top}).empty();
        if (is_cut && !is_told) {
            tell("does not fit", words->text);
        }
    }
}

void Measure::speech_of(Canvas& canvas) {
    const auto what = static_cast<LPARAM>(static_cast<LONG>(OBJID_CLIENT));
    if (SendMessageW(canvas.window(), WM_GETOBJECT, 0, what) == 0) {
        tell("does not answer screen readers", canvas.label());
    }
    IAccessible* object = make_accessible(canvas);
    long count = 0;
    object->get_accChildCount(&count);
    if (count != static_cast<long>(canvas.scene().elements.size())) {
        tell("has another number of children", std::to_string(count));
    }
    for (LONG i = 0; i <= count; ++i) {
        BSTR name = nullptr;
        VARIANT role{};
        long place[4]{};
        object->get_accName(child_number(i), &name);
        object->get_accRole(child_number(i), &role);
        object->accLocation(&place[0], &place[1], &place[2], &place[3], child_number(i));
        const std::string words = taken(name);
        if (words.empty() || role.vt != VT_I4 || role.lVal == 0 || place[2] <= 0 || place[3] <= 0) {
            tell("says too little to screen readers", std::to_string(i) + " " + words);
        }
    }
    forget_canvas(object);
}

void Measure::tell(const std::string& what, const std::string& text) {
    ++found_;
    std::printf("%s, in %s: %s\n", what.c_str(), where_.c_str(), text.c_str());
}

} // namespace mirrorwatch::tray
