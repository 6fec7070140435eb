// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "tray/taskbar_look.hpp"
#include "tray/view.hpp"

#include <windows.h>

#include <shellapi.h>

#include <optional>
#include <string>

namespace mirrorwatch::tray {

/// Numbers in tray.rc: 10 is Icon::Fine for a light taskbar, 11 the next state; 20 is Icon::Fine in the next
/// look.
enum class IconResource : WORD { Program = 1, First = 10 };

struct IconPolicy {
    using Type = HICON;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type icon) noexcept { DestroyIcon(icon); }
};

using IconHandle = UniqueHandle<IconPolicy>;

/// In a window the first look is the right one.
[[nodiscard]] IconResource resource_of(Icon icon, TaskbarLook look = TaskbarLook::Light);
/// A picture of this many pixels; the resources have those of the usual resolutions.
[[nodiscard]] IconHandle load_icon(IconResource resource, int pixels);

/// Our icon in the notification area. Its shape carries the meaning; its colours follow the taskbar's. Lives
/// on the thread of `owner`, which gets its messages.
class TrayIcon {
public:
    TrayIcon(HWND owner, UINT message, UINT id);
    ~TrayIcon(); // takes the icon away
    TrayIcon(const TrayIcon&) = delete;
    TrayIcon& operator=(const TrayIcon&) = delete;

    void show(Icon icon, const std::string& tooltip);
    /// A balloon, or what Windows makes of it; not in quiet hours. Kept until the icon could be added.
    void notify(const Notification& notification);
    /// The notification has been heard: it leaves the screen.
    void withdraw_notification();
    /// It is no longer true, where it is the last one that was shown.
    void withdraw_notification(const std::string& tag);
    /// The taskbar is new (TaskbarCreated).
    void add_again();
    /// Its resolution or its colours are.
    void draw_again();

    /// At log-on the taskbar may not be ready yet: call add_again() later.
    [[nodiscard]] bool is_added() const { return added_; }

private:
    [[nodiscard]] NOTIFYICONDATAW data() const;
    void add();
    [[nodiscard]] bool add_first(NOTIFYICONDATAW data);
    void tell_pending();

    HWND owner_;
    UINT message_;
    UINT id_;
    Icon icon_ = Icon::NoService;
    std::wstring tooltip_;
    IconHandle picture_;
    std::optional<Notification> pending_;
    std::string shown_tag_;
    bool added_ = false;
};

} // namespace mirrorwatch::tray
