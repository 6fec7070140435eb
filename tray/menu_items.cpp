// SPDX-License-Identifier: MIT
#include "tray/menu.hpp"

#include "common/ascii.hpp"
#include "common/translated.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

bool is_letter_or_digit(char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c);
}

/// Where the '&' of the access key is; npos: there is none.
std::size_t mark_of(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] == '&' && text[i + 1] != '&') {
            return i;
        }
        i += text[i] == '&' ? 1 : 0;
    }
    return std::string_view::npos;
}

/// Chinese and Japanese texts have their key behind them: "状态(&S)…". All of their characters, and few
/// others, are three bytes that begin so.
bool has_key_behind(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

void put_free_key_behind(std::string& text, std::size_t end, std::string& used) {
    constexpr std::string_view c_more = "…";
    constexpr std::string_view c_keys = "abcdefghijklmnopqrstuvwxyz0123456789";
    const std::size_t free = c_keys.find_first_not_of(used);
    if (free != std::string_view::npos) {
        const bool has_more = std::string_view{text}.substr(0, end).ends_with(c_more);
        const char key = c_keys[free];
        used += key;
        text.insert(has_more ? end - c_more.size() : end,
                    std::string{"(&"} + static_cast<char>(key >= 'a' ? key - 'a' + 'A' : key) + ')');
    }
}

/// The first one that is free marks itself.
void mark_free_key(std::string& text, std::string& used) {
    const std::size_t end = std::min(text.find('\t'), text.size());
    if (has_key_behind(std::string_view{text}.substr(0, end))) {
        put_free_key_behind(text, end, used);
        return;
    }
    for (std::size_t i = 0; i < end; ++i) {
        const char key = lower(text[i]);
        if (is_letter_or_digit(text[i]) && used.find(key) == std::string::npos) {
            text.insert(i, 1, '&');
            used += key;
            return;
        }
    }
}

void collect(const std::vector<MenuItem>& items, std::vector<const MenuItem*>& found) {
    for (const MenuItem& item : items) {
        if (!item.submenu.empty()) {
            collect(item.submenu, found);
        } else if (item.enabled && item.command != Command::None) {
            found.push_back(&item);
        }
    }
}

} // namespace

void make_grey(MenuItem& item, std::string_view reason) {
    if (!reason.empty()) {
        item.enabled = false;
        item.text = text::translated("{item} ({reason})", {{"item", item.text}, {"reason", reason}});
    }
}

std::string menu_text(std::string_view name) {
    std::string text;
    for (const char c : name) {
        text += c == '\t' ? ' ' : c;
        text += c == '&' ? "&" : "";
    }
    return text;
}

std::string without_access_key(std::string_view text) {
    std::string plain{text};
    if (const std::size_t mark = mark_of(text); mark != std::string_view::npos) {
        const bool is_behind = mark > 0 && text[mark - 1] == '(' && text.substr(mark + 2).starts_with(')');
        plain.erase(is_behind ? mark - 1 : mark, is_behind ? 4 : 1);
    }
    return plain;
}

char access_key_of(std::string_view text) {
    const std::size_t mark = mark_of(text);
    return mark == std::string_view::npos ? '\0' : lower(text[mark + 1]);
}

void give_access_keys(std::vector<MenuItem>& items) {
    std::string used;
    for (const MenuItem& item : items) {
        if (const char key = access_key_of(item.text); key != '\0') {
            used += key;
        }
    }
    for (MenuItem& item : items) {
        if (access_key_of(item.text) == '\0' && (item.enabled || !item.submenu.empty())) {
            mark_free_key(item.text, used);
        }
        give_access_keys(item.submenu);
    }
}

std::vector<const MenuItem*> choosable_items(const std::vector<MenuItem>& items) {
    std::vector<const MenuItem*> found;
    collect(items, found);
    return found;
}

} // namespace mirrorwatch::tray
