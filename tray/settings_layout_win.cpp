// SPDX-License-Identifier: MIT
#include "tray/place_win.hpp"
#include "tray/settings_win.hpp"

#include <algorithm>

/// Where everything in the settings window is: what is done on the left, what is watched on the right. It is
/// as high as what is in it.
namespace mirrorwatch::tray {
namespace {

constexpr int c_margin = 24; // these are pixels at 96 DPI
constexpr int c_left_width = 560;
constexpr int c_right_width = 336;
constexpr int c_between = 36;
constexpr int c_row = 36;
constexpr int c_check_row = 28;
constexpr int c_field_height = 26;
constexpr int c_heading = 34;
constexpr int c_above_heading = 10;
constexpr int c_label_width = 208;
constexpr int c_note_height = 38;
constexpr int c_button_width = 120;
constexpr int c_button_height = 32;
constexpr int c_text_width = 140;
constexpr int c_dropped = 200;

bool is_check(std::size_t at) {
    return at < form_fields().size() && form_fields()[at].kind == FieldKind::Check;
}

} // namespace

bool SettingsWindow::is_on_the_right(std::size_t index) {
    return form_fields()[index].key.starts_with("watch.");
}

SettingsWindow::Column SettingsWindow::column_of(std::size_t index) const {
    const int margin = scaled(c_margin);
    return is_on_the_right(index) ? Column{margin + scaled(c_left_width + c_between), scaled(c_right_width)}
                                  : Column{margin, scaled(c_left_width)};
}

/// Two stand in a row. Returns the y of the next field.
int SettingsWindow::lay_out_check(std::size_t index, int y) {
    const Column column = column_of(index);
    std::size_t before = 0; // checks right in front of it, under the same heading
    while (fields_[index - before].heading == nullptr && before < index && is_check(index - before - 1)) {
        ++before;
    }
    const bool is_left = before % 2 == 0;
    const bool has_neighbour = is_left && is_check(index + 1) && fields_[index + 1].heading == nullptr;
    const int half = column.width / 2;
    const bool is_alone = is_left && !has_neighbour; // its words may be longer
    place(fields_[index].control, is_left ? column.left : column.left + half, y,
          (is_alone ? column.width : half) - scaled(8), scaled(c_field_height));
    return has_neighbour ? y : y + scaled(is_check(index + 1) ? c_check_row : c_row);
}

/// Returns the y below it.
int SettingsWindow::lay_out_field(std::size_t index, int y) {
    const FormField& field = form_fields()[index];
    const Field& made = fields_[index];
    const Column column = column_of(index);
    if (made.heading != nullptr) {
        y += y == scaled(c_margin * 3 / 4) ? 0 : scaled(c_above_heading);
        place(made.heading, column.left, y, column.width, scaled(22));
        y += scaled(c_heading);
    }
    if (field.kind == FieldKind::Check) {
        return lay_out_check(index, y);
    }
    const int label = is_on_the_right(index) ? column.width / 2 : scaled(c_label_width); // as checks stand
    const int height = scaled(c_field_height);
    const bool has_two_lines = (GetWindowLongPtrW(made.label, GWL_STYLE) & SS_CENTERIMAGE) == 0;
    place(made.label, column.left, has_two_lines ? y - scaled(4) : y, label - scaled(8),
          has_two_lines ? scaled(c_row) : height);
    const bool is_choice = field.kind == FieldKind::Choice;
    const int left = column.left + label;
    place_field(made.control,
                {left, y, is_choice ? column.left + column.width : left + scaled(c_text_width), y + height},
                *fonts_, is_choice ? scaled(c_dropped) : 0);
    return y + scaled(c_row);
}

/// The fields of one column, with the note below the one that it is about. Returns the y below them.
int SettingsWindow::lay_out_column(bool on_the_right) {
    int y = scaled(c_margin * 3 / 4);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (is_on_the_right(i) != on_the_right) {
            continue;
        }
        y = lay_out_field(i, y);
        if (note_at_ == i && GetWindowTextLengthW(note_) > 0) {
            const Column column = column_of(i);
            place(note_, column.left, y - scaled(4), column.width, scaled(c_note_height));
            y += scaled(c_note_height);
        }
    }
    return y;
}

void SettingsWindow::lay_out() {
    const int margin = scaled(c_margin);
    const int inside = scaled(c_left_width + c_between + c_right_width);
    const bool is_told = GetWindowTextLengthW(note_) > 0;
    const int left = lay_out_column(false);
    const Column right{margin + scaled(c_left_width + c_between), scaled(c_right_width)};
    int y = std::max(
        left, watched_->lay_out(right.left, lay_out_column(true) + scaled(c_above_heading), right.width));
    if (!note_at_) {
        place(note_, margin, y + scaled(8), inside, is_told ? scaled(c_note_height) : 0);
        y += is_told ? scaled(c_note_height + 8) : 0;
    }
    ShowWindow(note_, is_told ? SW_SHOW : SW_HIDE);
    y += scaled(16);
    const int button = scaled(c_button_width);
    place(GetDlgItem(window_, IDCANCEL), margin + inside - button, y, button, scaled(c_button_height));
    place(GetDlgItem(window_, IDOK), margin + inside - 2 * button - scaled(8), y, button,
          scaled(c_button_height));
    fit_around(window_, inside + 2 * margin, y + scaled(c_button_height) + margin * 3 / 4, dpi_);
    RedrawWindow(window_, nullptr, nullptr, RDW_INVALIDATE | RDW_ERASE | RDW_ALLCHILDREN);
}

} // namespace mirrorwatch::tray
