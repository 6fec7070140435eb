#include "tray/dialog_win.hpp"

#include "common/text_win.hpp"
#include "tray/icon_win.hpp"
#include "tray/place_win.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace mirrorwatch::tray {
namespace {

int id_of(const protocol::Verb& verb) {
    if (const auto* answer = std::get_if<protocol::AnswerOffer>(&verb)) {
        return static_cast<int>(ButtonId::Exclude) + static_cast<int>(answer->choice);
    }
    return static_cast<int>(std::holds_alternative<protocol::RollBack>(verb) ? ButtonId::RollBack
                                                                             : ButtonId::Restore);
}

void set_title_icon(HWND window) {
    // The process keeps these two until it ends: the window must not outlive them.
    static const IconHandle small = load_icon(IconResource::Program, GetSystemMetrics(SM_CXSMICON));
    static const IconHandle large = load_icon(IconResource::Program, GetSystemMetrics(SM_CXICON));
    SendMessageW(window, WM_SETICON, ICON_SMALL, reinterpret_cast<LPARAM>(small.get()));
    SendMessageW(window, WM_SETICON, ICON_BIG, reinterpret_cast<LPARAM>(large.get()));
}

} // namespace

/// A dialog as the task dialog wants it; the texts have to live as long as it is shown.
struct QuestionBox::Page {
    Page(const Dialog& asked, QuestionBox& self);
    [[nodiscard]] std::optional<protocol::Verb> verb_of(int button) const;

    Dialog dialog;
    std::wstring instruction;
    std::wstring content;
    std::vector<std::wstring> texts;
    std::vector<TASKDIALOG_BUTTON> buttons;
    TASKDIALOGCONFIG config{};
};

QuestionBox::Page::Page(const Dialog& asked, QuestionBox& self)
    : dialog(asked)
    , instruction(widen(asked.instruction))
    , content(widen(asked.content)) {
    for (const DialogButton& button : dialog.buttons) {
        texts.push_back(widen(dialog.command_links ? button.text + "\n" + button.note : button.text));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        buttons.push_back({id_of(dialog.buttons[i].verb), texts[i].c_str()});
    }
    config.cbSize = sizeof config;
    config.dwFlags = TDF_ALLOW_DIALOG_CANCELLATION | (dialog.command_links ? TDF_USE_COMMAND_LINKS : 0);
    config.dwCommonButtons = dialog.has_cancel ? TDCBF_CANCEL_BUTTON : 0;
    config.pszWindowTitle = c_dialog_title;
    config.pszMainIcon = TD_WARNING_ICON;
    config.pszMainInstruction = instruction.c_str();
    config.pszContent = content.c_str();
    config.cxWidth = dialog.command_links ? 270 : 240; // in dialog units: notes and questions in few lines
    config.cButtons = static_cast<UINT>(buttons.size());
    config.pButtons = buttons.data();
    config.nDefaultButton =
        dialog.has_cancel ? IDCANCEL : buttons.back().nButtonID; // Enter alone restarts nothing
    config.pfCallback = on_event;
    config.lpCallbackData = reinterpret_cast<LONG_PTR>(&self);
}

std::optional<protocol::Verb> QuestionBox::Page::verb_of(int button) const {
    const auto found = std::find_if(dialog.buttons.begin(), dialog.buttons.end(),
                                    [&](const DialogButton& b) { return id_of(b.verb) == button; });
    return found == dialog.buttons.end() ? std::nullopt : std::optional{found->verb};
}

QuestionBox::QuestionBox() = default;
QuestionBox::~QuestionBox() = default;

std::optional<protocol::Verb> QuestionBox::ask(const Dialog& dialog) {
    page_ = std::make_unique<Page>(dialog, *this);
    close_at_once_ = false;
    int button = 0;
    const HRESULT shown = TaskDialogIndirect(&page_->config, &button, nullptr, nullptr);
    const std::optional<protocol::Verb> verb = SUCCEEDED(shown) ? page_->verb_of(button) : std::nullopt;
    page_.reset();
    return verb;
}

void QuestionBox::update(const std::optional<Dialog>& dialog) {
    if (!is_open() || (dialog && *dialog == page_->dialog)) {
        return;
    }
    if (!dialog) {
        close();
        return;
    }
    // The old page must outlive the message: its texts are on the screen until the new ones are.
    auto next = std::make_unique<Page>(*dialog, *this);
    std::swap(page_, next);
    if (window_ != nullptr) {
        SendMessageW(window_, TDM_NAVIGATE_PAGE, 0, reinterpret_cast<LPARAM>(&page_->config));
    }
}

void QuestionBox::bring_to_front() {
    if (window_ != nullptr) {
        SetForegroundWindow(window_);
    }
}

void QuestionBox::close() {
    close_at_once_ = true;
    if (window_ != nullptr) {
        PostMessageW(window_, TDM_CLICK_BUTTON, IDCANCEL, 0);
    }
}

HRESULT CALLBACK QuestionBox::on_event(HWND window, UINT event, WPARAM, LPARAM, LONG_PTR data) {
    auto& self = *reinterpret_cast<QuestionBox*>(data);
    if (event == TDN_CREATED) {
        self.window_ = window;
        set_title_icon(window);
        center(window);
        SetForegroundWindow(window);
        if (self.close_at_once_) {
            self.close();
        }
    } else if (event == TDN_DESTROYED) {
        self.window_ = nullptr;
    }
    return S_OK;
}

} // namespace mirrorwatch::tray
