// SPDX-License-Identifier: MIT
#include "common/text_win.hpp"
#include "tray/place_win.hpp"
#include "tray/status_win.hpp"

#include <algorithm>
#include <utility>

/// Where everything in the status window is, and what it looks like.
namespace mirrorwatch::tray {
namespace {

constexpr int c_margin = 20; // these are pixels at 96 DPI
constexpr int c_pages_width = 176;
constexpr int c_picture = 32;
constexpr int c_headline_height = 52; // two lines
constexpr int c_button_width = 160;
constexpr int c_button_height = 32;
constexpr int c_gap = 8;

} // namespace

void StatusWindow::use_dpi(UINT dpi) {
    dpi_ = dpi;
    auto fonts = std::make_unique<Fonts>(dpi);
    pages_->use(fonts.get(), dpi);
    canvas_->use(fonts.get(), dpi);
    const auto dress_child = [&](int id, Face face) {
        SendDlgItemMessageW(window_, id, WM_SETFONT, reinterpret_cast<WPARAM>((*fonts)[face]), TRUE);
    };
    for (const int id : {static_cast<int>(StatusChild::Repair), static_cast<int>(StatusChild::Undo),
                         static_cast<int>(StatusChild::Settings), IDCANCEL}) {
        dress_child(id, Face::Body);
    }
    dress_child(static_cast<int>(StatusChild::Headline), Face::Title);
    dress_child(static_cast<int>(StatusChild::Product), Face::Strong);
    fonts_ = std::move(fonts); // only now the old ones go
    program_icon_ = load_icon(IconResource::Program, GetSystemMetricsForDpi(SM_CXSMICON, dpi_));
    SendMessageW(window_, WM_SETICON, ICON_SMALL, reinterpret_cast<LPARAM>(program_icon_.get()));
    show_headline();
    lay_out();
}

void StatusWindow::use_look() {
    look_ = ports_.look();
    background_.reset(CreateSolidBrush(look_.palette[Ink::Page]));
    dress(window_, look_);
    canvas_->use_look();
    RedrawWindow(window_, nullptr, nullptr, RDW_INVALIDATE | RDW_ERASE | RDW_ALLCHILDREN);
}

void StatusWindow::lay_out() {
    RECT area{};
    GetClientRect(window_, &area);
    const int right = static_cast<int>(area.right);
    const int margin = scaled(c_margin);
    const int top = scaled(c_margin);
    const int pages = scaled(c_pages_width);
    const int left = margin / 2 + pages + margin;
    const int button_height = scaled(c_button_height);
    const int buttons_top = static_cast<int>(area.bottom) - margin * 3 / 4 - button_height;
    const int picture = scaled(c_picture);
    const int content_top = top + scaled(c_headline_height) + scaled(c_gap);
    place(child(StatusChild::Product), margin, top + scaled(4), pages - margin, scaled(20));
    place(pages_->window(), margin / 2, content_top, pages, buttons_top - content_top);
    place(child(StatusChild::Picture), left, top, picture, picture);
    place_headline(left + picture + scaled(12), top, right - left - picture - scaled(12) - margin);
    place(canvas_->window(), left - scaled(4), content_top, right - left + scaled(4),
          buttons_top - scaled(c_gap) - content_top);
    lay_out_buttons(right - margin, buttons_top);
    place(child(StatusChild::Settings), margin, buttons_top, pages - margin, button_height);
    show_page();
    InvalidateRect(window_, nullptr, TRUE);
}

/// One line stands beside the middle of the picture.
void StatusWindow::place_headline(int left, int top, int width) {
    const int needed = fonts_->ruler().height(view_.headline, Face::Title, std::max(1, width));
    const int height = std::min(needed, scaled(c_headline_height));
    place(child(StatusChild::Headline), left, top + std::max(0, (scaled(c_picture) - height) / 2), width,
          height);
}

/// From the right; those that can do nothing now are not there.
void StatusWindow::lay_out_buttons(int right, int top) {
    struct Row {
        HWND button;
        bool is_there;
    };

    const HWND repair = child(StatusChild::Repair);
    for (const Row& row :
         {Row{GetDlgItem(window_, IDCANCEL), true}, Row{child(StatusChild::Undo), page_ == Page::WslConfig},
          Row{repair, IsWindowEnabled(repair) != FALSE}}) {
        ShowWindow(row.button, row.is_there ? SW_SHOW : SW_HIDE);
        if (row.is_there) {
            right -= scaled(c_button_width);
            place(row.button, right, top, scaled(c_button_width), scaled(c_button_height));
            right -= scaled(c_gap);
        }
    }
}

void StatusWindow::show_headline() {
    SetWindowTextW(child(StatusChild::Headline), widen(view_.headline).c_str());
    IconHandle picture = load_icon(resource_of(view_.icon), scaled(c_picture));
    SendMessageW(child(StatusChild::Picture), STM_SETICON, reinterpret_cast<WPARAM>(picture.get()), 0);
    picture_ = std::move(picture);
}

} // namespace mirrorwatch::tray
