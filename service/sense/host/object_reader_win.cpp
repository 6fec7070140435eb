// SPDX-License-Identifier: MIT
#include "service/sense/host/object_reader_win.hpp"

#include "common/text_win.hpp"
#include "service/sense/com_win.hpp"
#include "service/sense/probes/time_left.hpp"

#include <windows.h>
#include <oleauto.h>
#include <wbemidl.h>

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mirrorwatch::sense {
namespace {

using Answer = Result<std::vector<Properties>>;
using Services = ComObject<IWbemServices>;
using Objects = ComObject<IEnumWbemClassObject>;

constexpr std::size_t c_most_objects = 5000;

struct BstrPolicy {
    using Type = BSTR;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type text) noexcept { SysFreeString(text); }
};

using Bstr = UniqueHandle<BstrPolicy>;

Bstr bstr(std::string_view utf8) {
    const std::wstring text = widen(utf8);
    return Bstr{SysAllocStringLen(text.data(), static_cast<UINT>(text.size()))};
}

std::string narrow_bstr(BSTR text) {
    return text == nullptr ? std::string{} : narrow({text, SysStringLen(text)});
}

/// Owns what it holds.
class Variant {
public:
    Variant() noexcept { VariantInit(&value_); }

    ~Variant() { VariantClear(&value_); }

    Variant(const Variant&) = delete;
    Variant& operator=(const Variant&) = delete;

    [[nodiscard]] VARIANT* get() noexcept { return &value_; }

    [[nodiscard]] VARIANT* operator->() noexcept { return &value_; }

private:
    VARIANT value_;
};

Error failed(std::string_view call, HRESULT result) {
    return Error{fmt::format("{}: 0x{:08X}", call, static_cast<unsigned long>(result))};
}

std::optional<std::string> joined(SAFEARRAY* array) {
    LONG first = 0;
    LONG last = -1;
    if (array == nullptr || SafeArrayGetDim(array) != 1 || FAILED(SafeArrayGetLBound(array, 1, &first)) ||
        FAILED(SafeArrayGetUBound(array, 1, &last))) {
        return std::nullopt;
    }
    std::string list;
    for (LONG i = first; i <= last; ++i) {
        Bstr item;
        if (SUCCEEDED(SafeArrayGetElement(array, &i, static_cast<void*>(item.put())))) {
            list += (list.empty() ? "" : ",") + narrow_bstr(item.get());
        }
    }
    return list;
}

/// Nothing for what is not set, and for kinds that are not asked for here.
std::optional<std::string> text_of(Variant& value) {
    const VARTYPE type = value->vt;
    if (type == (VT_ARRAY | VT_BSTR)) {
        return joined(value->parray);
    }
    if (type == VT_BOOL) {
        return value->boolVal == VARIANT_FALSE ? "false" : "true";
    }
    Variant text;
    if (type == VT_NULL || type == VT_EMPTY ||
        FAILED(VariantChangeTypeEx(text.get(), value.get(), LOCALE_INVARIANT, VARIANT_NOUSEROVERRIDE,
                                   VT_BSTR))) {
        return std::nullopt;
    }
    return narrow_bstr(text->bstrVal);
}

Properties properties_of(IWbemClassObject& object) {
    Properties properties;
    if (FAILED(object.BeginEnumeration(WBEM_FLAG_NONSYSTEM_ONLY))) {
        return properties;
    }
    for (;;) {
        Bstr name;
        Variant value;
        if (object.Next(0, name.put(), value.get(), nullptr, nullptr) != WBEM_S_NO_ERROR) {
            break;
        }
        if (auto text = text_of(value)) {
            properties.emplace(narrow_bstr(name.get()), std::move(*text));
        }
    }
    object.EndEnumeration();
    return properties;
}

/// The service may see who we are, as it needs for what only administrators may read.
HRESULT trust(IUnknown* proxy) {
    return CoSetProxyBlanket(proxy, RPC_C_AUTHN_WINNT, RPC_C_AUTHZ_NONE, nullptr, RPC_C_AUTHN_LEVEL_CALL,
                             RPC_C_IMP_LEVEL_IMPERSONATE, nullptr, EOAC_NONE);
}

Result<Services> connect(const std::string& name_space) {
    ComObject<IWbemLocator> locator;
    HRESULT result = CoCreateInstance(CLSID_WbemLocator, nullptr, CLSCTX_INPROC_SERVER, IID_IWbemLocator,
                                      reinterpret_cast<void**>(locator.put()));
    if (FAILED(result) || !locator) {
        return failed("CoCreateInstance", result);
    }
    Services services;
    result = locator.get()->ConnectServer(bstr(name_space).get(), nullptr, nullptr, nullptr,
                                          WBEM_FLAG_CONNECT_USE_MAX_WAIT, nullptr, nullptr, services.put());
    if (SUCCEEDED(result) && services) {
        result = trust(services.get());
    }
    if (FAILED(result) || !services) {
        return failed("IWbemLocator::ConnectServer", result);
    }
    return services;
}

Result<ComObject<IWbemContext>> context_of(const std::string& policy_store) {
    ComObject<IWbemContext> context;
    if (policy_store.empty()) {
        return context;
    }
    HRESULT result = CoCreateInstance(CLSID_WbemContext, nullptr, CLSCTX_INPROC_SERVER, IID_IWbemContext,
                                      reinterpret_cast<void**>(context.put()));
    if (SUCCEEDED(result) && context) {
        Variant store;
        store->vt = VT_BSTR;
        store->bstrVal = bstr(policy_store).release();
        result = context.get()->SetValue(L"PolicyStore", 0, store.get());
    }
    if (FAILED(result) || !context) {
        return failed("IWbemContext::SetValue", result);
    }
    return context;
}

/// Returns at once; the answers come while they are fetched.
Result<Objects> put(IWbemServices& services, const ObjectQuery& query) {
    const auto context = context_of(query.policy_store);
    if (!context) {
        return context.error();
    }
    Objects objects;
    HRESULT result = services.ExecQuery(bstr("WQL").get(), bstr(query.wql).get(),
                                        WBEM_FLAG_FORWARD_ONLY | WBEM_FLAG_RETURN_IMMEDIATELY, context->get(),
                                        objects.put());
    if (SUCCEEDED(result) && objects) {
        result = trust(objects.get());
    }
    if (FAILED(result) || !objects) {
        return failed("IWbemServices::ExecQuery", result);
    }
    return objects;
}

Answer fetch(IEnumWbemClassObject& objects, Deadline deadline) {
    std::vector<Properties> found;
    while (found.size() < c_most_objects) {
        ComObject<IWbemClassObject> object;
        ULONG count = 0;
        const HRESULT result =
            objects.Next(static_cast<long>(milliseconds_left(deadline)), 1, object.put(), &count);
        if (result == WBEM_S_FALSE) {
            break;
        }
        if (result != WBEM_S_NO_ERROR || !object) {
            return failed("IEnumWbemClassObject::Next", result);
        }
        found.push_back(properties_of(*object.get()));
    }
    return found;
}

} // namespace

std::vector<Answer> read_objects(const std::vector<ObjectQuery>& queries, Deadline deadline,
                                 const std::string& name_space) {
    UniqueHandle<MtaPolicy> apartment; // the objects live in it
    if (const HRESULT result = CoIncrementMTAUsage(apartment.put()); FAILED(result)) {
        return {queries.size(), failed("CoIncrementMTAUsage", result)};
    }
    const Result<Services> services = connect(name_space);
    if (!services) {
        return {queries.size(), services.error()};
    }
    std::vector<Result<Objects>> started;
    for (const ObjectQuery& query : queries) {
        started.push_back(put(*services->get(), query));
    }
    std::vector<Answer> answers;
    for (const Result<Objects>& objects : started) {
        answers.push_back(objects ? fetch(*objects->get(), deadline) : Answer{objects.error()});
    }
    return answers;
}

} // namespace mirrorwatch::sense
