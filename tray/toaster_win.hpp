// SPDX-License-Identifier: MIT
#pragma once

#include "tray/view.hpp"
#include "tray/winrt_win.hpp"

#include <optional>
#include <string>

namespace mirrorwatch::tray {

/// Shows notifications by the Windows Runtime, under the program's own name and picture. For one thread.
class Toaster {
public:
    /// Nothing: there is no Windows Runtime, or nobody would hear of a pressed notification; all calls then
    /// say that they did nothing.
    explicit Toaster(std::optional<winrt::Calls> calls);
    ~Toaster();
    Toaster(const Toaster&) = delete;
    Toaster& operator=(const Toaster&) = delete;

    /// False: it is to be shown in another way. Windows itself keeps it back in quiet hours, and where the
    /// user has switched our notifications off: that is a success.
    [[nodiscard]] bool show(const Notification& notification);
    /// Takes it off the screen and out of the notification centre, where there is one with this tag.
    bool remove(const std::string& tag);

private:
    [[nodiscard]] HRESULT show_toast(const Notification& notification) const;
    [[nodiscard]] HRESULT make_toast(const Notification& notification,
                                     winrt::Com<winrt::IToastNotification>& toast) const;
    [[nodiscard]] HRESULT remove_toast(const std::string& tag) const;
    [[nodiscard]] HRESULT make_document(const std::string& xml,
                                        winrt::Com<winrt::IXmlDocument>& document) const;
    [[nodiscard]] HRESULT get_notifier(winrt::Com<winrt::IToastNotifier>& notifier) const;

    std::optional<winrt::Calls> calls_;
};

} // namespace mirrorwatch::tray
