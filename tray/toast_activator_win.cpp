// SPDX-License-Identifier: MIT
#include "tray/toast_activator_win.hpp"

#include "common/text_win.hpp"
#include "tray/identity_win.hpp"
#include "tray/winrt_win.hpp"

#include <atomic>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using OnActivated = std::function<void(std::string)>;

/// IUnknown of an object with one face besides.
template <class Interface>
class Object : public Interface {
public:
    virtual ~Object() = default;

    HRESULT STDMETHODCALLTYPE QueryInterface(const IID& id, void** face) override {
        if (face == nullptr) {
            return E_POINTER;
        }
        const bool is_known = IsEqualIID(id, IID_IUnknown) || IsEqualIID(id, own_id());
        *face = is_known ? static_cast<Interface*>(this) : nullptr;
        if (!is_known) {
            return E_NOINTERFACE;
        }
        AddRef();
        return S_OK;
    }

    ULONG STDMETHODCALLTYPE AddRef() override { return ++count_; }

    ULONG STDMETHODCALLTYPE Release() override {
        const ULONG left = --count_;
        if (left == 0) {
            delete this;
        }
        return left;
    }

protected:
    [[nodiscard]] virtual const IID& own_id() const = 0;

private:
    std::atomic<ULONG> count_ = 1; // whoever made it
};

class Callback : public Object<INotificationActivationCallback> {
public:
    explicit Callback(OnActivated on_activated)
        : on_activated_(std::move(on_activated)) {}

    /// No exception may leave to COM.
    HRESULT STDMETHODCALLTYPE Activate(LPCWSTR, LPCWSTR arguments, const NotificationUserInput*,
                                       ULONG) override try {
        on_activated_(arguments == nullptr ? std::string{} : narrow(arguments));
        return S_OK;

    } catch (...) {

        return E_OUTOFMEMORY;
    }

private:
    [[nodiscard]] const IID& own_id() const override { return INotificationActivationCallback::id; }

    OnActivated on_activated_;
};

class Factory : public Object<IClassFactory> {
public:
    explicit Factory(OnActivated on_activated)
        : on_activated_(std::move(on_activated)) {}

    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, const IID& id, void** object) override try {
        if (object == nullptr) {
            return E_POINTER;
        }
        *object = nullptr;
        if (outer != nullptr) {
            return CLASS_E_NOAGGREGATION;
        }
        const winrt::Com<INotificationActivationCallback> made{new Callback{on_activated_}};
        return made.get()->QueryInterface(id, object);

    } catch (...) {

        return E_OUTOFMEMORY;
    }

    /// The program's life does not hang on its clients.
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }

private:
    [[nodiscard]] const IID& own_id() const override { return IID_IClassFactory; }

    OnActivated on_activated_;
};

} // namespace

ToastActivator::ToastActivator(OnActivated on_activated, const ComCalls& calls)
    : calls_(calls)
    , is_initialized_(SUCCEEDED(calls_.initialize(nullptr, COINIT_APARTMENTTHREADED))) {
    const winrt::Com<IClassFactory> factory{new Factory{std::move(on_activated)}};
    if (!is_initialized_ || FAILED(calls_.register_class(c_activator, factory.get(), CLSCTX_LOCAL_SERVER,
                                                         REGCLS_MULTIPLEUSE, &cookie_))) {
        cookie_ = 0;
    }
}

ToastActivator::~ToastActivator() {
    if (cookie_ != 0) {
        calls_.revoke_class(cookie_);
    }
    if (is_initialized_) {
        calls_.uninitialize();
    }
}

} // namespace mirrorwatch::tray
