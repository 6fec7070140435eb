// SPDX-License-Identifier: MIT
#include "tray/notifier_win.hpp"

#include "tray/identity_win.hpp"

#include <utility>

namespace mirrorwatch::tray {

Notifier::Notifier(TrayIcon& icon, std::function<void()> on_pressed)
    : icon_(icon)
    , toaster_(start_activator(std::move(on_pressed)) ? winrt::load_calls() : std::nullopt) {}

/// Whether somebody hears of a pressed notification. COM takes memory, so it is not begun in vain.
bool Notifier::start_activator(std::function<void()> on_pressed) {
    if (is_registered()) {
        activator_.emplace([this, on_pressed = std::move(on_pressed)](std::string argument) {
            pressed_ = std::move(argument);
            on_pressed();
        });
    }
    return activator_ && activator_->is_registered();
}

void Notifier::tell(const Notification& notification) {
    if (!toaster_.show(notification)) {
        icon_.notify(notification);
    }
}

void Notifier::take_back(const std::vector<std::string>& tags) {
    for (const std::string& tag : tags) {
        toaster_.remove(tag);
        icon_.withdraw_notification(tag);
    }
}

std::optional<std::string> Notifier::take_pressed() {
    return std::exchange(pressed_, std::nullopt);
}

} // namespace mirrorwatch::tray
