// SPDX-License-Identifier: MIT
#include "tray/toaster_win.hpp"

#include "common/text_win.hpp"
#include "tray/identity_win.hpp"
#include "tray/toast.hpp"

namespace mirrorwatch::tray {
namespace {

using winrt::Calls;
using winrt::Com;
using winrt::Text;

constexpr int c_single_threaded = 0; // RO_INIT_SINGLETHREADED
constexpr wchar_t c_group[] = L"mirrorwatch";

/// The object's other face.
template <class Interface>
HRESULT query(IUnknown* object, Com<Interface>& face) {
    return object->QueryInterface(Interface::id, reinterpret_cast<void**>(face.put()));
}

template <class Interface>
HRESULT get_factory(const Calls& calls, const wchar_t* type, Com<Interface>& factory) {
    const Text name{calls, type};
    return FAILED(name.result())
               ? name.result()
               : calls.get_factory(name.get(), Interface::id, reinterpret_cast<void**>(factory.put()));
}

HRESULT activate(const Calls& calls, const wchar_t* type, Com<IInspectable>& object) {
    const Text name{calls, type};
    return FAILED(name.result()) ? name.result() : calls.activate(name.get(), object.put());
}

/// What makes the next one with the same tag take its place.
HRESULT name_toast(const Calls& calls, winrt::IToastNotification* toast, const std::string& tag) {
    if (tag.empty()) {
        return S_OK;
    }
    Com<winrt::IToastNotification2> named;
    if (const HRESULT result = query(toast, named); FAILED(result)) {
        return result;
    }
    const Text name{calls, widen(tag)};
    const Text group{calls, c_group};
    if (FAILED(name.result()) || FAILED(group.result())) {
        return FAILED(name.result()) ? name.result() : group.result();
    }
    const HRESULT result = named.get()->put_Tag(name.get());
    return FAILED(result) ? result : named.get()->put_Group(group.get());
}

} // namespace

Toaster::Toaster(std::optional<Calls> calls)
    : calls_(calls) {
    if (calls_ && FAILED(calls_->initialize(c_single_threaded))) {
        calls_.reset();
    }
}

Toaster::~Toaster() {
    if (calls_) {
        calls_->uninitialize();
    }
}

bool Toaster::show(const Notification& notification) {
    return calls_ && SUCCEEDED(show_toast(notification));
}

bool Toaster::remove(const std::string& tag) {
    return calls_ && SUCCEEDED(remove_toast(tag));
}

HRESULT Toaster::show_toast(const Notification& notification) const {
    Com<winrt::IToastNotification> toast;
    if (const HRESULT result = make_toast(notification, toast); FAILED(result)) {
        return result;
    }
    if (const HRESULT result = name_toast(*calls_, toast.get(), notification.tag); FAILED(result)) {
        return result;
    }
    Com<winrt::IToastNotifier> notifier;
    const HRESULT result = get_notifier(notifier);
    return FAILED(result) ? result : notifier.get()->Show(toast.get());
}

HRESULT Toaster::make_document(const std::string& xml, Com<winrt::IXmlDocument>& document) const {
    Com<IInspectable> made;
    if (const HRESULT result = activate(*calls_, winrt::c_xml_document, made); FAILED(result)) {
        return result;
    }
    Com<winrt::IXmlDocumentIO> reader;
    if (const HRESULT result = query(made.get(), reader); FAILED(result)) {
        return result;
    }
    const Text text{*calls_, widen(xml)};
    if (FAILED(text.result())) {
        return text.result();
    }
    const HRESULT result = reader.get()->LoadXml(text.get());
    return FAILED(result) ? result : query(made.get(), document);
}

HRESULT Toaster::make_toast(const Notification& notification, Com<winrt::IToastNotification>& toast) const {
    Com<winrt::IXmlDocument> document;
    if (const HRESULT result = make_document(toast_xml(notification), document); FAILED(result)) {
        return result;
    }
    Com<winrt::IToastNotificationFactory> factory;
    const HRESULT result = get_factory(*calls_, winrt::c_toast, factory);
    return FAILED(result) ? result : factory.get()->CreateToastNotification(document.get(), toast.put());
}

HRESULT Toaster::get_notifier(Com<winrt::IToastNotifier>& notifier) const {
    Com<winrt::IToastNotificationManagerStatics> manager;
    if (const HRESULT result = get_factory(*calls_, winrt::c_toast_manager, manager); FAILED(result)) {
        return result;
    }
    const Text app{*calls_, c_app_id};
    return FAILED(app.result()) ? app.result()
                                : manager.get()->CreateToastNotifierWithId(app.get(), notifier.put());
}

HRESULT Toaster::remove_toast(const std::string& tag) const {
    Com<winrt::IToastNotificationManagerStatics2> manager;
    if (const HRESULT result = get_factory(*calls_, winrt::c_toast_manager, manager); FAILED(result)) {
        return result;
    }
    Com<winrt::IToastNotificationHistory> history;
    if (const HRESULT result = manager.get()->get_History(history.put()); FAILED(result)) {
        return result;
    }
    const Text name{*calls_, widen(tag)};
    const Text group{*calls_, c_group};
    const Text app{*calls_, c_app_id};
    for (const Text* text : {&name, &group, &app}) {
        if (FAILED(text->result())) {
            return text->result();
        }
    }
    return history.get()->RemoveGroupedTagWithId(name.get(), group.get(), app.get());
}

} // namespace mirrorwatch::tray
