// SPDX-License-Identifier: MIT
#include "tray/accessible_win.hpp"

#include "common/text_win.hpp"
#include "tray/canvas_win.hpp"
#include "tray/library_win.hpp"

#include <oleacc.h>

#include <atomic>

namespace mirrorwatch::tray {
namespace {

/// COM's part, and all of IAccessible that a thing which is only read refuses. No IDispatch: nothing scripts
/// a control of ours.
class ReadOnlyAccessible : public IAccessible {
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** object) override {
        const bool is_ours =
            IsEqualIID(id, IID_IUnknown) || IsEqualIID(id, IID_IDispatch) || IsEqualIID(id, IID_IAccessible);
        *object = is_ours ? static_cast<IAccessible*>(this) : nullptr;
        if (is_ours) {
            AddRef();
        }
        return is_ours ? S_OK : E_NOINTERFACE;
    }

    ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }

    ULONG STDMETHODCALLTYPE Release() override {
        const ULONG left = --references_;
        if (left == 0) {
            delete this;
        }
        return left;
    }

    HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override {
        *count = 0;
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo**) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR*, UINT, LCID, DISPID*) override {
        return E_NOTIMPL;
    }

    HRESULT STDMETHODCALLTYPE Invoke(DISPID, REFIID, LCID, WORD, DISPPARAMS*, VARIANT*, EXCEPINFO*,
                                     UINT*) override {
        return E_NOTIMPL;
    }

    HRESULT STDMETHODCALLTYPE get_accDescription(VARIANT, BSTR* text) override { return nothing(text); }

    HRESULT STDMETHODCALLTYPE get_accHelp(VARIANT, BSTR* text) override { return nothing(text); }

    HRESULT STDMETHODCALLTYPE get_accHelpTopic(BSTR* file, VARIANT, long*) override { return nothing(file); }

    HRESULT STDMETHODCALLTYPE get_accKeyboardShortcut(VARIANT, BSTR* text) override { return nothing(text); }

    HRESULT STDMETHODCALLTYPE get_accDefaultAction(VARIANT, BSTR* text) override { return nothing(text); }

    HRESULT STDMETHODCALLTYPE accDoDefaultAction(VARIANT) override { return DISP_E_MEMBERNOTFOUND; }

    HRESULT STDMETHODCALLTYPE put_accName(VARIANT, BSTR) override { return DISP_E_MEMBERNOTFOUND; }

    HRESULT STDMETHODCALLTYPE put_accValue(VARIANT, BSTR) override { return DISP_E_MEMBERNOTFOUND; }

protected:
    virtual ~ReadOnlyAccessible() = default;

    static HRESULT nothing(BSTR* text) {
        *text = nullptr;
        return S_FALSE;
    }

private:
    std::atomic<ULONG> references_{1};
};

VARIANT number(LONG value) {
    VARIANT variant;
    VariantInit(&variant);
    variant.vt = VT_I4;
    variant.lVal = value;
    return variant;
}

HRESULT give(const std::string& text, BSTR* to) {
    *to = text.empty() ? nullptr : SysAllocString(widen(text).c_str());
    return text.empty() ? S_FALSE : S_OK;
}

LONG role_of(Part part) {
    return part == Part::Heading   ? ROLE_SYSTEM_STATICTEXT
           : part == Part::Graphic ? ROLE_SYSTEM_GRAPHIC
                                   : ROLE_SYSTEM_LISTITEM;
}

/// After its canvas has gone it answers that it is not connected.
class AccessibleCanvas final : public ReadOnlyAccessible {
public:
    explicit AccessibleCanvas(Canvas& canvas)
        : canvas_(&canvas) {}

    void forget() { canvas_ = nullptr; }

    HRESULT STDMETHODCALLTYPE get_accParent(IDispatch** parent) override {
        *parent = nullptr;
        const auto of_window =
            find_function<decltype(&AccessibleObjectFromWindow)>(L"oleacc.dll", "AccessibleObjectFromWindow");
        return canvas_ == nullptr || of_window == nullptr
                   ? CO_E_OBJNOTCONNECTED
                   : of_window(canvas_->window(), static_cast<DWORD>(OBJID_WINDOW), IID_IDispatch,
                               reinterpret_cast<void**>(parent));
    }

    HRESULT STDMETHODCALLTYPE get_accChildCount(long* count) override {
        *count = canvas_ == nullptr ? 0 : static_cast<long>(canvas_->scene().elements.size());
        return canvas_ == nullptr ? CO_E_OBJNOTCONNECTED : S_OK;
    }

    /// None is an object of its own.
    HRESULT STDMETHODCALLTYPE get_accChild(VARIANT, IDispatch** child) override {
        *child = nullptr;
        return S_FALSE;
    }

    HRESULT STDMETHODCALLTYPE get_accName(VARIANT child, BSTR* name) override {
        *name = nullptr;
        const Element* element = nullptr;
        const HRESULT found = find(child, element);
        return found != S_OK ? found : give(element == nullptr ? canvas_->label() : element->name, name);
    }

    HRESULT STDMETHODCALLTYPE get_accValue(VARIANT child, BSTR* value) override {
        *value = nullptr;
        const Element* element = nullptr;
        const HRESULT found = find(child, element);
        return found != S_OK ? found : give(element == nullptr ? std::string{} : element->value, value);
    }

    HRESULT STDMETHODCALLTYPE get_accRole(VARIANT child, VARIANT* role) override {
        const Element* element = nullptr;
        const HRESULT found = find(child, element);
        *role = number(element == nullptr ? ROLE_SYSTEM_LIST : role_of(element->part));
        return found;
    }

    HRESULT STDMETHODCALLTYPE get_accState(VARIANT child, VARIANT* state) override {
        const Element* element = nullptr;
        const HRESULT found = find(child, element);
        if (found != S_OK) {
            return found;
        }
        const bool has_focus = GetFocus() == canvas_->window();
        const bool is_it = child.lVal == canvas_->selected() + 1;
        *state = number(STATE_SYSTEM_READONLY | STATE_SYSTEM_FOCUSABLE |
                        (element == nullptr ? 0 : STATE_SYSTEM_SELECTABLE) |
                        (has_focus && is_it ? STATE_SYSTEM_FOCUSED | STATE_SYSTEM_SELECTED : 0));
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE get_accFocus(VARIANT* child) override { return give_selected(child, true); }

    HRESULT STDMETHODCALLTYPE get_accSelection(VARIANT* child) override {
        return give_selected(child, false);
    }

    HRESULT STDMETHODCALLTYPE accSelect(long how, VARIANT child) override {
        const Element* element = nullptr;
        const HRESULT found = find(child, element);
        if (found == S_OK && (how & SELFLAG_TAKEFOCUS) != 0) {
            SetFocus(canvas_->window());
        }
        if (found == S_OK && element != nullptr) {
            canvas_->select(static_cast<int>(child.lVal) - 1);
        }
        return found;
    }

    HRESULT STDMETHODCALLTYPE accLocation(long* left, long* top, long* width, long* height,
                                          VARIANT child) override {
        const Element* element = nullptr;
        const HRESULT found = find(child, element);
        if (found != S_OK) {
            return found;
        }
        RECT place{};
        if (element == nullptr) {
            GetWindowRect(canvas_->window(), &place);
        } else {
            place = canvas_->place_of(element->at);
        }
        *left = place.left;
        *top = place.top;
        *width = place.right - place.left;
        *height = place.bottom - place.top;
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE accNavigate(long direction, VARIANT start, VARIANT* end) override {
        VariantInit(end);
        const Element* element = nullptr;
        const HRESULT found = find(start, element);
        if (found != S_OK) {
            return found;
        }
        const long all = static_cast<long>(canvas_->scene().elements.size());
        const long next = direction == NAVDIR_FIRSTCHILD                           ? 1
                          : direction == NAVDIR_LASTCHILD                          ? all
                          : direction == NAVDIR_NEXT || direction == NAVDIR_DOWN   ? start.lVal + 1
                          : direction == NAVDIR_PREVIOUS || direction == NAVDIR_UP ? start.lVal - 1
                                                                                   : 0;
        if (next < 1 || next > all) {
            return S_FALSE;
        }
        *end = number(next);
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE accHitTest(long left, long top, VARIANT* child) override {
        VariantInit(child);
        if (canvas_ == nullptr) {
            return CO_E_OBJNOTCONNECTED;
        }
        *child = number(canvas_->element_at_screen({left, top}) + 1);
        return S_OK;
    }

private:
    /// Null and S_OK: the canvas itself.
    HRESULT find(const VARIANT& child, const Element*& element) const {
        element = nullptr;
        if (canvas_ == nullptr) {
            return CO_E_OBJNOTCONNECTED;
        }
        const auto& elements = canvas_->scene().elements;
        if (child.vt != VT_I4 || child.lVal < 0 || child.lVal > static_cast<LONG>(elements.size())) {
            return E_INVALIDARG;
        }
        element = child.lVal == CHILDID_SELF ? nullptr : &elements[static_cast<std::size_t>(child.lVal - 1)];
        return S_OK;
    }

    HRESULT give_selected(VARIANT* child, bool only_with_focus) const {
        VariantInit(child);
        if (canvas_ == nullptr) {
            return CO_E_OBJNOTCONNECTED;
        }
        if (canvas_->selected() < 0 || (only_with_focus && GetFocus() != canvas_->window())) {
            return S_FALSE;
        }
        *child = number(canvas_->selected() + 1);
        return S_OK;
    }

    Canvas* canvas_;
};

} // namespace

IAccessible* make_accessible(Canvas& canvas) {
    return new AccessibleCanvas{canvas};
}

void forget_canvas(IAccessible* accessible) {
    static_cast<AccessibleCanvas*>(accessible)->forget();
    accessible->Release();
}

/// COM carries the object to the screen reader. It is begun by the first question, as most machines have
/// none, and lasts as long as the thread.
LRESULT answer_with(IAccessible* accessible, WPARAM wparam) {
    static const HRESULT c_com = CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED);
    const auto as_result = find_function<decltype(&LresultFromObject)>(L"oleacc.dll", "LresultFromObject");
    return FAILED(c_com) || as_result == nullptr ? 0 : as_result(IID_IAccessible, wparam, accessible);
}

} // namespace mirrorwatch::tray
