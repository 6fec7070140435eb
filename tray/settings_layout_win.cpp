// SPDX-License-Identifier: MIT
#include "tray/settings_win.hpp"

#include <algorithm>

/// Where everything in the settings window is. It is as high as what is in it.
namespace mirrorwatch::tray {
namespace {

constexpr int c_width = 640; // these are pixels at 96 DPI
constexpr int c_margin = 24;
constexpr int c_row = 36;
constexpr int c_check_row = 28;
constexpr int c_field_height = 26;
constexpr int c_heading = 34;
constexpr int c_label_width = 196;
constexpr int c_note_height = 38;
constexpr int c_button_width = 120;
constexpr int c_button_height = 32;
constexpr int c_text_width = 150;

void place(HWND window, int x, int y, int width, int height) {
    SetWindowPos(window, nullptr, x, y, std::max(0, width), std::max(0, height),
                 SWP_NOZORDER | SWP_NOACTIVATE | SWP_NOCOPYBITS);
}

} // namespace

/// Returns the y below it. Checks stand two in a row.
int SettingsWindow::lay_out_field(std::size_t index, int y) {
    const FormField& field = form_fields()[index];
    const Field& made = fields_[index];
    const int margin = scaled(c_margin);
    const int label = scaled(c_label_width);
    const int inside = scaled(c_width) - 2 * margin;
    if (made.heading != nullptr) {
        y += index == 0 ? 0 : scaled(10);
        place(made.heading, margin, y, inside, scaled(22));
        y += scaled(c_heading);
    }
    const int height = scaled(c_field_height);
    if (field.kind == FieldKind::Check) {
        const auto is_check = [](std::size_t at) {
            return at < form_fields().size() && form_fields()[at].kind == FieldKind::Check;
        };
        std::size_t before = 0; // checks right in front of it, under the same heading
        while (fields_[index - before].heading == nullptr && before < index && is_check(index - before - 1)) {
            ++before;
        }
        const bool is_left = before % 2 == 0;
        const bool has_neighbour = is_left && is_check(index + 1) && fields_[index + 1].heading == nullptr;
        place(made.control, is_left ? margin : margin + inside / 2, y, inside / 2 - scaled(8), height);
        return has_neighbour ? y : y + scaled(is_check(index + 1) ? c_check_row : c_row);
    }
    const bool has_two_lines = (GetWindowLongPtrW(made.label, GWL_STYLE) & SS_CENTERIMAGE) == 0;
    place(made.label, margin, has_two_lines ? y - scaled(4) : y, label,
          has_two_lines ? scaled(c_row) : height);
    const bool is_choice = field.kind == FieldKind::Choice;
    place(made.control, margin + label, y, is_choice ? inside - label : scaled(c_text_width),
          is_choice ? scaled(200) : height); // of a list the height is that of what drops down
    return y + scaled(c_row);
}

void SettingsWindow::lay_out() {
    const int margin = scaled(c_margin);
    const int inside = scaled(c_width) - 2 * margin;
    int y = scaled(c_margin * 3 / 4);
    const bool is_told = GetWindowTextLengthW(note_) > 0;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        y = lay_out_field(i, y);
        if (is_told && note_at_ == i) {
            const int indent = form_fields()[i].kind == FieldKind::Check ? 0 : scaled(c_label_width);
            place(note_, margin + indent, y - scaled(4), inside - indent, scaled(c_note_height));
            y += scaled(c_note_height);
        }
    }
    if (!note_at_) {
        place(note_, margin, y, inside, is_told ? scaled(c_note_height) : 0);
        y += is_told ? scaled(c_note_height) : 0;
    }
    ShowWindow(note_, is_told ? SW_SHOW : SW_HIDE);
    y += scaled(12);
    const int button = scaled(c_button_width);
    place(GetDlgItem(window_, IDCANCEL), margin + inside - button, y, button, scaled(c_button_height));
    place(GetDlgItem(window_, IDOK), margin + inside - 2 * button - scaled(8), y, button,
          scaled(c_button_height));
    RECT area{0, 0, scaled(c_width), y + scaled(c_button_height) + margin * 3 / 4};
    AdjustWindowRectExForDpi(&area, static_cast<DWORD>(GetWindowLongPtrW(window_, GWL_STYLE)), FALSE,
                             static_cast<DWORD>(GetWindowLongPtrW(window_, GWL_EXSTYLE)), dpi_);
    SetWindowPos(window_, nullptr, 0, 0, area.right - area.left, area.bottom - area.top,
                 SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
    RedrawWindow(window_, nullptr, nullptr, RDW_INVALIDATE | RDW_ERASE | RDW_ALLCHILDREN);
}

} // namespace mirrorwatch::tray
