// SPDX-License-Identifier: MIT
#include "tray/add_server_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/controls_win.hpp"
#include "tray/place_win.hpp"

#include <commctrl.h>
#include <windowsx.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;
using text::translated;

constexpr int c_address_label = 801; // ids
constexpr int c_address = 802;
constexpr int c_example = 803;
constexpr int c_name_label = 804;
constexpr int c_name = 805;
constexpr int c_when_label = 806;
constexpr int c_when = 807;
constexpr int c_note = 808;

constexpr int c_width = 500; // these are pixels at 96 DPI
constexpr int c_margin = 24;
constexpr int c_label_width = 164;
constexpr int c_field_height = 26;
constexpr int c_row = 36;
constexpr int c_dropped = 200;
constexpr int c_example_height = 68; // four lines
constexpr int c_note_height = 52;
constexpr int c_button_width = 104;
constexpr int c_button_height = 32;

constexpr UINT c_tool_message = WM_APP + 1;
constexpr int c_longest = 2048; // units of an address

struct When {
    std::string_view value;
    std::string_view words;
};

constexpr std::array c_whens{When{"always", to_translate("Always")},
                             When{"vpn", to_translate("Only while a VPN is connected")},
                             When{"no_vpn", to_translate("Only while no VPN is connected")}};

} // namespace

AddServerWindow::AddServerWindow(HWND owner, LookSource look, std::function<void(bool)> closed)
    : owner_(owner)
    , look_source_(std::move(look))
    , look_(look_source_())
    , closed_(std::move(closed)) {
    register_class(c_add_server_class, on_message);
    window_ = CreateWindowExW(look_.is_right_to_left ? WS_EX_LAYOUTRTL : 0, c_add_server_class,
                              widen(translated("Watch a server")).c_str(),
                              WS_POPUP | WS_CAPTION | WS_SYSMENU | WS_CLIPCHILDREN, 0, 0, 0, 0, owner_,
                              nullptr, GetModuleHandleW(nullptr), this);
    if (window_ == nullptr) {
        throw_last_error("CreateWindowExW");
    }
    create_children();
    use_dpi(GetDpiForWindow(owner_));
    use_look();
    center_in(owner_, window_);
    EnableWindow(owner_, FALSE);
    ShowWindow(window_, SW_SHOWNORMAL);
    SendMessageW(window_, WM_CHANGEUISTATE, UIS_INITIALIZE, 0);
    SetFocus(child(c_address));
    looks_ = std::make_unique<ToolRun>(as_typed({"endpoints", "propose", "--format", "json"}), window_,
                                       c_tool_message);
}

AddServerWindow::~AddServerWindow() {
    EnableWindow(owner_, TRUE);
    fonts_.reset(); // its messages are none of ours any more
    DestroyWindow(window_);
}

HWND AddServerWindow::child(int id) const {
    return GetDlgItem(window_, id);
}

int AddServerWindow::scaled(int pixels_at_96_dpi) const {
    return MulDiv(pixels_at_96_dpi, static_cast<int>(dpi_), USER_DEFAULT_SCREEN_DPI);
}

void AddServerWindow::create_children() {
    const auto make = [&](const wchar_t* type, std::string_view words, DWORD style, int id, DWORD more = 0) {
        return make_child(window_, type, widen(words).c_str(), style, id, more);
    };
    make(WC_STATICW, translated("&Port or address"), SS_CENTERIMAGE, c_address_label);
    ComboBox_LimitText(
        make(WC_COMBOBOXW, "", WS_TABSTOP | WS_VSCROLL | CBS_DROPDOWN | CBS_AUTOHSCROLL, c_address),
        c_longest);
    make(WC_STATICW,
         translated("The port of a server in WSL, such as 3000, or an address, such as https://wiki.example. "
                    "Servers that run in WSL now are in the list."),
         SS_NOPREFIX, c_example);
    make(WC_STATICW, translated("&Name, if you like"), SS_CENTERIMAGE, c_name_label);
    make(WC_EDITW, "", WS_TABSTOP | ES_AUTOHSCROLL, c_name, WS_EX_CLIENTEDGE);
    take_values(child(c_name));
    make(WC_STATICW, translated("&When it must answer"), SS_CENTERIMAGE, c_when_label);
    const HWND when = make(WC_COMBOBOXW, "", WS_TABSTOP | WS_VSCROLL | CBS_DROPDOWNLIST, c_when);
    for (const When& one : c_whens) {
        ComboBox_AddString(when, widen(translated(one.words)).c_str());
    }
    ComboBox_SetCurSel(when, 0);
    make(WC_STATICW, "", SS_NOPREFIX, c_note);
    make(WC_BUTTONW, translated("Watch"), WS_TABSTOP, IDOK);
    make(WC_BUTTONW, translated("Cancel"), WS_TABSTOP, IDCANCEL);
    for (const int id : {c_address, c_name, c_when, IDOK, IDCANCEL}) {
        lead_keyboard(child(id));
    }
}

void AddServerWindow::propose(std::vector<FoundServer> found) {
    found_ = std::move(found);
    for (const FoundServer& server : found_) {
        ComboBox_AddString(child(c_address), widen(server.name).c_str());
    }
}

void AddServerWindow::use_dpi(UINT dpi) {
    dpi_ = dpi;
    auto fonts = std::make_unique<Fonts>(dpi);
    for (int id : {c_address_label, c_address, c_name_label, c_name, c_when_label, c_when, IDOK, IDCANCEL}) {
        SendMessageW(child(id), WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[Face::Body]), TRUE);
    }
    for (int id : {c_example, c_note}) {
        SendMessageW(child(id), WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[Face::Small]), TRUE);
    }
    fonts_ = std::move(fonts);
    lay_out();
}

void AddServerWindow::use_look() {
    look_ = look_source_();
    background_.reset(CreateSolidBrush(look_.palette[Ink::Page]));
    field_background_.reset(CreateSolidBrush(look_.palette[Ink::Card]));
    dress(window_, look_);
    RedrawWindow(window_, nullptr, nullptr, RDW_INVALIDATE | RDW_ERASE | RDW_ALLCHILDREN);
}

void AddServerWindow::lay_out() {
    const int margin = scaled(c_margin);
    const int label = scaled(c_label_width);
    const int inside = scaled(c_width) - 2 * margin;
    const int height = scaled(c_field_height);
    int y = margin;
    const auto row = [&](int label_id, int field, bool drops) {
        place(child(label_id), margin, y, label, height);
        place_field(child(field), {margin + label, y, margin + inside, y + height}, *fonts_,
                    drops ? scaled(c_dropped) : 0);
        y += scaled(c_row);
    };
    row(c_address_label, c_address, true);
    place(child(c_example), margin + label, y - scaled(4), inside - label, scaled(c_example_height));
    y += scaled(c_example_height);
    row(c_name_label, c_name, false);
    row(c_when_label, c_when, true);
    const bool is_told = GetWindowTextLengthW(child(c_note)) > 0;
    place(child(c_note), margin, y, inside, is_told ? scaled(c_note_height) : 0);
    y += is_told ? scaled(c_note_height) : scaled(8);
    const int button = scaled(c_button_width);
    place(child(IDCANCEL), margin + inside - button, y, button, scaled(c_button_height));
    place(child(IDOK), margin + inside - 2 * button - scaled(8), y, button, scaled(c_button_height));
    fit_around(window_, scaled(c_width), y + scaled(c_button_height) + margin * 3 / 4, dpi_);
}

void AddServerWindow::tell(const std::string& sentence) {
    SetWindowTextW(child(c_note), widen(sentence).c_str());
    lay_out();
    SetFocus(child(c_address));
}

void AddServerWindow::add() {
    const int when = std::max(0, ComboBox_GetCurSel(child(c_when)));
    Wish wish{text_of(child(c_address)), text_of(child(c_name)),
              std::string{c_whens.at(static_cast<std::size_t>(when)).value}};
    if (wish.address.empty()) {
        tell(std::string{translated("Type a port or an address, or choose a server from the list.")});
    } else if (adds_ == nullptr) {
        adds_ = std::make_unique<ToolRun>(as_typed(arguments_of(wish, found_)), window_, c_tool_message);
    }
}

void AddServerWindow::on_tool_ended() {
    if (const auto found = looks_ == nullptr ? std::nullopt : looks_->take()) {
        looks_.reset();
        propose(found_servers(found->output));
    }
    const auto added = adds_ == nullptr ? std::nullopt : adds_->take();
    if (!added) {
        return;
    }
    adds_.reset();
    if (added->exit_code == 0) {
        close(true);
    } else if (IsWindowVisible(window_)) {
        tell(complaint_of(added->errors));
    }
}

/// More than once, where it was cancelled while the server was added. The owner comes to life first: else
/// Windows would bring another program's window to the front.
void AddServerWindow::close(bool is_added) {
    EnableWindow(owner_, TRUE);
    ShowWindow(window_, SW_HIDE);
    SetForegroundWindow(owner_);
    closed_(is_added);
}

LRESULT AddServerWindow::handle(UINT message, WPARAM wparam, LPARAM lparam) {
    switch (message) {
    case WM_CLOSE:
        close(false);
        return 0;
    case WM_COMMAND:
        if (LOWORD(wparam) == IDOK) {
            add();
        } else if (LOWORD(wparam) == IDCANCEL) {
            close(false);
        }
        return 0;
    case WM_NOTIFY: {
        const auto& draw = *reinterpret_cast<const NMCUSTOMDRAW*>(lparam);
        return draw.hdr.code == static_cast<UINT>(NM_CUSTOMDRAW)
                   ? draw_button(draw, look_, *fonts_, dpi_, draw.hdr.idFrom == IDOK).value_or(CDRF_DODEFAULT)
                   : 0;
    }
    case WM_CTLCOLOREDIT:
    case WM_CTLCOLORLISTBOX:
        return colored(wparam, look_, Ink::Text, Ink::Card, field_background_.get());
    case WM_CTLCOLORSTATIC:
    case WM_CTLCOLORBTN: {
        const int id = GetDlgCtrlID(reinterpret_cast<HWND>(lparam));
        return colored(wparam, look_,
                       id == c_note      ? Ink::Bad
                       : id == c_example ? Ink::Dim
                                         : Ink::Text,
                       Ink::Page, background_.get());
    }
    case WM_ERASEBKGND:
        return erased(window_, wparam, background_.get());
    case WM_SYSCOLORCHANGE:
    case WM_THEMECHANGED:
    case WM_SETTINGCHANGE:
        use_look();
        return 0;
    case WM_DPICHANGED:
        use_dpi(HIWORD(wparam));
        return 0;
    case c_tool_message:
        on_tool_ended();
        return 0;
    default:
        return DefWindowProcW(window_, message, wparam, lparam);
    }
}

LRESULT CALLBACK AddServerWindow::on_message(HWND window, UINT message, WPARAM wparam,
                                             LPARAM lparam) noexcept {
    if (message == WM_NCCREATE) {
        auto* self =
            static_cast<AddServerWindow*>(reinterpret_cast<const CREATESTRUCTW*>(lparam)->lpCreateParams);
        self->window_ = window;
        SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
    }
    auto* self = reinterpret_cast<AddServerWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    const bool is_ready = self != nullptr && self->fonts_ != nullptr;
    return is_ready ? self->handle(message, wparam, lparam) : DefWindowProcW(window, message, wparam, lparam);
}

} // namespace mirrorwatch::tray
