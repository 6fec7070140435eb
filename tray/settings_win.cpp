// SPDX-License-Identifier: MIT
#include "tray/settings_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/place_win.hpp"

#include <commctrl.h>
#include <windowsx.h>

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::translated;

constexpr int c_first_field = 300; // ids
constexpr int c_first_label = 400;
constexpr int c_first_heading = 500;
constexpr int c_note = 600;

constexpr UINT c_tool_message = WM_APP + 1;
constexpr UINT c_list_message = WM_APP + 2;
constexpr wchar_t c_show[] = L"settings show --format json";

std::wstring arguments_for(const std::vector<std::pair<std::string, std::string>>& changed) {
    std::vector<std::string> arguments{"settings", "set"};
    for (const auto& [key, value] : changed) {
        arguments.insert(arguments.end(), {key, value});
    }
    return as_typed(arguments);
}

bool is_check(UINT_PTR id) {
    return id >= c_first_field && id < c_first_label;
}

} // namespace

SettingsWindow::SettingsWindow(LookSource look, std::function<void()> closed)
    : look_source_(std::move(look))
    , closed_(std::move(closed))
    , look_(look_source_()) {
    register_class(c_settings_class, on_message);
    window_ = CreateWindowExW(look_.is_right_to_left ? WS_EX_LAYOUTRTL : 0, c_settings_class,
                              widen(translated("Mirrorwatch settings")).c_str(),
                              WS_CAPTION | WS_SYSMENU | WS_MINIMIZEBOX | WS_CLIPCHILDREN, CW_USEDEFAULT,
                              CW_USEDEFAULT, 0, 0, nullptr, nullptr, GetModuleHandleW(nullptr), this);
    if (window_ == nullptr) {
        throw_last_error("CreateWindowExW");
    }
    create_children();
    use_dpi(GetDpiForWindow(window_));
    use_look();
}

SettingsWindow::~SettingsWindow() {
    fonts_.reset(); // its messages are none of ours any more
    watched_.reset();
    DestroyWindow(window_);
}

int SettingsWindow::scaled(int pixels_at_96_dpi) const {
    return MulDiv(pixels_at_96_dpi, static_cast<int>(dpi_), USER_DEFAULT_SCREEN_DPI);
}

SettingsWindow::Field SettingsWindow::make_field(const FormField& field, int id) {
    const std::wstring words = widen(translated(field.label));
    Field made;
    if (!field.heading.empty()) {
        made.heading = make_child(window_, WC_STATICW, widen(translated(field.heading)).c_str(), SS_NOPREFIX,
                                  c_first_heading + id);
    }
    if (field.kind == FieldKind::Check) {
        made.control =
            make_child(window_, WC_BUTTONW, words.c_str(), WS_TABSTOP | BS_AUTOCHECKBOX, c_first_field + id);
        return made;
    }
    made.label = make_child(window_, WC_STATICW, words.c_str(), SS_CENTERIMAGE, c_first_label + id);
    const bool is_choice = field.kind == FieldKind::Choice;
    made.control = make_child(window_, is_choice ? WC_COMBOBOXW : WC_EDITW, L"",
                              WS_TABSTOP | (is_choice ? CBS_DROPDOWNLIST | WS_VSCROLL : ES_AUTOHSCROLL),
                              c_first_field + id, is_choice ? 0 : WS_EX_CLIENTEDGE);
    if (!is_choice) {
        take_values(made.control);
    }
    for (const FieldChoice& choice : field.choices) {
        ComboBox_AddString(made.control, widen(translated(choice.words)).c_str());
    }
    return made;
}

void SettingsWindow::create_children() {
    int id = 0;
    for (const FormField& field : form_fields()) {
        fields_.push_back(make_field(field, id++));
        lead_keyboard(fields_.back().control);
    }
    watched_ = std::make_unique<WatchedList>(window_, c_list_message, look_source_,
                                             [this](const std::string& sentence) { tell(sentence); });
    note_ = make_child(window_, WC_STATICW, L"", SS_NOPREFIX, c_note);
    make_child(window_, WC_BUTTONW, widen(translated("Save")).c_str(), WS_TABSTOP, IDOK);
    make_child(window_, WC_BUTTONW, widen(translated("Cancel")).c_str(), WS_TABSTOP, IDCANCEL);
    lead_keyboard(GetDlgItem(window_, IDOK));
    lead_keyboard(GetDlgItem(window_, IDCANCEL));
}

void SettingsWindow::use_dpi(UINT dpi) {
    dpi_ = dpi;
    auto fonts = std::make_unique<Fonts>(dpi);
    const auto give = [&](HWND child, Face face) {
        SendMessageW(child, WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[face]), TRUE);
    };
    for (const Field& field : fields_) {
        give(field.control, Face::Body);
        give(field.label, Face::Body);
        give(field.heading, Face::Strong);
    }
    give(note_, Face::Small);
    give(GetDlgItem(window_, IDOK), Face::Body);
    give(GetDlgItem(window_, IDCANCEL), Face::Body);
    watched_->use(fonts.get(), dpi);
    fonts_ = std::move(fonts);
    program_icon_ = load_icon(IconResource::Program, GetSystemMetricsForDpi(SM_CXSMICON, dpi_));
    SendMessageW(window_, WM_SETICON, ICON_SMALL, reinterpret_cast<LPARAM>(program_icon_.get()));
    lay_out();
}

void SettingsWindow::use_look() {
    look_ = look_source_();
    background_.reset(CreateSolidBrush(look_.palette[Ink::Page]));
    field_background_.reset(CreateSolidBrush(look_.palette[Ink::Card]));
    dress(window_, look_);
    RedrawWindow(window_, nullptr, nullptr, RDW_INVALIDATE | RDW_ERASE | RDW_ALLCHILDREN);
}

/// What the organisation sets is shown and locked; and so is what nobody has told.
void SettingsWindow::fill(std::size_t index, const FormValue* value) {
    const FormField& field = form_fields()[index];
    const HWND control = fields_[index].control;
    const std::string text = value == nullptr ? "" : value->value;
    const bool is_managed = value != nullptr && value->managed;
    EnableWindow(control, value != nullptr && !is_managed ? TRUE : FALSE);
    if (field.kind == FieldKind::Choice) {
        const auto choice = choice_of(field, text);
        ComboBox_SetCurSel(control, choice ? static_cast<int>(*choice) : -1);
    } else if (field.kind == FieldKind::Check) {
        Button_SetCheck(control, text == "true" ? BST_CHECKED : BST_UNCHECKED);
    } else {
        SetWindowTextW(control, widen(text).c_str());
    }
    if (const HWND label = fields_[index].label; label != nullptr) {
        const std::string who = is_managed ? "\n" + std::string{translated("set by your organisation")} : "";
        SetWindowTextW(label, widen(std::string{translated(field.label)} + who).c_str());
        const LONG_PTR style = GetWindowLongPtrW(label, GWL_STYLE) & ~static_cast<LONG_PTR>(SS_CENTERIMAGE);
        SetWindowLongPtrW(label, GWL_STYLE, is_managed ? style : style | SS_CENTERIMAGE);
    }
}

std::string SettingsWindow::typed(std::size_t index) const {
    const FormField& field = form_fields()[index];
    const HWND control = fields_[index].control;
    if (field.kind == FieldKind::Check) {
        return Button_GetCheck(control) == BST_CHECKED ? "true" : "false";
    }
    if (field.kind == FieldKind::Text) {
        return text_of(control);
    }
    const int choice = ComboBox_GetCurSel(control);
    const FormValue* was = find_value(values_, field.key);
    const bool is_chosen = choice >= 0 && static_cast<std::size_t>(choice) < field.choices.size();
    return is_chosen        ? std::string{field.choices[static_cast<std::size_t>(choice)].value}
           : was != nullptr ? was->value // one that the form has no words for stays
                            : "";
}

void SettingsWindow::open() {
    if (tool_ == nullptr) {
        arguments_.clear();
        tool_ = std::make_unique<ToolRun>(c_show, window_, c_tool_message);
        watched_->refresh();
    }
}

void SettingsWindow::show(const Result<std::vector<FormValue>>& values) {
    values_ = values ? *values : std::vector<FormValue>{};
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        fill(i, find_value(values_, form_fields()[i].key));
    }
    EnableWindow(GetDlgItem(window_, IDOK), values ? TRUE : FALSE);
    tell(values ? "" : values.error().message);
    if (IsWindowVisible(window_) == FALSE) {
        center(window_);
        SendMessageW(window_, WM_CHANGEUISTATE, UIS_INITIALIZE, 0);
    }
    ShowWindow(window_, SW_SHOWNORMAL);
    SetForegroundWindow(window_);
    SetFocus(fields_.front().control);
}

/// Below the field that it is about, which gets the keyboard.
void SettingsWindow::tell(const std::string& sentence) {
    note_at_ = field_in(sentence);
    SetWindowTextW(note_, widen(sentence_at_field(sentence)).c_str());
    lay_out();
    if (note_at_) {
        SetFocus(fields_[*note_at_].control);
    }
}

void SettingsWindow::save() {
    std::vector<std::pair<std::string, std::string>> now;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        now.emplace_back(form_fields()[i].key, typed(i));
    }
    const auto changed = changed_values(values_, now);
    if (changed.empty()) {
        hide();
    } else if (tool_ == nullptr) { // first tried by the user, whose errors can be read
        arguments_ = arguments_for(changed);
        tool_ = std::make_unique<ToolRun>(arguments_ + L" --dry-run", window_, c_tool_message);
    }
}

void SettingsWindow::on_tool_ended() {
    const auto answer = tool_ == nullptr ? std::nullopt : tool_->take();
    if (!answer) {
        return;
    }
    tool_.reset();
    const bool is_right = answer->exit_code == 0;
    if (arguments_.empty()) {
        show(is_right ? form_values(answer->output)
                      : Result<std::vector<FormValue>>{Error{answer->errors + answer->output}});
        return;
    }
    if (!is_right) {
        tell(answer->errors);
        return;
    }
    write();
}

/// Other messages are handled meanwhile.
void SettingsWindow::write() {
    is_writing_ = true;
    const std::optional<int> done = run_elevated(window_, arguments_);
    is_writing_ = false;
    if (done == 0) {
        hide();
    } else {
        tell(std::string{done ? translated("The settings could not be written. Nothing was changed.")
                              : translated("An administrator has to agree. Nothing was changed.")});
    }
}

void SettingsWindow::hide() {
    ShowWindow(window_, SW_HIDE);
    closed_();
}

bool SettingsWindow::is_idle() const {
    return IsWindowVisible(window_) == FALSE && tool_ == nullptr && !is_writing_ && watched_->is_idle();
}

void SettingsWindow::on_command(int id, int what) {
    if (id == IDOK) {
        save();
    } else if (id == IDCANCEL) {
        hide();
    } else {
        watched_->on_command(id, what);
    }
}

LRESULT SettingsWindow::on_notify(const NMHDR& header) const {
    if (header.code != static_cast<UINT>(NM_CUSTOMDRAW)) {
        return 0;
    }
    const auto& draw = reinterpret_cast<const NMCUSTOMDRAW&>(header);
    return (is_check(header.idFrom) ? draw_check(draw, look_, *fonts_, dpi_)
                                    : draw_button(draw, look_, *fonts_, dpi_, header.idFrom == IDOK))
        .value_or(CDRF_DODEFAULT);
}

LRESULT SettingsWindow::handle(UINT message, WPARAM wparam, LPARAM lparam) {
    switch (message) {
    case WM_CLOSE:
        hide();
        return 0;
    case WM_COMMAND:
        on_command(LOWORD(wparam), HIWORD(wparam));
        return 0;
    case WM_NOTIFY:
        return on_notify(*reinterpret_cast<const NMHDR*>(lparam));
    case WM_DRAWITEM:
        watched_->draw(*reinterpret_cast<const DRAWITEMSTRUCT*>(lparam));
        return TRUE;
    case WM_CTLCOLOREDIT:
    case WM_CTLCOLORLISTBOX:
        return colored(wparam, look_, Ink::Text, Ink::Card, field_background_.get());
    case WM_CTLCOLORSTATIC:
    case WM_CTLCOLORBTN:
        return colored(wparam, look_, reinterpret_cast<HWND>(lparam) == note_ ? Ink::Bad : Ink::Text,
                       Ink::Page, background_.get());
    case WM_ERASEBKGND:
        return erased(window_, wparam, background_.get());
    case WM_SYSCOLORCHANGE:
    case WM_THEMECHANGED:
    case WM_SETTINGCHANGE:
        use_look();
        return 0;
    case WM_DPICHANGED: {
        const RECT& wanted = *reinterpret_cast<const RECT*>(lparam);
        SetWindowPos(window_, nullptr, wanted.left, wanted.top, 0, 0,
                     SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
        use_dpi(HIWORD(wparam));
        return 0;
    }
    case c_tool_message:
        on_tool_ended();
        return 0;
    case c_list_message:
        watched_->on_tool_ended();
        if (is_idle()) {
            closed_();
        }
        return 0;
    default:
        return DefWindowProcW(window_, message, wparam, lparam);
    }
}

LRESULT CALLBACK SettingsWindow::on_message(HWND window, UINT message, WPARAM wparam,
                                            LPARAM lparam) noexcept {
    if (message == WM_NCCREATE) {
        auto* self =
            static_cast<SettingsWindow*>(reinterpret_cast<const CREATESTRUCTW*>(lparam)->lpCreateParams);
        self->window_ = window;
        SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
    }
    auto* self = reinterpret_cast<SettingsWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    const bool is_ready = self != nullptr && self->fonts_ != nullptr;
    return is_ready ? self->handle(message, wparam, lparam) : DefWindowProcW(window, message, wparam, lparam);
}

} // namespace mirrorwatch::tray
