// SPDX-License-Identifier: MIT
#include "service/setup/tray_list.hpp"

#include <algorithm>
#include <charconv>

namespace mirrorwatch::setup {

std::string to_text(const std::vector<std::uint32_t>& sessions) {
    std::string text;
    for (const std::uint32_t session : sessions) {
        text += std::to_string(session) + "\n";
    }
    return text;
}

std::vector<std::uint32_t> sessions_in(std::string_view text) {
    std::vector<std::uint32_t> sessions;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::uint32_t session = 0;
        const auto [last, error] = std::from_chars(text.data(), text.data() + end, session);
        if (error == std::errc{} && last == text.data() + end) {
            sessions.push_back(session);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return sessions;
}

} // namespace mirrorwatch::setup
