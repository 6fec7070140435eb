// SPDX-License-Identifier: MIT
#include "service/doctor/windows_ports_win.hpp"

#include "common/text_win.hpp"
#include "service/sense/com_win.hpp"

#include <windows.h>

#include <netfw.h>
#include <oleauto.h>

#include <fmt/format.h>

namespace mirrorwatch::doctor {
namespace {

using sense::ComObject;

constexpr std::size_t c_most_rules = 20'000;
constexpr LONG c_any_protocol = 256; // NET_FW_IP_PROTOCOL_ANY, which MinGW's header lacks

Error failed(std::string_view call, HRESULT result) {
    return Error{fmt::format("{}: 0x{:08X}", call, static_cast<unsigned long>(result))};
}

/// A text property; empty where it is not set.
template <class Get>
std::string text_of(Get get) {
    BSTR text = nullptr;
    if (FAILED(get(&text)) || text == nullptr) {
        return {};
    }
    std::string utf8 = narrow({text, SysStringLen(text)});
    SysFreeString(text);
    return utf8;
}

/// NET_FW_PROFILE_TYPE2 is of the same bits as the Hyper-V firewall's: domain, private, public.
std::vector<NetworkCategory> networks_of(long profiles) {
    if (profiles == NET_FW_PROFILE2_ALL) {
        return {};
    }
    std::vector<NetworkCategory> networks;
    const auto add = [&](NET_FW_PROFILE_TYPE2 bit, NetworkCategory network) {
        if ((profiles & bit) != 0) {
            networks.push_back(network);
        }
    };
    add(NET_FW_PROFILE2_DOMAIN, NetworkCategory::Domain);
    add(NET_FW_PROFILE2_PRIVATE, NetworkCategory::Private);
    add(NET_FW_PROFILE2_PUBLIC, NetworkCategory::Public);
    return networks;
}

bool is_inbound_tcp(INetFwRule& rule) {
    VARIANT_BOOL is_enabled = VARIANT_FALSE;
    NET_FW_RULE_DIRECTION direction = NET_FW_RULE_DIR_OUT;
    LONG protocol = 0;
    rule.get_Enabled(&is_enabled);
    rule.get_Direction(&direction);
    rule.get_Protocol(&protocol);
    return is_enabled != VARIANT_FALSE && direction == NET_FW_RULE_DIR_IN &&
           (protocol == NET_FW_IP_PROTOCOL_TCP || protocol == c_any_protocol);
}

/// A program's or a service's rule is about sockets of Windows', and WSL's are none.
bool is_of_nobody(INetFwRule& rule) {
    return text_of([&](BSTR* text) { return rule.get_ApplicationName(text); }).empty() &&
           text_of([&](BSTR* text) { return rule.get_ServiceName(text); }).empty();
}

InboundRule described(INetFwRule& rule) {
    NET_FW_ACTION action = NET_FW_ACTION_BLOCK;
    LONG profiles = NET_FW_PROFILE2_ALL;
    rule.get_Action(&action);
    rule.get_Profiles(&profiles);
    return {text_of([&](BSTR* text) { return rule.get_Name(text); }),
            text_of([&](BSTR* text) { return rule.get_LocalPorts(text); }), action == NET_FW_ACTION_ALLOW,
            networks_of(profiles)};
}

Result<ComObject<IEnumVARIANT>> all_rules() {
    ComObject<INetFwPolicy2> policy;
    HRESULT result = CoCreateInstance(__uuidof(NetFwPolicy2), nullptr, CLSCTX_INPROC_SERVER,
                                      __uuidof(INetFwPolicy2), reinterpret_cast<void**>(policy.put()));
    if (FAILED(result) || !policy) {
        return failed("CoCreateInstance(NetFwPolicy2)", result);
    }
    ComObject<INetFwRules> rules;
    result = policy.get()->get_Rules(rules.put());
    if (FAILED(result) || !rules) {
        return failed("INetFwPolicy2::get_Rules", result);
    }
    ComObject<IUnknown> unknown;
    result = rules.get()->get__NewEnum(unknown.put());
    if (FAILED(result) || !unknown) {
        return failed("INetFwRules::get__NewEnum", result);
    }
    ComObject<IEnumVARIANT> each;
    result = unknown.get()->QueryInterface(__uuidof(IEnumVARIANT), reinterpret_cast<void**>(each.put()));
    if (FAILED(result) || !each) {
        return failed("IUnknown::QueryInterface", result);
    }
    return each;
}

/// The next one; nothing at the end.
ComObject<INetFwRule> next(IEnumVARIANT& rules) {
    VARIANT value;
    VariantInit(&value);
    ComObject<INetFwRule> rule;
    if (rules.Next(1, &value, nullptr) == S_OK && value.vt == VT_DISPATCH && value.pdispVal != nullptr) {
        value.pdispVal->QueryInterface(__uuidof(INetFwRule), reinterpret_cast<void**>(rule.put()));
    }
    VariantClear(&value);
    return rule;
}

} // namespace

Result<std::vector<InboundRule>> windows_inbound_rules() {
    UniqueHandle<sense::MtaPolicy> apartment; // the objects live in it
    if (const HRESULT result = CoIncrementMTAUsage(apartment.put()); FAILED(result)) {
        return failed("CoIncrementMTAUsage", result);
    }
    const auto rules = all_rules();
    if (!rules) {
        return rules.error();
    }
    std::vector<InboundRule> found;
    for (std::size_t seen = 0; seen < c_most_rules; ++seen) {
        const ComObject<INetFwRule> rule = next(*rules->get());
        if (!rule) {
            break;
        }
        if (is_inbound_tcp(*rule.get()) && is_of_nobody(*rule.get())) {
            found.push_back(described(*rule.get()));
        }
    }
    return found;
}

} // namespace mirrorwatch::doctor
