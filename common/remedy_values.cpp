#include "common/remedy_values.hpp"

namespace mirrorwatch::json_io {
namespace {

constexpr Names<Say, 34> c_say{{
    {Say::AllWell, "all_well"},
    {Say::NoEndpoints, "no_endpoints"},
    {Say::EndpointsDown, "endpoints_down"},
    {Say::WindowsOffline, "windows_offline"},
    {Say::VpnBrokeMirrored, "vpn_broke_mirrored"},
    {Say::Excluding, "excluding"},
    {Say::ExcludedHelped, "excluded_helped"},
    {Say::ExcludedDidNotHelp, "excluded_did_not_help"},
    {Say::ExclusionLifted, "exclusion_lifted"},
    {Say::SwitchingMode, "switching_mode"},
    {Say::AwaitingWsl, "awaiting_wsl"},
    {Say::CheckingMode, "checking_mode"},
    {Say::ModeHelped, "mode_helped"},
    {Say::ModeDidNotHelp, "mode_did_not_help"},
    {Say::PuttingBack, "putting_back"},
    {Say::AwaitingWslBack, "awaiting_wsl_back"},
    {Say::PutBack, "put_back"},
    {Say::GuestUnreachable, "guest_unreachable"},
    {Say::DeviceNotFound, "device_not_found"},
    {Say::DeviceAmbiguous, "device_ambiguous"},
    {Say::OnlyDefaultRoute, "only_default_route"},
    {Say::ExclusionFailed, "exclusion_failed"},
    {Say::ConfigChangedMeanwhile, "config_changed_meanwhile"},
    {Say::ConfigUnreadable, "config_unreadable"},
    {Say::ConfigNotWritten, "config_not_written"},
    {Say::ShutdownFailed, "shutdown_failed"},
    {Say::AgentFailed, "agent_failed"},
    {Say::NothingToRestore, "nothing_to_restore"},
    {Say::AlreadyInMode, "already_in_mode"},
    {Say::RemedyInProgress, "remedy_in_progress"},
    {Say::OfferIsOver, "offer_is_over"},
    {Say::RequestUnreadable, "request_unreadable"},
    {Say::RequestNotAllowed, "request_not_allowed"},
    {Say::JournalNotWritten, "journal_not_written"},
}};

constexpr Names<ExclusionMethod, 2> c_methods{{
    {ExclusionMethod::GuestRule, "guest-rule"},
    {ExclusionMethod::GuestLink, "guest-link"},
}};

constexpr Names<NetworkingMode, 6> c_modes{{
    {NetworkingMode::Unknown, "unknown"},
    {NetworkingMode::None, "none"},
    {NetworkingMode::Nat, "nat"},
    {NetworkingMode::Bridged, "bridged"},
    {NetworkingMode::Mirrored, "mirrored"},
    {NetworkingMode::VirtioProxy, "virtioproxy"},
}};

} // namespace

json::value to_value(const AdapterIdentity& identity) {
    return json::object{{"guid", identity.guid},
                        {"mac", identity.mac},
                        {"addresses", array_of(identity.addresses)},
                        {"name", identity.name}};
}

json::value to_value(const ExclusionReceipt& receipt) {
    return json::object{{"method", name_of(c_methods, receipt.method)},
                        {"device", receipt.device},
                        {"record", receipt.record}};
}

json::value to_value(const ConfigEdit& edit) {
    return json::object{{"before", to_value(edit.before)},
                        {"after", to_value(edit.after)},
                        {"before_sha256", edit.before_sha256},
                        {"after_sha256", edit.after_sha256}};
}

json::value to_value(const Sentence& sentence) {
    return json::object{{"code", name_of(c_say, sentence.code)}, {"arguments", array_of(sentence.arguments)}};
}

json::value to_value(NetworkingMode mode) {
    return json::string{name_of(c_modes, mode)};
}

AdapterIdentity identity_from(const json::value& value, std::string where, Problem& problem) {
    ObjectReader reader{value, std::move(where), problem};
    AdapterIdentity identity;
    identity.guid = reader.text("guid");
    identity.mac = reader.text("mac");
    identity.addresses = reader.texts("addresses");
    identity.name = reader.text("name");
    return identity;
}

ExclusionReceipt receipt_from(const json::value& value, std::string where, Problem& problem) {
    ObjectReader reader{value, std::move(where), problem};
    ExclusionReceipt receipt;
    receipt.method = reader.choice("method", c_methods);
    receipt.device = reader.text("device");
    receipt.record = reader.text("record");
    return receipt;
}

ConfigEdit edit_from(const json::value& value, std::string where, Problem& problem) {
    ObjectReader reader{value, std::move(where), problem};
    ConfigEdit edit;
    edit.before = mode_from(reader, "before");
    edit.after = mode_from(reader, "after");
    edit.before_sha256 = reader.text("before_sha256");
    edit.after_sha256 = reader.text("after_sha256");
    return edit;
}

Sentence sentence_from(const json::value& value, std::string where, Problem& problem) {
    ObjectReader reader{value, std::move(where), problem};
    Sentence sentence;
    sentence.code = reader.choice("code", c_say);
    sentence.arguments = reader.texts("arguments");
    return sentence;
}

NetworkingMode mode_from(ObjectReader& reader, std::string_view name) {
    return reader.choice(name, c_modes);
}

} // namespace mirrorwatch::json_io
