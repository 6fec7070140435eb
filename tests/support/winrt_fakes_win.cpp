// SPDX-License-Identifier: MIT
#include "tests/support/winrt_fakes_win.hpp"

namespace mirrorwatch::tray::winrt {
namespace {

std::wstring text_of(HSTRING string) {
    return string == nullptr ? std::wstring{} : *reinterpret_cast<const std::wstring*>(string);
}

/// An object with one or two faces, of which each has the other one by QueryInterface.
template <class Interface>
class Fake : public Interface {
public:
    Fake() { ++fakes().objects; }

    virtual ~Fake() { --fakes().objects; }

    HRESULT STDMETHODCALLTYPE QueryInterface(const IID& id, void** face) override {
        *face = nullptr;
        if (const HRESULT result = fakes().next(); FAILED(result)) {
            return result;
        }
        *face = face_of(id);
        if (*face == nullptr) {
            return E_NOINTERFACE;
        }
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

    HRESULT STDMETHODCALLTYPE GetIids(ULONG*, IID**) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE GetRuntimeClassName(HSTRING*) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE GetTrustLevel(TrustLevel*) override { return E_NOTIMPL; }

protected:
    /// A face with a reference for the caller; null: it has none of that kind.
    virtual void* face_of(const IID& id) = 0;

private:
    ULONG count_ = 1;
};

class Document : public Fake<IXmlDocument> {
    void* face_of(const IID&) override { return nullptr; }
};

class Reader : public Fake<IXmlDocumentIO> {
    void* face_of(const IID& id) override {
        return IsEqualIID(id, IXmlDocument::id) ? static_cast<IXmlDocument*>(new Document) : nullptr;
    }

    HRESULT STDMETHODCALLTYPE LoadXml(HSTRING xml) override {
        fakes().xml = text_of(xml);
        return fakes().next();
    }
};

/// As RoActivateInstance gives it: the way to the others.
class Inspectable : public Fake<IInspectable> {
    void* face_of(const IID& id) override {
        if (IsEqualIID(id, IXmlDocumentIO::id)) {
            return static_cast<IXmlDocumentIO*>(new Reader);
        }
        return IsEqualIID(id, IXmlDocument::id) ? static_cast<IXmlDocument*>(new Document) : nullptr;
    }
};

class Named : public Fake<IToastNotification2> {
    void* face_of(const IID&) override { return nullptr; }

    HRESULT STDMETHODCALLTYPE put_Tag(HSTRING tag) override {
        fakes().tag = text_of(tag);
        return fakes().next();
    }

    HRESULT STDMETHODCALLTYPE get_Tag(HSTRING*) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE put_Group(HSTRING group) override {
        fakes().group = text_of(group);
        return fakes().next();
    }
};

class Toast : public Fake<IToastNotification> {
    void* face_of(const IID& id) override {
        return IsEqualIID(id, IToastNotification2::id) ? static_cast<IToastNotification2*>(new Named)
                                                       : nullptr;
    }
};

class ToastFactory : public Fake<IToastNotificationFactory> {
    void* face_of(const IID&) override { return nullptr; }

    HRESULT STDMETHODCALLTYPE CreateToastNotification(IXmlDocument* content,
                                                      IToastNotification** toast) override {
        const HRESULT result = content == nullptr ? E_POINTER : fakes().next();
        *toast = SUCCEEDED(result) ? new Toast : nullptr;
        return result;
    }
};

class Notifier : public Fake<IToastNotifier> {
    void* face_of(const IID&) override { return nullptr; }

    HRESULT STDMETHODCALLTYPE Show(IToastNotification* toast) override {
        const HRESULT result = toast == nullptr ? E_POINTER : fakes().next();
        if (SUCCEEDED(result)) {
            fakes().shown.push_back(fakes().tag);
        }
        return result;
    }
};

class Manager : public Fake<IToastNotificationManagerStatics> {
    void* face_of(const IID&) override { return nullptr; }

    HRESULT STDMETHODCALLTYPE CreateToastNotifier(IToastNotifier**) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE CreateToastNotifierWithId(HSTRING app, IToastNotifier** notifier) override {
        fakes().app = text_of(app);
        const HRESULT result = fakes().next();
        *notifier = SUCCEEDED(result) ? new Notifier : nullptr;
        return result;
    }
};

class History : public Fake<IToastNotificationHistory> {
    void* face_of(const IID&) override { return nullptr; }

    HRESULT STDMETHODCALLTYPE RemoveGroup(HSTRING) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE RemoveGroupWithId(HSTRING, HSTRING) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE RemoveGroupedTagWithId(HSTRING tag, HSTRING group, HSTRING app) override {
        const HRESULT result = fakes().next();
        if (SUCCEEDED(result)) {
            fakes().removed.push_back(text_of(tag) + L" " + text_of(group) + L" " + text_of(app));
        }
        return result;
    }
};

class Manager2 : public Fake<IToastNotificationManagerStatics2> {
    void* face_of(const IID&) override { return nullptr; }

    HRESULT STDMETHODCALLTYPE get_History(IToastNotificationHistory** history) override {
        const HRESULT result = fakes().next();
        *history = SUCCEEDED(result) ? new History : nullptr;
        return result;
    }
};

HRESULT WINAPI initialize(int) {
    const HRESULT result = fakes().next();
    fakes().initialized += SUCCEEDED(result) ? 1 : 0;
    return result;
}

void WINAPI uninitialize() {
    --fakes().initialized;
}

HRESULT WINAPI create_string(const wchar_t* text, UINT32 length, HSTRING* string) {
    *string = nullptr;
    const HRESULT result = fakes().next();
    if (SUCCEEDED(result)) {
        ++fakes().strings;
        *string = reinterpret_cast<HSTRING>(new std::wstring(text, length));
    }
    return result;
}

HRESULT WINAPI delete_string(HSTRING string) {
    --fakes().strings;
    delete reinterpret_cast<std::wstring*>(string);
    return S_OK;
}

void* factory_of(const std::wstring& type, const IID& id) {
    if (type == c_toast && IsEqualIID(id, IToastNotificationFactory::id)) {
        return static_cast<IToastNotificationFactory*>(new ToastFactory);
    }
    if (type == c_toast_manager && IsEqualIID(id, IToastNotificationManagerStatics::id)) {
        return static_cast<IToastNotificationManagerStatics*>(new Manager);
    }
    return type == c_toast_manager && IsEqualIID(id, IToastNotificationManagerStatics2::id)
               ? static_cast<IToastNotificationManagerStatics2*>(new Manager2)
               : nullptr;
}

HRESULT WINAPI get_factory(HSTRING of, const IID& id, void** factory) {
    *factory = nullptr;
    if (const HRESULT result = fakes().next(); FAILED(result)) {
        return result;
    }
    *factory = factory_of(text_of(of), id);
    return *factory == nullptr ? REGDB_E_CLASSNOTREG : S_OK;
}

HRESULT WINAPI activate(HSTRING of, IInspectable** object) {
    *object = nullptr;
    const HRESULT result = fakes().next();
    if (SUCCEEDED(result) && text_of(of) == c_xml_document) {
        *object = new Inspectable;
    }
    return SUCCEEDED(result) && *object == nullptr ? REGDB_E_CLASSNOTREG : result;
}

} // namespace

Fakes& fakes() {
    static Fakes only;
    return only;
}

Calls fake_calls(int fails_at) {
    fakes() = Fakes{};
    fakes().fails_at = fails_at;
    return {initialize, uninitialize, create_string, delete_string, get_factory, activate};
}

} // namespace mirrorwatch::tray::winrt
