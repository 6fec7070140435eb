// SPDX-License-Identifier: MIT
#include "tray/icon_win.hpp"

#include "common/text_win.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

template <std::size_t Size>
void copy(const std::wstring& text, WCHAR (&to)[Size]) {
    const std::size_t length = std::min(text.size(), Size - 1);
    std::copy_n(text.begin(), length, to);
    to[length] = L'\0';
}

/// The taskbar's, as its screen may have another resolution than the one that we started on.
UINT taskbar_dpi() {
    const HWND taskbar = FindWindowW(L"Shell_TrayWnd", nullptr);
    const UINT dpi = taskbar == nullptr ? 0 : GetDpiForWindow(taskbar);
    return dpi == 0 ? GetDpiForSystem() : dpi;
}

} // namespace

IconResource resource_of(Icon icon) {
    switch (icon) {
    case Icon::Fine:
        return IconResource::Fine;
    case Icon::Trouble:
        return IconResource::Trouble;
    case Icon::NoService:
        break;
    }
    return IconResource::NoService;
}

IconHandle load_icon(IconResource resource, int pixels) {
    return IconHandle{static_cast<HICON>(LoadImageW(GetModuleHandleW(nullptr),
                                                    MAKEINTRESOURCEW(static_cast<WORD>(resource)), IMAGE_ICON,
                                                    pixels, pixels, LR_DEFAULTCOLOR))};
}

TrayIcon::TrayIcon(HWND owner, UINT message, UINT id)
    : owner_(owner)
    , message_(message)
    , id_(id) {}

TrayIcon::~TrayIcon() {
    NOTIFYICONDATAW gone = data();
    Shell_NotifyIconW(NIM_DELETE, &gone);
}

NOTIFYICONDATAW TrayIcon::data() const {
    NOTIFYICONDATAW data{};
    data.cbSize = sizeof data;
    data.hWnd = owner_;
    data.uID = id_;
    return data;
}

void TrayIcon::show(Icon icon, const std::string& tooltip) {
    if (added_ && icon == icon_ && widen(tooltip) == tooltip_) {
        return;
    }
    icon_ = icon;
    tooltip_ = widen(tooltip);
    add();
}

void TrayIcon::add() {
    picture_ = load_icon(resource_of(icon_), GetSystemMetricsForDpi(SM_CXSMICON, taskbar_dpi()));
    NOTIFYICONDATAW data = this->data();
    data.uFlags = NIF_MESSAGE | NIF_ICON | NIF_TIP | NIF_SHOWTIP;
    data.uCallbackMessage = message_;
    data.hIcon = picture_.get();
    copy(tooltip_, data.szTip);
    // NIM_ADD may report a time-out and yet have added; then only NIM_MODIFY succeeds.
    const bool was_added = added_;
    added_ = was_added ? Shell_NotifyIconW(NIM_MODIFY, &data)
                       : Shell_NotifyIconW(NIM_ADD, &data) || Shell_NotifyIconW(NIM_MODIFY, &data);
    if (added_ && !was_added) {
        data.uVersion = NOTIFYICON_VERSION_4;
        Shell_NotifyIconW(NIM_SETVERSION, &data);
    }
    tell_pending();
}

void TrayIcon::add_again() {
    added_ = false;
    add();
}

void TrayIcon::notify(const Notification& notification) {
    pending_ = notification;
    tell_pending();
}

void TrayIcon::withdraw_notification() {
    pending_.reset();
    NOTIFYICONDATAW data = this->data();
    data.uFlags = NIF_INFO | NIF_SHOWTIP; // an empty szInfo takes the notification away
    Shell_NotifyIconW(NIM_MODIFY, &data);
}

void TrayIcon::tell_pending() {
    if (!added_ || !pending_) {
        return;
    }
    NOTIFYICONDATAW data = this->data();
    data.uFlags = NIF_INFO | NIF_SHOWTIP;
    data.dwInfoFlags = (pending_->warns ? NIIF_WARNING : NIIF_INFO) | NIIF_RESPECT_QUIET_TIME;
    copy(widen(pending_->title), data.szInfoTitle);
    copy(widen(pending_->text), data.szInfo);
    Shell_NotifyIconW(NIM_MODIFY, &data);
    pending_.reset();
}

} // namespace mirrorwatch::tray
