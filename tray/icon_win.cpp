// SPDX-License-Identifier: MIT
#include "tray/icon_win.hpp"

#include "common/text_win.hpp"
#include "tray/taskbar_win.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

template <std::size_t Size>
void copy(const std::wstring& text, WCHAR (&to)[Size]) {
    const std::size_t length = std::min(text.size(), Size - 1);
    std::copy_n(text.begin(), length, to);
    to[length] = L'\0';
}

} // namespace

IconResource resource_of(Icon icon, TaskbarLook look) {
    constexpr int c_look_step = 10;
    return static_cast<IconResource>(static_cast<int>(IconResource::First) + static_cast<int>(icon) +
                                     c_look_step * static_cast<int>(look));
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

/// NIM_ADD may report a time-out and yet have added; then only NIM_MODIFY succeeds. Windows keeps the first
/// picture for its settings and its notifications, so that is the product's and not a state's.
bool TrayIcon::add_first(NOTIFYICONDATAW data) {
    const IconHandle product =
        load_icon(IconResource::Program, GetSystemMetricsForDpi(SM_CXSMICON, taskbar_dpi()));
    data.hIcon = product.get();
    const bool added = Shell_NotifyIconW(NIM_ADD, &data) || Shell_NotifyIconW(NIM_MODIFY, &data);
    if (added) {
        data.uVersion = NOTIFYICON_VERSION_4;
        Shell_NotifyIconW(NIM_SETVERSION, &data);
    }
    return added;
}

void TrayIcon::add() {
    picture_ = load_icon(resource_of(icon_, current_taskbar_look()),
                         GetSystemMetricsForDpi(SM_CXSMICON, taskbar_dpi()));
    NOTIFYICONDATAW data = this->data();
    data.uFlags = NIF_MESSAGE | NIF_ICON | NIF_TIP | NIF_SHOWTIP;
    data.uCallbackMessage = message_;
    data.hIcon = picture_.get();
    copy(tooltip_, data.szTip);
    added_ = (added_ || add_first(data)) && Shell_NotifyIconW(NIM_MODIFY, &data);
    tell_pending();
}

void TrayIcon::add_again() {
    added_ = false;
    add();
}

void TrayIcon::draw_again() {
    if (added_) {
        add();
    }
}

void TrayIcon::notify(const Notification& notification) {
    pending_ = notification;
    tell_pending();
}

void TrayIcon::withdraw_notification() {
    pending_.reset();
    shown_tag_.clear();
    NOTIFYICONDATAW data = this->data();
    data.uFlags = NIF_INFO | NIF_SHOWTIP; // an empty szInfo takes the notification away
    Shell_NotifyIconW(NIM_MODIFY, &data);
}

void TrayIcon::withdraw_notification(const std::string& tag) {
    if (tag == (pending_ ? pending_->tag : shown_tag_)) {
        withdraw_notification();
    }
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
    shown_tag_ = pending_->tag;
    pending_.reset();
}

} // namespace mirrorwatch::tray
