// SPDX-License-Identifier: MIT
#include "tray/dialog_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/icon_win.hpp"
#include "tray/kept_place_win.hpp"
#include "tray/place_win.hpp"
#include "tray/present.hpp"

#include <dwmapi.h>

#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::tray {
namespace {

constexpr int c_first_button = 101; // above IDCANCEL and its like
constexpr std::chrono::milliseconds c_hold{700};

void set_title_icon(HWND window) {
    // The process keeps these two until it ends: the window must not outlive them.
    static const IconHandle small = load_icon(IconResource::Program, GetSystemMetrics(SM_CXSMICON));
    static const IconHandle large = load_icon(IconResource::Program, GetSystemMetrics(SM_CXICON));
    SendMessageW(window, WM_SETICON, ICON_SMALL, reinterpret_cast<LPARAM>(small.get()));
    SendMessageW(window, WM_SETICON, ICON_BIG, reinterpret_cast<LPARAM>(large.get()));
}

std::chrono::milliseconds left_until(QuestionBox::TimePoint end) {
    return std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
}

QuestionBox::TimePoint end_of(const Dialog& dialog, QuestionBox::TimePoint came) {
    return dialog.countdown ? came + dialog.countdown->left : QuestionBox::TimePoint{};
}

struct DesktopPolicy {
    using Type = HDESK;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type desktop) noexcept { CloseDesktop(desktop); }
};

/// The desktop that has the keyboard is that of the user's programs: the screen is neither locked nor the one
/// on which Windows asks for consent.
bool is_unlocked() {
    const UniqueHandle<DesktopPolicy> desktop{OpenInputDesktop(0, FALSE, DESKTOP_READOBJECTS)};
    wchar_t name[64] = {};
    DWORD needed = 0;
    return desktop && GetUserObjectInformationW(desktop.get(), UOI_NAME, name, sizeof name, &needed) &&
           _wcsicmp(name, L"Default") == 0;
}

/// On another virtual desktop, which no other call tells. A Windows that does not know it has none.
bool is_cloaked(HWND window) {
    DWORD cloaked = 0;
    return SUCCEEDED(DwmGetWindowAttribute(window, DWMWA_CLOAKED, &cloaked, sizeof cloaked)) && cloaked != 0;
}

/// Above all windows, with its button in the taskbar flashing, and whoever types into another window goes on
/// there.
void show_above_all(HWND window) {
    SetWindowPos(window, HWND_TOPMOST, 0, 0, 0, 0, SWP_NOMOVE | SWP_NOSIZE | SWP_NOACTIVATE);
    FLASHWINFO flash{};
    flash.cbSize = sizeof flash;
    flash.hwnd = window;
    flash.dwFlags = FLASHW_ALL | FLASHW_TIMERNOFG;
    FlashWindowEx(&flash);
}

bool is_right_to_left() {
    return text::spoken() != nullptr && text::spoken()->is_right_to_left;
}

/// Of the question that it asks; empty: it is no offer of the service's.
std::string offer_of(const Dialog& dialog) {
    for (const DialogButton& button : dialog.buttons) {
        if (const auto* answer = std::get_if<protocol::AnswerOffer>(&button.verb)) {
            return answer->offer;
        }
    }
    return {};
}

/// Each snapshot has another time left, and a page that is shown again loses the keyboard's place.
bool is_same_but_for_the_time(Dialog a, const Dialog& b) {
    if (a.countdown && b.countdown) {
        a.countdown->left = b.countdown->left;
    }
    return a == b;
}

} // namespace

/// A dialog as the task dialog wants it; the texts have to live as long as it is shown.
struct QuestionBox::Page {
    Page(const Dialog& asked, TimePoint ends, QuestionBox& self);
    [[nodiscard]] std::optional<protocol::Verb> verb_of(int button, bool is_checked) const;
    [[nodiscard]] int default_button() const;

    Dialog dialog;
    std::wstring instruction;
    std::wstring content;
    std::wstring details;
    std::wstring check_box;
    std::vector<std::wstring> texts;
    std::vector<TASKDIALOG_BUTTON> buttons;
    TASKDIALOGCONFIG config{};
};

QuestionBox::Page::Page(const Dialog& asked, TimePoint ends, QuestionBox& self)
    : dialog(asked)
    , instruction(widen(asked.instruction))
    , content(widen(content_at(asked, left_until(ends))))
    , details(widen(asked.details))
    , check_box(widen(asked.check_box)) {
    for (const DialogButton& button : dialog.buttons) {
        texts.push_back(widen(dialog.command_links ? button.text + "\n" + button.note : button.text));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        buttons.push_back({c_first_button + static_cast<int>(i), texts[i].c_str()});
    }
    config.cbSize = sizeof config;
    config.dwFlags = TDF_ALLOW_DIALOG_CANCELLATION | TDF_EXPAND_FOOTER_AREA | TDF_CALLBACK_TIMER |
                     (dialog.command_links ? TDF_USE_COMMAND_LINKS : 0) |
                     (self.by_ == AskedBy::Itself ? TDF_NO_SET_FOREGROUND : 0) |
                     (self.is_checked_ ? TDF_VERIFICATION_FLAG_CHECKED : 0) |
                     (is_right_to_left() ? TDF_RTL_LAYOUT : 0);
    config.dwCommonButtons =
        (dialog.has_cancel ? TDCBF_CANCEL_BUTTON : 0) | (dialog.only_says ? TDCBF_CLOSE_BUTTON : 0);
    config.pszWindowTitle = c_dialog_title;
    config.pszMainIcon = dialog.only_says ? TD_INFORMATION_ICON : TD_WARNING_ICON;
    config.pszMainInstruction = instruction.c_str();
    config.pszContent = content.c_str();
    config.pszExpandedInformation = details.empty() ? nullptr : details.c_str();
    config.pszVerificationText = check_box.empty() ? nullptr : check_box.c_str();
    config.cxWidth = dialog.command_links ? 310 : 240; // in dialog units: notes and questions in few lines
    config.cButtons = static_cast<UINT>(buttons.size());
    config.pButtons = buttons.data();
    config.nDefaultButton = default_button();
    config.pfCallback = on_event;
    config.lpCallbackData = reinterpret_cast<LONG_PTR>(&self);
}

/// Enter alone restarts nothing.
int QuestionBox::Page::default_button() const {
    if (dialog.only_says) {
        return IDCLOSE;
    }
    return dialog.has_cancel ? IDCANCEL : buttons.back().nButtonID;
}

std::optional<protocol::Verb> QuestionBox::Page::verb_of(int button, bool is_checked) const {
    const int place = button - c_first_button;
    if (place < 0 || place >= static_cast<int>(dialog.buttons.size())) {
        return std::nullopt;
    }
    const DialogButton& pressed = dialog.buttons[static_cast<std::size_t>(place)];
    protocol::Verb verb = pressed.verb;
    if (auto* answer = std::get_if<protocol::AnswerOffer>(&verb)) {
        answer->remember = is_checked && pressed.remembers;
    }
    return verb;
}

QuestionBox::QuestionBox(std::function<void(protocol::Verb)> tell, std::function<bool()> somebody_looks)
    : tell_(std::move(tell))
    , somebody_looks_(std::move(somebody_looks)) {}

QuestionBox::~QuestionBox() = default;

std::optional<protocol::Verb> QuestionBox::ask(const Dialog& dialog, TimePoint came, AskedBy by) {
    by_ = by;
    is_checked_ = false;
    ends_ = end_of(dialog, came);
    page_ = std::make_unique<Page>(dialog, ends_, *this);
    close_at_once_ = false;
    int button = 0;
    const HRESULT shown = TaskDialogIndirect(&page_->config, &button, nullptr, nullptr);
    const std::optional<protocol::Verb> verb =
        SUCCEEDED(shown) ? page_->verb_of(button, is_checked_) : std::nullopt;
    if (verb) {
        seen_offer_.clear(); // it is answered
    }
    tell_whether_seen(false);
    page_.reset();
    return verb;
}

void QuestionBox::update(const std::optional<Dialog>& dialog, TimePoint came) {
    if (!is_open()) {
        return;
    }
    if (!dialog) {
        close();
        return;
    }
    ends_ = end_of(*dialog, came);
    if (is_same_but_for_the_time(*dialog, page_->dialog)) {
        return;
    }
    is_checked_ = is_checked_ && dialog->check_box == page_->dialog.check_box;
    // The old page must outlive the message: its texts are on the screen until the new ones are.
    auto next = std::make_unique<Page>(*dialog, ends_, *this);
    std::swap(page_, next);
    if (window_ != nullptr) {
        corner_ = corner_of(window_);
        SendMessageW(window_, TDM_NAVIGATE_PAGE, 0, reinterpret_cast<LPARAM>(&page_->config));
    }
}

/// Says what differs from what was said last.
void QuestionBox::tell_whether_seen(bool is_seen) {
    const std::string now = is_seen && page_->dialog.countdown ? offer_of(page_->dialog) : std::string{};
    const std::string before = std::exchange(seen_offer_, now);
    if (!before.empty() && before != now) {
        tell_(protocol::OfferShown{before, false});
    }
    if (!now.empty() && before != now) {
        tell_(protocol::OfferShown{now, true});
    }
}

/// Often called, and seldom anything new.
void QuestionBox::show_time() {
    std::wstring content = widen(content_at(page_->dialog, left_until(ends_)));
    if (content != page_->content) {
        page_->content = std::move(content);
        SendMessageW(window_, TDM_SET_ELEMENT_TEXT, TDE_CONTENT,
                     reinterpret_cast<LPARAM>(page_->content.c_str()));
    }
}

void QuestionBox::bring_to_front() {
    if (window_ != nullptr) {
        SetForegroundWindow(window_);
    }
}

void QuestionBox::look_again() {
    if (window_ != nullptr) {
        tell_whether_seen(can_be_seen());
    }
}

bool QuestionBox::can_be_seen() const {
    return IsWindowVisible(window_) && !IsIconic(window_) && !is_cloaked(window_) && somebody_looks_() &&
           is_unlocked();
}

/// What is under the pointer now was not there when the hand began to move. The default one, which changes
/// nothing, keeps the keyboard's place; on_event() refuses it meanwhile.
void QuestionBox::hold_buttons() {
    held_until_ = std::chrono::steady_clock::now() + c_hold;
    enable_buttons(false);
}

void QuestionBox::enable_buttons(bool enabled) {
    for (const TASKDIALOG_BUTTON& button : page_->buttons) {
        if (button.nButtonID != page_->config.nDefaultButton) {
            SendMessageW(window_, TDM_ENABLE_BUTTON, static_cast<WPARAM>(button.nButtonID), enabled);
        }
    }
}

void QuestionBox::close() {
    close_at_once_ = true;
    if (window_ != nullptr) {
        PostMessageW(window_, TDM_CLICK_BUTTON, IDCANCEL, 0);
    }
}

void QuestionBox::on_created(HWND window) {
    window_ = window;
    set_title_icon(window);
    center(window);
    if (by_ == AskedBy::User) {
        SetForegroundWindow(window);
    } else {
        show_above_all(window);
    }
    hold_buttons();
    tell_whether_seen(can_be_seen());
    if (close_at_once_) {
        close();
    }
}

void QuestionBox::on_navigated() {
    keep_corner(window_, corner_); // the new question may be a longer one
    hold_buttons();
    tell_whether_seen(can_be_seen());
}

void QuestionBox::on_timer() {
    if (held_until_ && std::chrono::steady_clock::now() >= *held_until_) {
        held_until_.reset();
        enable_buttons(true);
    }
    tell_whether_seen(can_be_seen());
    show_time();
}

HRESULT CALLBACK QuestionBox::on_event(HWND window, UINT event, WPARAM wparam, LPARAM, LONG_PTR data) {
    auto& self = *reinterpret_cast<QuestionBox*>(data);
    switch (event) {
    case TDN_CREATED:
        self.on_created(window);
        break;
    case TDN_NAVIGATED:
        self.on_navigated();
        break;
    case TDN_TIMER:
        self.on_timer();
        break;
    case TDN_BUTTON_CLICKED: // S_FALSE keeps the dialog open
        return self.held_until_ && static_cast<int>(wparam) >= c_first_button ? S_FALSE : S_OK;
    case TDN_VERIFICATION_CLICKED:
        self.is_checked_ = wparam != FALSE;
        break;
    case TDN_DESTROYED:
        self.window_ = nullptr;
        break;
    default:
        break;
    }
    return S_OK;
}

} // namespace mirrorwatch::tray
