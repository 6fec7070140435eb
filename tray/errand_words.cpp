// SPDX-License-Identifier: MIT
#include "tray/errand_words.hpp"

#include "tray/activation.hpp"
#include "tray/present.hpp"

namespace mirrorwatch::tray {
namespace {

constexpr std::size_t c_text_units = 255; // of a notification

/// Without the ends of its lines at the end.
std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
        text.pop_back();
    }
    return text;
}

} // namespace

Notification about_watching(bool worked, const std::string& output) {
    const std::string says = trimmed(output);
    return {worked ? "Watched from now on" : "That did not work",
            shortened(says.empty() ? "mirrorwatch.exe could not be run, or did not end in time." : says,
                      c_text_units),
            !worked, std::string{c_answer_tag}};
}

std::optional<Notification> about_start(const std::string& failure) {
    if (failure.empty()) {
        return std::nullopt;
    }
    return Notification{"That did not work", shortened(failure, c_text_units), true,
                        std::string{c_answer_tag}};
}

Notification about_the_icon() {
    return {"Mirrorwatch is here",
            "Windows 11 hides new icons behind the arrow in the taskbar's corner. Drag this one onto the "
            "taskbar to "
            "see it always.",
            false, std::string{c_hint_tag}};
}

} // namespace mirrorwatch::tray
