#include "common/text.hpp"

#include "common/names.hpp"
#include "common/text_parts.hpp"

#include <array>
#include <cstddef>

namespace mirrorwatch::text {
namespace {

struct Row {
    MessageId code;
    Parts parts; // of Message::arguments
    std::string_view words;
};

constexpr Parts c_plain = c_no_parts;
constexpr Parts c_vpn{Part::Vpn, Part::Nothing};
constexpr Parts c_mode{Part::Mode, Part::Nothing};
constexpr Parts c_detail{Part::Detail, Part::Nothing};

// The words do not depend on how many endpoints there are ("no answer from"), as a list may come as one
// argument.
constexpr std::array c_rows{
    Row{MessageId::AllWell, c_plain, "All is well."},
    Row{MessageId::NoEndpoints, c_plain, "Nothing is watched yet: add endpoints to mirrorwatch.toml."},
    Row{MessageId::EndpointsDown, {Part::Endpoints, Part::Nothing}, "There is no answer from {endpoints}."},
    Row{MessageId::WindowsOffline, c_plain,
        "Windows itself is offline. Nothing is changed until it is back."},
    Row{MessageId::VpnBrokeMirrored,
        {Part::Vpn, Part::Endpoints},
        "{vpn} broke mirrored networking: there is no answer from {endpoints} any more."},

    Row{MessageId::WatchingPaused, c_plain, "Watching is paused."},
    Row{MessageId::WatchingAgain, c_plain, "Watching goes on."},
    Row{MessageId::LookingAtWsl, c_plain, "Looking at WSL now."},
    Row{MessageId::SettingsKept, c_detail, "The previous settings stay in force: {detail}."},

    Row{MessageId::Excluding, c_vpn, "Excluding {vpn} from WSL. WSL keeps running."},
    Row{MessageId::ExcludedHelped, c_vpn, "{vpn} is excluded from WSL, and the endpoints answer again."},
    Row{MessageId::ExcludedDidNotHelp, c_vpn, "Excluding {vpn} from WSL did not help."},
    Row{MessageId::ExclusionLifted, c_vpn, "{vpn} is no longer excluded from WSL."},
    Row{MessageId::SwitchingMode, c_mode, "Switching WSL to {mode} networking. WSL is shut down for that."},
    Row{MessageId::AwaitingWsl, c_mode,
        "WSL will use {mode} networking from its next start. Start it when you like."},
    Row{MessageId::CheckingMode, c_mode,
        "WSL uses {mode} networking now. Checking whether the endpoints answer."},
    Row{MessageId::ModeHelped, c_mode, "WSL uses {mode} networking now, and the endpoints answer."},
    Row{MessageId::ModeDidNotHelp, c_mode, "Switching WSL to {mode} networking did not help."},
    Row{MessageId::PuttingBack, c_mode, "Putting WSL back to {mode} networking. WSL is shut down for that."},
    Row{MessageId::AwaitingWslBack, c_mode,
        "WSL will use {mode} networking again from its next start. Start it when you like."},
    Row{MessageId::PutBack, c_mode, "WSL is back to {mode} networking."},

    Row{MessageId::GuestUnreachable, c_detail, "WSL could not be asked: {detail}."},
    Row{MessageId::DeviceNotFound, c_vpn, "{vpn} was not found in WSL, so there is nothing to exclude."},
    Row{MessageId::DeviceAmbiguous, c_vpn,
        "More than one device in WSL could be {vpn}, so none was excluded."},
    Row{MessageId::OnlyDefaultRoute, c_vpn,
        "{vpn} is WSL's only way to the network, so it was not excluded."},
    Row{MessageId::NameserverNotKept, c_vpn,
        "WSL asks a name server behind {vpn} and would not reach it any more, so nothing was excluded."},
    Row{MessageId::ExclusionFailed,
        {Part::Vpn, Part::Detail},
        "{vpn} could not be excluded from WSL: {detail}."},
    Row{MessageId::ConfigChangedMeanwhile, c_mode,
        "The networking mode in .wslconfig was changed meanwhile. It is {mode} now, and was left so."},
    Row{MessageId::ConfigUnreadable, c_detail, ".wslconfig could not be read: {detail}."},
    Row{MessageId::ConfigNotWritten, c_detail,
        ".wslconfig could not be written, and is as it was: {detail}."},
    Row{MessageId::ShutdownFailed, c_detail, "WSL could not be shut down: {detail}."},
    Row{MessageId::AgentFailed, c_detail, "The part of Mirrorwatch that talks to WSL failed: {detail}."},
    Row{MessageId::NothingToRestore, c_plain,
        "There is nothing to restore: Mirrorwatch has not changed the networking mode."},
    Row{MessageId::AlreadyInMode, c_mode, "WSL is already set to {mode} networking."},
    Row{MessageId::ModeNotKnown, c_plain, "WSL has not been looked at yet. Try again in a moment."},
    Row{MessageId::RemedyInProgress, c_plain,
        "Another change to WSL is under way. Try again when it is done."},
    Row{MessageId::OfferIsOver, c_plain, "This question is over: things have changed since."},

    Row{MessageId::RequestUnreadable, c_detail, "The service could not read the request: {detail}."},
    Row{MessageId::RequestNotAllowed, c_detail, "The request was refused: {detail}."},
    Row{MessageId::JournalNotWritten, c_detail,
        "The step could not be noted in the journal, so it was not taken: {detail}."},
    Row{MessageId::TroubleFound, c_detail, "Something is wrong: {detail}."},
    Row{MessageId::StillSettling, c_plain,
        "The network has changed a moment ago, and WSL follows it with a delay. Nothing is decided before it "
        "is quiet."},
    Row{MessageId::BeingLookedInto, c_plain, "The cause is being looked for."},
    Row{MessageId::OnlyWords, c_plain, "There is nothing that Mirrorwatch could do about it by itself."},
    Row{MessageId::AlreadyAnswered, c_plain, "You have already answered this question."},
    Row{MessageId::LeftAloneAsWished, c_vpn, "{vpn} is left alone, as you wished."},
    Row{MessageId::OnlyNotified, c_plain, "The settings say that nothing is to be done or offered."},
    Row{MessageId::DistroInUse, c_plain, "A distro is in use, so WSL is not shut down without asking."},
    Row{MessageId::SwitchedLately, c_plain,
        "The networking mode was changed a while ago, so it is not changed again without asking."},
    Row{MessageId::ExclusionForbidden, c_vpn,
        "Your organisation does not allow that {vpn} is excluded from WSL."},
    Row{MessageId::ModeIsLocked, c_plain,
        "Your organisation decides the networking mode, so it cannot be changed."},
    Row{MessageId::NothingHelped, c_plain,
        "Everything that could be tried did not help, and was taken back."},
    Row{MessageId::WslIsStarting, c_plain,
        "WSL has just been started. Nothing is decided before its servers have had time to start."},
    Row{MessageId::LoweringMtu, c_vpn,
        "Lowering the largest packet size of {vpn} in WSL. WSL keeps running."},
    Row{MessageId::MtuHelped, c_vpn,
        "The largest packet size of {vpn} in WSL is lower now, and the endpoints answer."},
    Row{MessageId::MtuDidNotHelp, c_vpn, "Lowering the largest packet size of {vpn} in WSL did not help."},
    Row{MessageId::MtuRestored, c_vpn, "The largest packet size of {vpn} in WSL is as it was."},
    Row{MessageId::MtuNotChanged,
        {Part::Vpn, Part::Detail},
        "The largest packet size of {vpn} in WSL could not be changed: {detail}."},
    Row{MessageId::ChangingSetting, c_detail,
        "Setting {detail} to false in .wslconfig. WSL is shut down for that."},
    Row{MessageId::AwaitingSetting, c_detail,
        "WSL will run without {detail} from its next start. Start it when you like."},
    Row{MessageId::CheckingSetting, c_detail,
        "WSL runs without {detail} now. Checking whether the endpoints answer."},
    Row{MessageId::SettingHelped, c_detail, "WSL runs without {detail} now, and the endpoints answer."},
    Row{MessageId::SettingDidNotHelp, c_detail, "Setting {detail} to false did not help."},
    Row{MessageId::PuttingSettingBack, c_detail,
        "Putting {detail} back as it was. WSL is shut down for that."},
    Row{MessageId::AwaitingSettingBack, c_detail,
        "WSL will have {detail} again from its next start. Start it when you like."},
    Row{MessageId::SettingPutBack, c_detail, "{detail} is as it was."},
    Row{MessageId::SettingChanged, c_detail,
        "{detail} in .wslconfig was changed meanwhile, and was left so."},
    Row{MessageId::RestartingWsl, c_plain, "WSL is being shut down, so that it makes a fresh start."},
    Row{MessageId::AwaitingRestart, c_plain, "WSL is shut down. Start it when you like."},
    Row{MessageId::CheckingRestart, c_plain, "WSL has started again. Checking whether the endpoints answer."},
    Row{MessageId::RestartHelped, c_plain, "WSL has started again, and the endpoints answer."},
    Row{MessageId::RestartDidNotHelp, c_plain, "Restarting WSL did not help."},
    Row{MessageId::RestoreProposed,
        {Part::Vpn, Part::Mode},
        "{vpn} is gone. WSL could go back to {mode} networking."},
    Row{MessageId::VpnNotKnown, c_detail,
        "No VPN that is connected is called {detail}. See: mirrorwatch status."},
    Row{MessageId::NotExcluded, c_vpn, "{vpn} is not excluded from WSL."},
    Row{MessageId::ExcludedFromNowOn, c_vpn, "{vpn} will be excluded from WSL without asking."},
    Row{MessageId::NeverAskedAgain, c_vpn, "You will not be asked about {vpn} again."},
    Row{MessageId::AskedAgain, c_vpn, "{vpn} is treated as the settings say."},
    Row{MessageId::WslNotMirrored, c_plain,
        "WSL does not run with mirrored networking, so there is nothing to exclude."},
    Row{MessageId::CountdownCancelled, c_plain, "WSL is left as it is."},
    Row{MessageId::CountdownPostponed, c_plain, "You will be asked again in ten minutes."},
    Row{MessageId::Excluded, c_vpn, "{vpn} is excluded from WSL."},
    Row{MessageId::ModeInForce, c_mode, "WSL uses {mode} networking now."},
    Row{MessageId::SettingInForce, c_detail, "WSL runs without {detail} now."},
};

constexpr bool in_order_of_codes() {
    for (std::size_t i = 0; i < c_rows.size(); ++i) {
        if (static_cast<std::size_t>(c_rows[i].code) != i) {
            return false;
        }
    }
    return c_rows.size() == c_names_of<MessageId>.size();
}

static_assert(in_order_of_codes(), "one row for each code, in the order of Say");

} // namespace

std::string to_text(const Message& sentence) {
    const Row& row = c_rows.at(static_cast<std::size_t>(sentence.code));
    return filled(row.words, row.parts, sentence.arguments);
}

std::size_t argument_count(MessageId code) {
    return count(c_rows.at(static_cast<std::size_t>(code)).parts);
}

std::string list_of(const std::vector<std::string>& items) {
    std::string list;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) {
            list += i + 1 == items.size() ? " and " : ", ";
        }
        list += items[i];
    }
    return list;
}

std::string change_of(Taken what, std::string_view adapter) {
    constexpr std::array<std::string_view, 3> c_things{"default route", "DNS servers", "proxy"};
    std::string name = "A change of the ";
    name += c_things.at(static_cast<std::size_t>(what));
    if (what != Taken::Proxy) {
        name += " on ";
        name += adapter;
    }
    return name;
}

std::string_view label(EndpointState state) {
    constexpr std::array<std::string_view, 6> c_labels{"Not checked yet", "Being checked",    "Answers",
                                                       "No answer",       "Not expected now", "Paused"};
    return c_labels.at(static_cast<std::size_t>(state));
}

std::string vantages(const EndpointView& endpoint) {
    std::vector<std::string> places;
    std::string findings;
    bool agree = true;
    for (const VantageView& view : endpoint.vantages) {
        places.emplace_back(view.vantage == Vantage::Wsl    ? "WSL"
                            : view.runs_in == RunsIn::Agent ? "Windows as the user"
                                                            : "Windows");
        std::string state{label(view.state)};
        state[0] = static_cast<char>(state[0] | 0x20); // the labels are ASCII
        findings += (findings.empty() ? "" : ", ") + places.back() + ": " + state;
        agree = agree && view.state == endpoint.vantages.front().state;
    }
    return agree ? list_of(places) : findings;
}

std::string expiry(const EndpointView& endpoint, std::chrono::sys_seconds now) {
    constexpr std::chrono::days c_soon{14};
    if (!endpoint.certificate_expires || *endpoint.certificate_expires - now > c_soon) {
        return {};
    }
    const auto left = *endpoint.certificate_expires - now;
    if (left <= std::chrono::seconds{0}) {
        return "certificate has expired";
    }
    const auto days = std::chrono::floor<std::chrono::days>(left).count();
    return days == 0   ? "certificate expires within a day"
           : days == 1 ? "certificate expires in a day"
                       : "certificate expires in " + std::to_string(days) + " days";
}

std::string_view label(NetworkingMode mode) {
    constexpr std::array<std::string_view, 6> c_labels{"unknown", "no",       "NAT",
                                                       "bridged", "mirrored", "VirtioProxy"};
    return c_labels.at(static_cast<std::size_t>(mode));
}

std::string_view label(RemedyState state) {
    constexpr std::array<std::string_view, 10> c_labels{
        "Being applied", "WSL is shutting down", "Waiting for WSL", "Being checked", "In force",
        "Being undone",  "WSL is shutting down", "Waiting for WSL", "Undone",        "Given up"};
    return c_labels.at(static_cast<std::size_t>(state));
}

std::string duration(std::chrono::milliseconds time) {
    if (time < std::chrono::seconds{1}) {
        return std::to_string(time.count()) + " ms";
    }
    const auto tenths = (time.count() + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

} // namespace mirrorwatch::text
