// SPDX-License-Identifier: MIT
#pragma once

#include "tray/icon_win.hpp"
#include "tray/toast_activator_win.hpp"
#include "tray/toaster_win.hpp"
#include "tray/view.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::tray {

/// Tells the user: by the notification centre where Windows knows us, else by a balloon of the icon. For the
/// window's thread.
class Notifier {
public:
    /// `on_pressed` must only post: take_pressed() has something. The icon must outlive it.
    Notifier(TrayIcon& icon, std::function<void()> on_pressed);

    void tell(const Notification& notification);
    /// Takes what is true no more off the screen.
    void take_back(const std::vector<std::string>& tags);

    [[nodiscard]] bool has_pressed() const { return pressed_.has_value(); }

    /// The argument of the button that was pressed, or of the notification itself.
    [[nodiscard]] std::optional<std::string> take_pressed();

private:
    [[nodiscard]] bool start_activator(std::function<void()> on_pressed);

    TrayIcon& icon_;
    std::optional<std::string> pressed_;
    std::optional<ToastActivator> activator_; // none: setup has not registered us
    Toaster toaster_;
};

} // namespace mirrorwatch::tray
