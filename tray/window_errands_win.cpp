// SPDX-License-Identifier: MIT
#include "common/text_win.hpp"
#include "common/translated.hpp"
#include "tray/activation.hpp"
#include "tray/clipboard_win.hpp"
#include "tray/diagnostics.hpp"
#include "tray/errand_words.hpp"
#include "tray/service_calls_win.hpp"
#include "tray/window_win.hpp"

#include <utility>

/// What the menu has others do: the command line's program, Windows' services, its clipboard.
namespace mirrorwatch::tray {

/// `port` is digits alone: port_of() read it.
void Window::watch(const std::string& port) {
    errands_.start([arguments = L"endpoints add " + widen(port)](HANDLE stop) -> std::optional<Notification> {
        const std::optional<ProgramEnd> end = run_hidden(command_line_program(), arguments, stop);
        return about_watching(end && end->exit_code == 0, end ? end->output : std::string{});
    });
}

void Window::start_service() {
    errands_.start([](HANDLE) { return about_start(tray::start_service(command_line_program())); });
}

void Window::copy_diagnostics() {
    if (snapshot_ &&
        !copy_to_clipboard(window_, diagnostics_of(*snapshot_, windows_version(), secrets_of_user()))) {
        notifier_.tell({std::string{text::translated("That did not work")},
                        std::string{text::translated("Another program keeps the clipboard. Try it again.")},
                        true, std::string{c_answer_tag}});
    }
}

} // namespace mirrorwatch::tray
