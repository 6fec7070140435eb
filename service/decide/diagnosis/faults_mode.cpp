// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/text.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"

#include <algorithm>
#include <array>

/// What is wrong with WSL's mode: it is set up once, when WSL starts.
namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_ipv6_off = 0xFF;
// WSL's warnings are gathered of the last day: of one that started longer ago there need not be any.
constexpr Duration c_warnings_reach{std::chrono::hours{23}};
constexpr std::array<std::string_view, 4> c_stale_hns{"0x803B0007", "0x80070424", "0x80070005",
                                                      "E_ACCESSDENIED"};
constexpr std::string_view c_veto = "0xC0010022";

bool is_other_than_configured(const Evidence& evidence) {
    return evidence.effective != NetworkingMode::Unknown && evidence.configured != NetworkingMode::Unknown &&
           evidence.effective != evidence.configured;
}

bool fell_back(const Evidence& evidence) {
    return evidence.configured == NetworkingMode::Mirrored && is_other_than_configured(evidence);
}

std::string runs_with(const Evidence& evidence) {
    return "WSL is set to " + std::string{text::label(evidence.configured)} + " networking, and runs with " +
           std::string{text::label(evidence.effective)} + " networking";
}

/// Names of modes stay as they are in every language; the sentence does not.
bool tells_of_nat(const WslWarning& warning) {
    return has_word(warning.text, "NAT") || has_word(warning.text, "virtioproxy") ||
           has_word(warning.text, "consomme");
}

bool tells_of_none(const WslWarning& warning) {
    return has_word(warning.text, "networkingMode") && has_word(warning.text, "None");
}

/// Null: there is none, or it is not known.
const WslWarning* find_warning(const HostFacts& host, bool (*fits)(const WslWarning&)) {
    return find_where(or_empty(host.wsl_warnings), fits);
}

std::string hns_error(const HostFacts& host, bool (*fits)(const std::string&)) {
    const auto* error = find_where(or_empty(host.hns_errors), fits);
    return error == nullptr ? std::string{} : *error;
}

bool is_stale_error(const std::string& code) {
    return std::ranges::any_of(c_stale_hns,
                               [&](std::string_view known) { return equal_ignoring_case(code, known); });
}

bool is_veto(const std::string& code) {
    return equal_ignoring_case(code, c_veto);
}

bool is_none(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    return evidence.effective == NetworkingMode::None && evidence.configured != NetworkingMode::None;
}

/// WSL's switch for outer networks takes over its card's MAC address, which is as it should be.
bool may_clash(const Adapter& adapter) {
    return adapter.up && !adapter.mac.empty() && !has_part(adapter.description, "Hyper-V Virtual");
}

std::vector<const Adapter*> with_one_mac(const Evidence& evidence) {
    const auto& all = evidence.table().adapters;
    for (auto one = all.begin(); one != all.end(); ++one) {
        const auto other = std::find_if(one + 1, all.end(), [&](const Adapter& adapter) {
            return may_clash(*one) && may_clash(adapter) && equal_ignoring_case(one->mac, adapter.mac);
        });
        if (other != all.end()) {
            return {&*one, &*other};
        }
    }
    return {};
}

/// Its device is absent in WSL, or down; nothing when WSL's devices are not known.
std::optional<bool> has_lost_one(const DiagnosisContext& context,
                                 const std::vector<const Adapter*>& adapters) {
    if (!context.guest().devices) {
        return std::nullopt;
    }
    return std::ranges::any_of(adapters, [&](const Adapter* adapter) {
        const GuestDevice* device = device_of(*adapter, context);
        return device == nullptr || !device->up;
    });
}

std::string list_of(const std::vector<const Adapter*>& adapters) {
    std::vector<std::string> names;
    names.reserve(adapters.size());
    for (const Adapter* adapter : adapters) {
        names.push_back(adapter->friendly_name);
    }
    return names.empty() ? "its network cards" : text::list_of(names);
}

Yes duplicate(const DiagnosisContext& context, Confidence confidence,
              const std::vector<const Adapter*>& adapters, bool vetoed) {
    Yes yes{confidence, {list_of(adapters)}, context.all_concerned(), {}};
    if (!adapters.empty()) {
        yes.evidence.push_back(list_of(adapters) + " have the same MAC address, " + adapters.front()->mac);
    }
    if (vetoed) {
        yes.evidence.push_back("Hyper-V's switch refused a network card (" + std::string{c_veto} + ")");
    }
    return yes;
}

/// The guest has no network, or none of what it is asked for.
bool has_nothing(const DiagnosisContext& context) {
    return is_none(context) || (context.is_mirrored() && context.is_all_cut());
}

bool has_clean_hns(const HostFacts& host) {
    return host.hns_errors && hns_error(host, is_stale_error).empty() && hns_error(host, is_veto).empty();
}

/// Nothing: it is not known.
std::optional<bool> is_ipv6_off(const HostFacts& host) {
    return host.disabled_components ? std::optional{(*host.disabled_components & c_ipv6_off) == c_ipv6_off}
                                    : std::nullopt;
}

/// The sign by which the cause is known is missing: what remains is a guest with nothing but lo, which did
/// not sleep.
Judgement possibly_empty(const DiagnosisContext& context, std::string missing) {
    if (!context.is_mirrored() || context.evidence().since_resume) {
        return No{};
    }
    if (const auto stop = need::guest(context)) {
        return *stop;
    }
    if (!context.has_no_network().value_or(false)) {
        return No{};
    }
    return Yes{Confidence::Possible,
               {},
               context.all_concerned(),
               {"WSL has no network device that is up", std::move(missing)}};
}

bool runs_with_another(const DiagnosisContext& context) {
    return fell_back(context.evidence()) && context.evidence().effective != NetworkingMode::None;
}

Judgement silent_nat(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const std::string mode{to_string(evidence.effective)};
    if (const WslWarning* warning = find_warning(context.host(), tells_of_nat)) {
        return Yes{Confidence::Certain, {mode}, {}, {runs_with(evidence), "WSL warned: " + warning->text}};
    }
    const bool would_know = context.host().wsl_warnings && evidence.since_wsl_start &&
                            *evidence.since_wsl_start < c_warnings_reach;
    if (would_know) {
        return No{"WSL did not warn when it started, so .wslconfig was changed after that"};
    }
    return Yes{Confidence::Possible, {mode}, {}, {runs_with(evidence)}};
}

bool may_lack_ipv6(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    return evidence.configured == NetworkingMode::Mirrored && (fell_back(evidence) || context.is_all_cut());
}

Judgement ipv6_disabled(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const auto is_off = is_ipv6_off(context.host());
    if (!is_off) {
        const bool has_other_cause = !has_clean_hns(context.host());
        return has_other_cause
                   ? Judgement{No{}}
                   : possibly_empty(context, "whether IPv6 is switched off for all of Windows is not known");
    }
    if (!*is_off) {
        return No{fell_back(evidence) ? "IPv6 is not switched off" : ""};
    }
    const std::string seen = "IPv6 is switched off for all of Windows (DisabledComponents is 0xFF)";
    if (fell_back(evidence)) {
        return Yes{Confidence::Certain, {}, context.all_concerned(), {seen, runs_with(evidence)}};
    }
    if (const auto stop = need::guest(context)) {
        return *stop;
    }
    const auto is_empty = context.has_no_network();
    if (is_empty && !*is_empty) {
        return No{"WSL has network devices, although IPv6 is switched off"};
    }
    Yes yes{is_empty ? Confidence::Certain : Confidence::Likely, {}, context.all_concerned(), {seen}};
    if (is_empty) {
        yes.evidence.emplace_back("WSL has no network device that is up");
    }
    return yes;
}

Judgement config_mistake(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    if (evidence.config_mistakes.empty()) {
        return No{};
    }
    return Yes{Confidence::Certain, {evidence.config_mistakes.front()}, {}, evidence.config_mistakes};
}

/// Of all modes a policy leaves the user the one without a network.
bool may_be_locked(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    return is_other_than_configured(evidence) && evidence.configured != NetworkingMode::None;
}

Judgement mode_locked(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool is_policys = context.host().policy_mode == evidence.effective;
    const auto locked = context.host().mode_is_locked;
    if (!locked.value_or(is_policys)) {
        return No{locked ? "no policy decides the mode" : ""};
    }
    return Yes{is_policys && locked ? Confidence::Certain : Confidence::Likely,
               {std::string{to_string(evidence.effective)}},
               {},
               {"a policy of this computer decides WSL's networking mode", runs_with(evidence)}};
}

Judgement no_networking(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool is_meant = evidence.configured == NetworkingMode::Unknown;
    Yes yes{is_meant ? Confidence::Likely : Confidence::Certain, {}, context.all_concerned(), {}};
    yes.evidence.push_back(is_meant ? std::string{"WSL runs without any networking"} : runs_with(evidence));
    const std::string error = hns_error(context.host(), [](const std::string&) { return true; });
    const WslWarning* warning = find_warning(context.host(), tells_of_none);
    if (!error.empty()) {
        yes.evidence.push_back("the host network service reports " + error);
    }
    if (warning != nullptr) {
        yes.evidence.push_back("WSL warned: " + warning->text);
    }
    yes.arguments = {error};
    return yes;
}

Judgement stale_hns(const DiagnosisContext& context) {
    if (!context.host().hns_errors) {
        const bool has_other_cause = is_ipv6_off(context.host()).value_or(true);
        return has_other_cause ? Judgement{No{}}
                               : possibly_empty(context, "the host network service's errors are not known");
    }
    const std::string error = hns_error(context.host(), is_stale_error);
    if (error.empty()) {
        return No{is_none(context) ? "the host network service has no such error" : ""};
    }
    Yes yes{
        Confidence::Certain, {error}, context.all_concerned(), {"the host network service reports " + error}};
    if (is_none(context)) {
        yes.evidence.emplace_back("WSL runs without any networking");
        return yes;
    }
    if (const auto stop = need::guest(context)) {
        return *stop;
    }
    const auto is_empty = context.has_no_network();
    if (is_empty && !*is_empty) {
        return No{"WSL has network devices"};
    }
    yes.confidence = is_empty ? Confidence::Certain : Confidence::Possible;
    yes.evidence.emplace_back(is_empty ? "WSL has no network device that is up"
                                       : "WSL reaches none of its endpoints");
    return yes;
}

bool may_lack_a_card(const DiagnosisContext& context) {
    return has_nothing(context) || (context.is_mirrored() && !context.suspects().cut.empty() &&
                                    !with_one_mac(context.evidence()).empty());
}

Judgement duplicate_mac(const DiagnosisContext& context) {
    const auto twins = with_one_mac(context.evidence());
    const bool vetoed = !hns_error(context.host(), is_veto).empty();
    if (twins.empty() && !vetoed) {
        return No{is_none(context) ? "no two network cards have the same MAC address" : ""};
    }
    if (is_none(context)) {
        return duplicate(context, vetoed && !twins.empty() ? Confidence::Certain : Confidence::Likely, twins,
                         vetoed);
    }
    if (const auto stop = need::guest(context)) {
        return *stop;
    }
    const auto lost = twins.empty() ? context.has_no_network() : has_lost_one(context, twins);
    if (!lost.value_or(vetoed)) {
        return No{};
    }
    return duplicate(context, lost && vetoed ? Confidence::Certain : Confidence::Likely, twins, vetoed);
}

using namespace rows;

constexpr FaultSet c_of_no_mode{Ipv6Disabled, ModeLocked, StaleHns, DuplicateMac};

constexpr auto c_rows = std::to_array<FaultRow>({
    {SilentNat, Warning, 30s, c_of_no_mode, {running, when<runs_with_another>, host}, silent_nat},
    {Ipv6Disabled, Warning, 15s, {}, {running, when<may_lack_ipv6>, host}, ipv6_disabled},
    {ConfigMistake, Warning, 15s, {}, {}, config_mistake},
    {ModeLocked, Hint, 15s, {}, {running, when<may_be_locked>, host}, mode_locked},
    {NoNetworking, Error, 15s, c_of_no_mode, {running, when<is_none>, host}, no_networking},
    {StaleHns, Error, 15s, Ipv6Disabled, {running, when<has_nothing>, host}, stale_hns},
    {DuplicateMac, Error, 15s, Ipv6Disabled, {running, when<may_lack_a_card>, host}, duplicate_mac},
});

} // namespace

constinit const Family c_faults_of_the_mode = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
