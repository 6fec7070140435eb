// SPDX-License-Identifier: MIT
#include "tray/toast_activator_win.hpp"

#include "tray/identity_win.hpp"
#include "tray/winrt_win.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;
using winrt::Com;

namespace {

/// What COM was told; it holds a reference to the factory, as COM does.
struct Com1 {
    HRESULT initialize_answers = S_OK;
    HRESULT register_answers = S_OK;
    int initialized = 0;
    Com<IUnknown> factory;
    CLSID of{};
    DWORD context = 0;
    DWORD flags = 0;
};

Com1& com() {
    static Com1 only;
    return only;
}

HRESULT WINAPI initialize(LPVOID, DWORD) {
    com().initialized += SUCCEEDED(com().initialize_answers) ? 1 : 0;
    return com().initialize_answers;
}

void WINAPI uninitialize() {
    --com().initialized;
}

HRESULT WINAPI register_class(REFCLSID of, IUnknown* factory, DWORD context, DWORD flags, LPDWORD cookie) {
    if (FAILED(com().register_answers)) {
        return com().register_answers;
    }
    factory->AddRef();
    com().factory.reset(factory);
    com().of = of;
    com().context = context;
    com().flags = flags;
    *cookie = 7;
    return S_OK;
}

HRESULT WINAPI revoke_class(DWORD cookie) {
    CHECK(cookie == 7);
    com().factory.reset();
    return S_OK;
}

ComCalls calls() {
    com() = Com1{};
    return {initialize, uninitialize, register_class, revoke_class};
}

Com<IClassFactory> factory() {
    Com<IClassFactory> face;
    REQUIRE(com().factory.get()->QueryInterface(IID_IClassFactory, reinterpret_cast<void**>(face.put())) ==
            S_OK);
    return face;
}

Com<INotificationActivationCallback> callback() {
    Com<INotificationActivationCallback> made;
    REQUIRE(factory().get()->CreateInstance(nullptr, INotificationActivationCallback::id,
                                            reinterpret_cast<void**>(made.put())) == S_OK);
    return made;
}

} // namespace

TEST_CASE("Windows presses a notification: the tray hears which button it was") {
    std::vector<std::string> heard;
    {
        const ToastActivator activator{[&](std::string argument) { heard.push_back(std::move(argument)); },
                                       calls()};
        CHECK(activator.is_registered());
        CHECK(IsEqualCLSID(com().of, c_activator));
        CHECK(com().context == CLSCTX_LOCAL_SERVER);
        CHECK(com().flags == REGCLS_MULTIPLEUSE);
        CHECK(callback().get()->Activate(c_app_id, L"answer|exclude|ä", nullptr, 0) == S_OK);
        CHECK(callback().get()->Activate(c_app_id, nullptr, nullptr, 0) == S_OK);
    }
    CHECK(heard == std::vector<std::string>{"answer|exclude|\xC3\xA4", ""});
    CHECK(!com().factory);
    CHECK(com().initialized == 0);
}

TEST_CASE("a callback may live longer than the tray's registration") {
    int heard = 0;
    Com<INotificationActivationCallback> late;
    {
        const ToastActivator activator{[&](std::string) { ++heard; }, calls()};
        late = callback();
    }
    CHECK(late.get()->Activate(c_app_id, L"open", nullptr, 0) == S_OK);
    CHECK(heard == 1);
}

TEST_CASE("no exception of ours leaves to COM") {
    const ToastActivator activator{[](std::string) { throw std::runtime_error("no memory"); }, calls()};
    CHECK(FAILED(callback().get()->Activate(c_app_id, L"open", nullptr, 0)));
}

TEST_CASE("the factory keeps COM's rules") {
    const ToastActivator activator{[](std::string) {}, calls()};
    const Com<IClassFactory> made = factory();
    void* object = &object;
    CHECK(made.get()->CreateInstance(com().factory.get(), IID_IUnknown, &object) == CLASS_E_NOAGGREGATION);
    CHECK(object == nullptr);
    CHECK(made.get()->CreateInstance(nullptr, IID_IUnknown, nullptr) == E_POINTER);
    CHECK(made.get()->CreateInstance(nullptr, IID_IDispatch, &object) == E_NOINTERFACE);
    CHECK(object == nullptr);
    CHECK(made.get()->QueryInterface(IID_IDispatch, &object) == E_NOINTERFACE);
    CHECK(made.get()->LockServer(TRUE) == S_OK);
}

TEST_CASE("where COM refuses, nobody hears, and what was begun is ended") {
    {
        ComCalls refusing = calls();
        com().register_answers = E_ACCESSDENIED;
        const ToastActivator activator{[](std::string) {}, refusing};
        CHECK(!activator.is_registered());
        CHECK(com().initialized == 1);
    }
    CHECK(com().initialized == 0);
    {
        ComCalls refusing = calls();
        com().initialize_answers = RPC_E_CHANGED_MODE;
        const ToastActivator activator{[](std::string) {}, refusing};
        CHECK(!activator.is_registered());
    }
    CHECK(com().initialized == 0);
}

TEST_CASE("COM itself takes the registration") {
    const ToastActivator activator{[](std::string) {}};
    CHECK(activator.is_registered());
}
