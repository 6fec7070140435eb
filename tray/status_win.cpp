// SPDX-License-Identifier: MIT
#include "tray/status_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "tray/place_win.hpp"

#include <commctrl.h>

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

constexpr int c_width = 820; // these are pixels at 96 DPI
constexpr int c_height = 460;
constexpr int c_smallest_width = 420;
constexpr int c_smallest_height = 300;
constexpr int c_margin = 12;
constexpr int c_picture = 32;
constexpr int c_details_height = 68; // four lines
constexpr int c_smallest_details = 160;
constexpr int c_button_width = 150;
constexpr int c_button_height = 28;

constexpr std::array c_columns{L"Kind", L"Name", L"State", L"Details"};

std::array<const std::string*, c_columns.size()> cells_of(const StatusRow& row) {
    return {&row.kind, &row.name, &row.state, &row.details};
}

void register_class(WNDPROC procedure) {
    WNDCLASSEXW type{};
    type.cbSize = sizeof type;
    type.lpfnWndProc = procedure;
    type.hInstance = GetModuleHandleW(nullptr);
    type.hCursor = LoadCursorW(nullptr, IDC_ARROW);
    type.hbrBackground = reinterpret_cast<HBRUSH>(COLOR_BTNFACE + 1);
    type.lpszClassName = c_status_class;
    RegisterClassExW(&type);
}

HWND make_child(HWND parent, const wchar_t* type, const wchar_t* text, DWORD style, int id,
                DWORD extended = 0) {
    return CreateWindowExW(extended, type, text, WS_CHILD | WS_VISIBLE | style, 0, 0, 0, 0, parent,
                           reinterpret_cast<HMENU>(static_cast<INT_PTR>(id)), GetModuleHandleW(nullptr),
                           nullptr);
}

} // namespace

StatusWindow::StatusWindow(HWND owner, UINT repair_message)
    : owner_(owner)
    , repair_message_(repair_message) {
    register_class(on_message);
    window_ = CreateWindowExW(0, c_status_class, c_status_title, WS_OVERLAPPEDWINDOW | WS_CLIPCHILDREN,
                              CW_USEDEFAULT, CW_USEDEFAULT, c_width, c_height, nullptr, nullptr,
                              GetModuleHandleW(nullptr), this);
    if (window_ == nullptr) {
        throw_last_error("CreateWindowExW");
    }
    use_dpi(GetDpiForWindow(window_));
    SetWindowPos(window_, nullptr, 0, 0, scaled(c_width), scaled(c_height),
                 SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
}

StatusWindow::~StatusWindow() {
    DestroyWindow(window_);
}

HWND StatusWindow::child(StatusChild id) const {
    return GetDlgItem(window_, static_cast<int>(id));
}

int StatusWindow::scaled(int pixels_at_96_dpi) const {
    return MulDiv(pixels_at_96_dpi, static_cast<int>(dpi_), USER_DEFAULT_SCREEN_DPI);
}

void StatusWindow::create_children() {
    make_child(window_, WC_STATICW, L"", SS_ICON | SS_REALSIZECONTROL,
               static_cast<int>(StatusChild::Picture));
    make_child(window_, WC_STATICW, L"", SS_LEFT | SS_NOPREFIX, static_cast<int>(StatusChild::Headline));
    const HWND list =
        make_child(window_, WC_LISTVIEWW, L"What is watched",
                   WS_TABSTOP | LVS_REPORT | LVS_SINGLESEL | LVS_SHOWSELALWAYS | LVS_NOSORTHEADER,
                   static_cast<int>(StatusChild::List), WS_EX_CLIENTEDGE);
    ListView_SetExtendedListViewStyle(list, LVS_EX_FULLROWSELECT | LVS_EX_LABELTIP | LVS_EX_DOUBLEBUFFER);
    for (std::size_t i = 0; i < c_columns.size(); ++i) {
        LVCOLUMNW column{};
        column.mask = LVCF_TEXT | LVCF_SUBITEM;
        column.pszText = const_cast<wchar_t*>(c_columns[i]);
        column.iSubItem = static_cast<int>(i);
        ListView_InsertColumn(list, static_cast<int>(i), &column);
    }
    make_child(window_, WC_EDITW, L"", WS_TABSTOP | WS_VSCROLL | ES_MULTILINE | ES_READONLY,
               static_cast<int>(StatusChild::Details), WS_EX_CLIENTEDGE);
    make_child(window_, WC_BUTTONW, L"&What can be done…", WS_TABSTOP | WS_DISABLED,
               static_cast<int>(StatusChild::Repair));
    make_child(window_, WC_BUTTONW, L"Close", WS_TABSTOP | BS_DEFPUSHBUTTON, IDCANCEL);
}

void StatusWindow::use_dpi(UINT dpi) {
    dpi_ = dpi;
    NONCLIENTMETRICSW metrics{};
    metrics.cbSize = sizeof metrics;
    SystemParametersInfoForDpi(SPI_GETNONCLIENTMETRICS, sizeof metrics, &metrics, 0, dpi_);
    font_.reset(CreateFontIndirectW(&metrics.lfMessageFont));
    metrics.lfMessageFont.lfHeight = MulDiv(metrics.lfMessageFont.lfHeight, 5, 4);
    headline_font_.reset(CreateFontIndirectW(&metrics.lfMessageFont));
    for (const int id : {static_cast<int>(StatusChild::List), static_cast<int>(StatusChild::Details),
                         static_cast<int>(StatusChild::Repair), IDCANCEL}) {
        SendDlgItemMessageW(window_, id, WM_SETFONT, reinterpret_cast<WPARAM>(font_.get()), TRUE);
    }
    SendMessageW(child(StatusChild::Headline), WM_SETFONT, reinterpret_cast<WPARAM>(headline_font_.get()),
                 TRUE);
    program_icon_ = load_icon(IconResource::Program, GetSystemMetricsForDpi(SM_CXSMICON, dpi_));
    SendMessageW(window_, WM_SETICON, ICON_SMALL, reinterpret_cast<LPARAM>(program_icon_.get()));
    show_headline();
    fit_columns();
    lay_out();
}

void StatusWindow::lay_out() {
    RECT area{};
    GetClientRect(window_, &area);
    const int margin = scaled(c_margin);
    const int picture = scaled(c_picture);
    const int button_width = scaled(c_button_width);
    const int button_height = scaled(c_button_height);
    const int list_top = margin + std::max(picture, scaled(40)) + margin;
    const int buttons_top = area.bottom - margin - button_height;
    const int details_top = buttons_top - margin - scaled(c_details_height);
    const int headline_left = margin + picture + margin;
    const auto place = [](HWND window, int x, int y, int width, int height) {
        SetWindowPos(window, nullptr, x, y, std::max(0, width), std::max(0, height),
                     SWP_NOZORDER | SWP_NOACTIVATE);
    };
    place(child(StatusChild::Picture), margin, margin, picture, picture);
    place(child(StatusChild::Headline), headline_left, margin, area.right - headline_left - margin,
          scaled(44));
    place(child(StatusChild::List), margin, list_top, area.right - 2 * margin,
          details_top - margin / 2 - list_top);
    place(child(StatusChild::Details), margin, details_top, area.right - 2 * margin,
          scaled(c_details_height));
    place(GetDlgItem(window_, IDCANCEL), area.right - margin - button_width, buttons_top, button_width,
          button_height);
    place(child(StatusChild::Repair), area.right - 2 * (margin + button_width), buttons_top, button_width,
          button_height);
    fit_columns();
    InvalidateRect(window_, nullptr, TRUE);
}

void StatusWindow::show() {
    if (IsIconic(window_)) {
        ShowWindow(window_, SW_RESTORE);
    }
    if (!IsWindowVisible(window_)) {
        center(window_);
    }
    ShowWindow(window_, SW_SHOW);
    SetForegroundWindow(window_);
    SetFocus(child(StatusChild::List));
}

void StatusWindow::update(const View& view) {
    const bool same_head = view.icon == view_.icon && view.headline == view_.headline;
    const bool same_rows = view.rows == view_.rows;
    view_ = view;
    EnableWindow(child(StatusChild::Repair), view_.offer ? TRUE : FALSE);
    if (!same_head) {
        show_headline();
    }
    if (!same_rows) {
        fill_list();
        fit_columns();
        show_details();
    }
}

void StatusWindow::show_headline() {
    SetWindowTextW(child(StatusChild::Headline), widen(view_.headline).c_str());
    IconHandle picture = load_icon(resource_of(view_.icon), scaled(c_picture));
    SendMessageW(child(StatusChild::Picture), STM_SETICON, reinterpret_cast<WPARAM>(picture.get()), 0);
    picture_ = std::move(picture);
}

/// Of the first row as long as none is selected: it is the most important one.
void StatusWindow::show_details() {
    const int selected = ListView_GetNextItem(child(StatusChild::List), -1, LVNI_SELECTED);
    const auto row = static_cast<std::size_t>(std::max(selected, 0));
    const std::wstring text = row < view_.rows.size() ? widen(view_.rows[row].details) : std::wstring{};
    std::wstring shown(static_cast<std::size_t>(GetWindowTextLengthW(child(StatusChild::Details))), L'\0');
    GetWindowTextW(child(StatusChild::Details), shown.data(), static_cast<int>(shown.size() + 1));
    if (text != shown) { // text that is set again is scrolled to its beginning
        SetWindowTextW(child(StatusChild::Details), text.c_str());
    }
}

/// Cell by cell, so that the selection and the place in the list stay where they are.
void StatusWindow::fill_list() {
    const HWND list = child(StatusChild::List);
    const int wanted = static_cast<int>(view_.rows.size());
    while (ListView_GetItemCount(list) > wanted) {
        ListView_DeleteItem(list, ListView_GetItemCount(list) - 1);
    }
    for (int row = 0; row < wanted; ++row) {
        if (row >= ListView_GetItemCount(list)) {
            LVITEMW item{};
            item.iItem = row;
            ListView_InsertItem(list, &item);
        }
        const auto cells = cells_of(view_.rows[static_cast<std::size_t>(row)]);
        for (std::size_t column = 0; column < cells.size(); ++column) {
            std::wstring text = widen(*cells[column]);
            ListView_SetItemText(list, row, static_cast<int>(column), text.data());
        }
    }
}

/// As wide as their texts; the last one takes what is left, as its texts are shown in full below.
void StatusWindow::fit_columns() {
    const HWND list = child(StatusChild::List);
    RECT area{};
    GetClientRect(list, &area);
    int left = area.right;
    for (std::size_t i = 0; i + 1 < c_columns.size(); ++i) {
        const int column = static_cast<int>(i);
        int needed = ListView_GetStringWidth(list, c_columns[i]);
        for (const StatusRow& row : view_.rows) {
            needed = std::max(needed, ListView_GetStringWidth(list, widen(*cells_of(row)[i]).c_str()));
        }
        needed += scaled(20);
        ListView_SetColumnWidth(list, column, needed);
        left -= needed;
    }
    ListView_SetColumnWidth(list, static_cast<int>(c_columns.size()) - 1,
                            std::max(left, scaled(c_smallest_details)));
}

bool StatusWindow::takes(MSG& message) {
    return IsWindowVisible(window_) && IsDialogMessageW(window_, &message);
}

LRESULT StatusWindow::handle(UINT message, WPARAM wparam, LPARAM lparam) {
    switch (message) {
    case WM_CREATE:
        create_children();
        return 0;
    case WM_SIZE:
        lay_out();
        return 0;
    case WM_CLOSE:
        ShowWindow(window_, SW_HIDE);
        return 0;
    case WM_COMMAND:
        if (LOWORD(wparam) == IDCANCEL) {
            ShowWindow(window_, SW_HIDE);
        } else if (LOWORD(wparam) == static_cast<WORD>(StatusChild::Repair)) {
            PostMessageW(owner_, repair_message_, 0, 0);
        }
        return 0;
    case WM_NOTIFY:
        if (reinterpret_cast<const NMHDR*>(lparam)->code == LVN_ITEMCHANGED) {
            show_details();
        }
        return 0;
    case WM_GETMINMAXINFO:
        reinterpret_cast<MINMAXINFO*>(lparam)->ptMinTrackSize = {scaled(c_smallest_width),
                                                                 scaled(c_smallest_height)};
        return 0;
    case WM_DPICHANGED: {
        const RECT& place = *reinterpret_cast<const RECT*>(lparam);
        use_dpi(HIWORD(wparam));
        SetWindowPos(window_, nullptr, place.left, place.top, place.right - place.left,
                     place.bottom - place.top, SWP_NOZORDER | SWP_NOACTIVATE);
        return 0;
    }
    default:
        return DefWindowProcW(window_, message, wparam, lparam);
    }
}

LRESULT CALLBACK StatusWindow::on_message(HWND window, UINT message, WPARAM wparam, LPARAM lparam) noexcept {
    if (message == WM_NCCREATE) {
        auto* self =
            static_cast<StatusWindow*>(reinterpret_cast<const CREATESTRUCTW*>(lparam)->lpCreateParams);
        self->window_ = window;
        SetWindowLongPtrW(window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(self));
    }
    auto* self = reinterpret_cast<StatusWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    return self == nullptr ? DefWindowProcW(window, message, wparam, lparam)
                           : self->handle(message, wparam, lparam);
}

} // namespace mirrorwatch::tray
