// SPDX-License-Identifier: MIT
#include "tray/watched_list_win.hpp"

#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/controls_win.hpp"
#include "tray/place_win.hpp"
#include "tray/retold.hpp"

#include <commctrl.h>
#include <windowsx.h>

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::translated;

constexpr int c_heading = 700; // ids
constexpr int c_list = 701;
constexpr int c_add = 702;
constexpr int c_remove = 703;
constexpr int c_note = 704;

constexpr int c_row_height = 26; // these are pixels at 96 DPI
constexpr int c_rows = 5;
constexpr int c_heading_height = 34;
constexpr int c_button_width = 150;
constexpr int c_note_height = 34; // two lines
constexpr int c_button_height = 28;
constexpr int c_gap = 8;

std::wstring heard(const WatchedServer& server) {
    return widen(retold(server.name) + ", " + said_of(server));
}

} // namespace

WatchedList::WatchedList(HWND parent, UINT message, LookSource look, std::function<void(std::string)> tell)
    : parent_(parent)
    , message_(message)
    , look_(std::move(look))
    , tell_(std::move(tell))
    , heading_(make_child(parent, WC_STATICW, widen(translated(c_list_label)).c_str(), 0, c_heading))
    , list_(make_child(parent, WC_LISTBOXW, L"",
                       WS_TABSTOP | WS_VSCROLL | WS_BORDER | LBS_NOTIFY | LBS_OWNERDRAWFIXED |
                           LBS_HASSTRINGS | LBS_NOINTEGRALHEIGHT,
                       c_list))
    , add_(make_child(parent, WC_BUTTONW, widen(translated(c_add_label)).c_str(), WS_TABSTOP, c_add))
    , remove_(make_child(parent, WC_BUTTONW, widen(translated(c_remove_label)).c_str(),
                         WS_TABSTOP | WS_DISABLED, c_remove))
    , note_(make_child(parent, WC_STATICW, widen(translated(c_list_note)).c_str(), SS_NOPREFIX, c_note)) {
    for (const HWND control : {list_, add_, remove_}) {
        lead_keyboard(control);
    }
}

int WatchedList::scaled(int pixels_at_96_dpi) const {
    return MulDiv(pixels_at_96_dpi, static_cast<int>(dpi_), USER_DEFAULT_SCREEN_DPI);
}

void WatchedList::use(const Fonts* fonts, UINT dpi) {
    fonts_ = fonts;
    dpi_ = dpi;
    for (const HWND control : {list_, add_, remove_}) {
        SendMessageW(control, WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[Face::Body]), TRUE);
    }
    SendMessageW(note_, WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[Face::Small]), TRUE);
    SendMessageW(heading_, WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[Face::Strong]), TRUE);
    SendMessageW(list_, LB_SETITEMHEIGHT, 0, scaled(c_row_height));
}

int WatchedList::lay_out(int left, int top, int width) {
    place(heading_, left, top, width, scaled(22));
    top += scaled(c_heading_height);
    place(list_, left, top, width, scaled(c_row_height * c_rows) + 2);
    top += scaled(c_row_height * c_rows) + 2 + scaled(c_gap);
    const int button = scaled(c_button_width);
    place(add_, left, top, button, scaled(c_button_height));
    place(remove_, left + button + scaled(c_gap), top, button, scaled(c_button_height));
    top += scaled(c_button_height + c_gap);
    place(note_, left, top, width, scaled(c_note_height));
    return top + scaled(c_note_height);
}

void WatchedList::refresh() {
    if (tool_ == nullptr) {
        is_change_ = false;
        run({"endpoints", "--format", "json"});
    }
}

void WatchedList::run(const std::vector<std::string>& arguments) {
    tool_ = std::make_unique<ToolRun>(as_typed(arguments), parent_, message_);
}

void WatchedList::show(std::vector<WatchedServer> servers) {
    servers_ = std::move(servers);
    SendMessageW(list_, WM_SETREDRAW, FALSE, 0);
    ListBox_ResetContent(list_);
    for (const WatchedServer& server : servers_) {
        ListBox_AddString(list_, heard(server).c_str());
    }
    if (servers_.empty()) {
        ListBox_AddString(list_, widen(translated("Nothing yet")).c_str());
    }
    SendMessageW(list_, WM_SETREDRAW, TRUE, 0);
    InvalidateRect(list_, nullptr, TRUE);
    enable_remove();
}

void WatchedList::on_tool_ended() {
    const auto answer = tool_ == nullptr ? std::nullopt : tool_->take();
    if (!answer) {
        return;
    }
    tool_.reset();
    const bool is_right = answer->exit_code == 0;
    if (is_right && is_change_) {
        tell_("");
        refresh();
        return;
    }
    const auto servers = is_right ? watched_servers(answer->output)
                                  : Result<std::vector<WatchedServer>>{Error{complaint_of(answer->errors)}};
    if (servers) {
        show(*servers);
    } else {
        tell_(servers.error().message);
    }
}

bool WatchedList::is_idle() const {
    return tool_ == nullptr && (asks_ == nullptr || asks_->is_idle());
}

const WatchedServer* WatchedList::selected() const {
    const int row = ListBox_GetCurSel(list_);
    return row >= 0 && row < static_cast<int>(servers_.size()) ? &servers_[static_cast<std::size_t>(row)]
                                                               : nullptr;
}

/// A button that goes grey hands the keyboard on.
void WatchedList::enable_remove() const {
    const WatchedServer* server = selected();
    const bool can = server != nullptr && server->is_own;
    if (!can && GetFocus() == remove_) {
        SetFocus(list_);
    }
    EnableWindow(remove_, can ? TRUE : FALSE);
}

void WatchedList::add() {
    asks_.reset(); // the owner is its own again
    asks_ = std::make_unique<AddServerWindow>(GetAncestor(parent_, GA_ROOT), look_, [this](bool is_added) {
        if (is_added) {
            refresh();
        }
    });
}

void WatchedList::remove() {
    const WatchedServer* server = selected();
    if (server != nullptr && server->is_own && tool_ == nullptr) {
        is_change_ = true;
        run({"endpoints", "remove", "--", server->name});
    }
}

bool WatchedList::on_command(int id, int what) {
    if (id == c_add) {
        add();
    } else if (id == c_remove) {
        remove();
    } else if (id == c_list && what == LBN_SELCHANGE) {
        enable_remove();
    }
    return id == c_add || id == c_remove || id == c_list;
}

void WatchedList::draw(const DRAWITEMSTRUCT& item) const {
    if (fonts_ == nullptr || item.itemID == static_cast<UINT>(-1)) {
        return;
    }
    const bool is_server = item.itemID < servers_.size();
    const WatchedServer none{std::string{translated("Nothing yet")}, {}, false};
    const WatchedServer& server = is_server ? servers_[item.itemID] : none;
    const RowWords words{retold(server.name), is_server ? said_of(server) : std::string{}, !server.is_own};
    draw_row(item, words, look_(), *fonts_, dpi_);
}

} // namespace mirrorwatch::tray
