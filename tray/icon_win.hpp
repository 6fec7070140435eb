// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "tray/view.hpp"

#include <windows.h>

#include <shellapi.h>

#include <optional>
#include <string>

namespace mirrorwatch::tray {

/// Numbers in tray.rc.
enum class IconResource : WORD { Program = 1, Fine = 2, Trouble = 3, NoService = 4 };

struct IconPolicy {
    using Type = HICON;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type icon) noexcept { DestroyIcon(icon); }
};

using IconHandle = UniqueHandle<IconPolicy>;

[[nodiscard]] IconResource resource_of(Icon icon);
/// A picture of this many pixels; the resources have those of the usual resolutions.
[[nodiscard]] IconHandle load_icon(IconResource resource, int pixels);

/// Our icon in the notification area. The icons stand on light and dark taskbars alike, as their shapes carry
/// the meaning and their colours are of middle brightness. Lives on the thread of `owner`, which gets its
/// messages.
class TrayIcon {
public:
    TrayIcon(HWND owner, UINT message, UINT id);
    ~TrayIcon(); // takes the icon away
    TrayIcon(const TrayIcon&) = delete;
    TrayIcon& operator=(const TrayIcon&) = delete;

    void show(Icon icon, const std::string& tooltip);
    /// A balloon, or what Windows makes of it; not in quiet hours. Kept until the icon could be added.
    void notify(const Notification& notification);
    /// The notification has been heard, or is no longer true: it leaves the screen.
    void withdraw_notification();
    /// The taskbar is new (TaskbarCreated), or its resolution is.
    void add_again();

    /// At log-on the taskbar may not be ready yet: call add_again() later.
    [[nodiscard]] bool is_added() const { return added_; }

private:
    [[nodiscard]] NOTIFYICONDATAW data() const;
    void add();
    void tell_pending();

    HWND owner_;
    UINT message_;
    UINT id_;
    Icon icon_ = Icon::NoService;
    std::wstring tooltip_;
    IconHandle picture_;
    std::optional<Notification> pending_;
    bool added_ = false;
};

} // namespace mirrorwatch::tray
