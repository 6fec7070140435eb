// SPDX-License-Identifier: MIT
#pragma once

#include "common/protocol.hpp"
#include "common/snapshot.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// What the tray program shows, as plain values: everything that can be decided without Windows. Text is
/// UTF-8.
namespace mirrorwatch::tray {

/// Each has a shape of its own.
enum class Icon {
    Fine,
    Attention, // something to look at, or a question
    Broken,
    Acting, // a remedy is under way
    Paused,
    Starting, // the service, or we
    NoService,
};

enum class Command {
    None, // a heading, or an item with a submenu
    Status,
    Answer, // the open question
    Watch,
    Exclude,
    AskToExclude, // the VPN that carries all traffic
    Include,
    NeverAsk,
    AskAgain,
    RollBack,
    UseVirtioProxy,
    Restore,
    PauseAnHour,
    PauseUntilMorning,
    Pause,
    Resume,
    StartService,
    Settings,
    CopyDiagnostics,
    Help,
    Exit,
};

struct MenuItem {
    Command command = Command::None;
    std::string text; // '&' marks the access key; what follows a tab stands on the right
    bool enabled = true;
    bool is_default = false;     // bold
    bool starts_a_group = false; // a line above
    std::vector<MenuItem> submenu = {};
    std::string about = {}; // Watch: the port; Exclude, Include, NeverAsk, AskAgain: the VPN

    friend bool operator==(const MenuItem&, const MenuItem&) = default;
};

struct NotificationButton {
    std::string text;
    std::string argument; // what comes back when it is pressed: activation_of() reads it

    friend bool operator==(const NotificationButton&, const NotificationButton&) = default;
};

/// What is said once. A click on it opens the question or the status, and never does anything.
struct Notification {
    std::string title; // at most 63 UTF-16 units
    std::string text;  // at most 255
    bool warns = false;
    std::string tag = {};                         // takes the place of an earlier one with the same tag
    std::vector<NotificationButton> buttons = {}; // at most three; a balloon shows none

    friend bool operator==(const Notification&, const Notification&) = default;
};

struct DialogButton {
    std::string text;
    std::string note;       // what will happen; only command links show it
    protocol::Verb verb;    // what is sent when it is pressed
    bool remembers = false; // AnswerOffer: the check box is about it

    friend bool operator==(const DialogButton&, const DialogButton&) = default;
};

/// What happens without an answer, and when: {when} in its words is "in 27 s".
struct Countdown {
    std::chrono::milliseconds left{0}; // when the snapshot came
    std::string words;

    friend bool operator==(const Countdown&, const Countdown&) = default;
};

/// A question. Closing it in any other way than by one of its buttons does nothing.
struct Dialog {
    std::string instruction;
    std::string content;
    std::vector<DialogButton> buttons;
    bool has_cancel = false;    // a Cancel beside the buttons, which is then the default
    bool command_links = false; // large buttons with their notes
    bool only_says = false;     // no question: nothing but a Close
    std::string details = {};   // folded away at first; empty: none
    std::string check_box = {}; // empty: none
    std::optional<Countdown> countdown = {};

    friend bool operator==(const Dialog&, const Dialog&) = default;
};

/// What was shown before, so that it is not shown twice. Starts empty with the program.
struct MemoryOfWhatWasShown {
    bool anything = false;            // a snapshot was seen
    std::string offer;                // the last one that a notification was about
    std::vector<std::string> broken;  // endpoints of a break that was reported and has not ended
    std::vector<RemedyView> remedies; // of the last snapshot
    std::string notice = {};          // the last one that was told

    friend bool operator==(const MemoryOfWhatWasShown&, const MemoryOfWhatWasShown&) = default;
};

struct View {
    Icon icon = Icon::NoService;
    std::string headline;
    std::string advice;  // what helps where there is no connection; empty: nothing to say
    std::string tooltip; // at most 127 UTF-16 units
    std::vector<MenuItem> menu;
    std::optional<Notification> notification; // to be shown once, now
    std::vector<std::string> over;            // tags of which nothing is true any more: they leave the screen
    std::optional<Dialog> offer;              // nothing: no question is open
    bool opens_offer = false;                 // without a click, once: there may be little time
    std::optional<Dialog> help;
    std::optional<Dialog> roll_back; // nothing: cannot be done now
    std::optional<Dialog> use_virtioproxy;
    std::optional<Dialog> restore;
    std::optional<Dialog> exclude; // the first VPN that carries all traffic of this computer
    MemoryOfWhatWasShown shown;    // for the next call

    friend bool operator==(const View&, const View&) = default;
};

} // namespace mirrorwatch::tray
