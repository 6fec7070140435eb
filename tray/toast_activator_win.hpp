// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include <objbase.h>

#include <functional>
#include <string>

namespace mirrorwatch::tray {

/// notificationactivationcallback.h, which not every SDK has. Its one method is called in the apartment that
/// registered the class.
struct NotificationUserInput {
    LPCWSTR key;
    LPCWSTR value;
};

struct INotificationActivationCallback : IUnknown {
    static constexpr IID id{0x53E31837, 0x6600, 0x4A81, {0x93, 0x95, 0x75, 0xCF, 0xFE, 0x74, 0x6F, 0x94}};
    virtual HRESULT STDMETHODCALLTYPE Activate(LPCWSTR app, LPCWSTR arguments,
                                               const NotificationUserInput* data, ULONG count) = 0;
};

/// What is called of COM; a test puts its own in.
struct ComCalls {
    decltype(&CoInitializeEx) initialize = CoInitializeEx;
    decltype(&CoUninitialize) uninitialize = CoUninitialize;
    decltype(&CoRegisterClassObject) register_class = CoRegisterClassObject;
    decltype(&CoRevokeClassObject) revoke_class = CoRevokeClassObject;
};

/// Answers Windows when a notification is pressed, for as long as it lives. On the thread that made it, which
/// must handle messages.
class ToastActivator {
public:
    /// `on_activated` gets the pressed button's argument, UTF-8, and must only post: Windows waits for it.
    explicit ToastActivator(std::function<void(std::string)> on_activated, const ComCalls& calls = {});
    ~ToastActivator();
    ToastActivator(const ToastActivator&) = delete;
    ToastActivator& operator=(const ToastActivator&) = delete;

    /// False: nobody hears of a pressed notification.
    [[nodiscard]] bool is_registered() const { return cookie_ != 0; }

private:
    ComCalls calls_;
    bool is_initialized_;
    DWORD cookie_ = 0;
};

} // namespace mirrorwatch::tray
