// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"

#include <windows.h>

#include <hstring.h>
#include <inspectable.h>

#include <optional>
#include <string>

/// What of the Windows Runtime notifications need, by its C ABI: the compilers that build us have no headers
/// of it. Order and numbers are those of windows.ui.notifications.h and windows.data.xml.dom.h in the Windows
/// SDK; methods behind those that are called are left out.
namespace mirrorwatch::tray::winrt {

/// Exported by combase.dll.
struct Calls {
    HRESULT(WINAPI* initialize)(int type) = nullptr; // 0: single-threaded
    void(WINAPI* uninitialize)() = nullptr;
    HRESULT(WINAPI* create_string)(const wchar_t* text, UINT32 length, HSTRING* string) = nullptr;
    HRESULT(WINAPI* delete_string)(HSTRING string) = nullptr;
    HRESULT(WINAPI* get_factory)(HSTRING of, const IID& id, void** factory) = nullptr;
    HRESULT(WINAPI* activate)(HSTRING of, IInspectable** object) = nullptr;
};

/// Nothing: this Windows has none of it.
[[nodiscard]] std::optional<Calls> load_calls();

template <class Interface>
struct ComPolicy {
    using Type = Interface*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type object) noexcept { object->Release(); }
};

template <class Interface>
using Com = UniqueHandle<ComPolicy<Interface>>;

/// A string of the Windows Runtime; empty where it could not be made.
class Text {
public:
    Text(const Calls& calls, const std::wstring& text);
    ~Text();
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;

    [[nodiscard]] HRESULT result() const { return result_; }

    [[nodiscard]] HSTRING get() const { return string_; }

private:
    const Calls& calls_;
    HSTRING string_ = nullptr;
    HRESULT result_;
};

struct IXmlDocument : IInspectable { // is only handed on
    static constexpr IID id{0xF7F3A506, 0x1E87, 0x42D6, {0xBC, 0xFB, 0xB8, 0xC8, 0x09, 0xFA, 0x54, 0x94}};
};

struct IXmlDocumentIO : IInspectable {
    static constexpr IID id{0x6CD0E74E, 0xEE65, 0x4489, {0x9E, 0xBF, 0xCA, 0x43, 0xE8, 0x7B, 0xA6, 0x37}};
    virtual HRESULT STDMETHODCALLTYPE LoadXml(HSTRING xml) = 0;
};

struct IToastNotification : IInspectable { // is only handed on
    static constexpr IID id{0x997E2675, 0x059E, 0x4E60, {0x8B, 0x06, 0x17, 0x60, 0x91, 0x7C, 0x8B, 0x80}};
};

struct IToastNotification2 : IInspectable {
    static constexpr IID id{0x9DFB9FD1, 0x143A, 0x490E, {0x90, 0xBF, 0xB9, 0xFB, 0xA7, 0x13, 0x2D, 0xE7}};
    virtual HRESULT STDMETHODCALLTYPE put_Tag(HSTRING tag) = 0; // at most 64 characters
    virtual HRESULT STDMETHODCALLTYPE get_Tag(HSTRING* tag) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Group(HSTRING group) = 0;
};

struct IToastNotificationFactory : IInspectable {
    static constexpr IID id{0x04124B20, 0x82C6, 0x4229, {0xB1, 0x09, 0xFD, 0x9E, 0xD4, 0x66, 0x2B, 0x53}};
    virtual HRESULT STDMETHODCALLTYPE CreateToastNotification(IXmlDocument* content,
                                                              IToastNotification** toast) = 0;
};

struct IToastNotifier : IInspectable {
    static constexpr IID id{0x75927B93, 0x03F3, 0x41EC, {0x91, 0xD3, 0x6E, 0x5B, 0xAC, 0x1B, 0x38, 0xE7}};
    virtual HRESULT STDMETHODCALLTYPE Show(IToastNotification* toast) = 0;
};

struct IToastNotificationManagerStatics : IInspectable {
    static constexpr IID id{0x50AC103F, 0xD235, 0x4598, {0xBB, 0xEF, 0x98, 0xFE, 0x4D, 0x1A, 0x3A, 0xD4}};
    virtual HRESULT STDMETHODCALLTYPE CreateToastNotifier(IToastNotifier** notifier) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateToastNotifierWithId(HSTRING app, IToastNotifier** notifier) = 0;
};

struct IToastNotificationHistory : IInspectable {
    static constexpr IID id{0x5CADDC63, 0x01D3, 0x4C97, {0x98, 0x6F, 0x05, 0x33, 0x48, 0x3F, 0xEE, 0x14}};
    virtual HRESULT STDMETHODCALLTYPE RemoveGroup(HSTRING group) = 0;
    virtual HRESULT STDMETHODCALLTYPE RemoveGroupWithId(HSTRING group, HSTRING app) = 0;
    virtual HRESULT STDMETHODCALLTYPE RemoveGroupedTagWithId(HSTRING tag, HSTRING group, HSTRING app) = 0;
};

struct IToastNotificationManagerStatics2 : IInspectable {
    static constexpr IID id{0x7AB93C52, 0x0E48, 0x4750, {0xBA, 0x9D, 0x1A, 0x41, 0x13, 0x98, 0x18, 0x47}};
    virtual HRESULT STDMETHODCALLTYPE get_History(IToastNotificationHistory** history) = 0;
};

inline constexpr wchar_t c_xml_document[] = L"Windows.Data.Xml.Dom.XmlDocument";
inline constexpr wchar_t c_toast[] = L"Windows.UI.Notifications.ToastNotification";
inline constexpr wchar_t c_toast_manager[] = L"Windows.UI.Notifications.ToastNotificationManager";

} // namespace mirrorwatch::tray::winrt
