// SPDX-License-Identifier: MIT
#include "tray/retold.hpp"

#include "common/fault_table.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "common/translated.hpp"
#include "tray/observations.hpp"
#include "tray/verdict_reasons.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using Fillings = std::vector<text::Filling>;

/// A pattern's next words, up to a brace, and the name in it.
struct Piece {
    std::string_view words;
    std::string_view hole; // empty: it is the last one
};

Piece take_piece(std::string_view& pattern) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = pattern.find('}', std::min(open, pattern.size()));
    if (close == std::string_view::npos) {
        return {std::exchange(pattern, {}), {}};
    }
    const Piece piece{pattern.substr(0, open), pattern.substr(open + 1, close - open - 1)};
    pattern.remove_prefix(close + 1);
    return piece;
}

/// Where the hole ends: at the first place where what follows it in the pattern stands.
std::size_t end_of_hole(std::string_view text, std::string_view following) {
    if (following.empty()) {
        return text.size();
    }
    const std::string_view words = following.substr(0, following.find('{'));
    const bool is_last = words.size() == following.size();
    return !is_last ? text.find(words, 1) : text.ends_with(words) ? text.size() - words.size() : text.npos;
}

/// What stands in the pattern's braces; nothing: the text is another one.
std::optional<Fillings> match(std::string_view text, std::string_view pattern) {
    Fillings fillings;
    while (true) {
        const Piece piece = take_piece(pattern);
        if (!text.starts_with(piece.words)) {
            return std::nullopt;
        }
        text.remove_prefix(piece.words.size());
        if (piece.hole.empty()) {
            return text.empty() ? std::optional{std::move(fillings)} : std::nullopt;
        }
        const std::size_t end = end_of_hole(text, pattern);
        if (end == std::string_view::npos || end == 0) {
            return std::nullopt;
        }
        fillings.push_back({piece.hole, text.substr(0, end)});
        text.remove_prefix(end);
    }
}

using Names = std::set<std::string_view>;

bool is_known(std::string_view name, const Names& known) {
    constexpr std::string_view c_place = " (from WSL)";
    return known.contains(name) ||
           (name.ends_with(c_place) && known.contains(name.substr(0, name.size() - c_place.size())));
}

/// Takes an English list apart, so that each of its names is known; nothing: that cannot be.
std::optional<std::vector<std::string>> taken_apart(std::string_view list, const Names& known) {
    if (is_known(list, known)) {
        return std::vector{std::string{list}};
    }
    for (const std::string_view between : {", ", " and "}) {
        for (std::size_t at = list.find(between); at != list.npos; at = list.find(between, at + 1)) {
            auto rest = is_known(list.substr(0, at), known)
                            ? taken_apart(list.substr(at + between.size()), known)
                            : std::nullopt;
            if (rest) {
                rest->emplace(rest->begin(), list.substr(0, at));
                return rest;
            }
        }
    }
    return std::nullopt;
}

std::vector<std::string> names_in(const std::string& list, const Names& known) {
    return taken_apart(list, known).value_or(std::vector{list});
}

/// The English words of a fault come back as they were given, where nothing stands in them.
std::optional<std::string> sentence_of_a_fault(std::string_view english, const Names& known) {
    for (const FaultText& row : c_fault_texts) {
        const std::string_view general = row.what_in_general;
        if (!general.empty() && general.substr(0, general.size() - 1) == english) {
            return std::string{text::translated(general)};
        }
        const std::string_view what = row.what.substr(0, row.what.size() - 1); // a detail has no full stop
        if (const auto fillings = match(english, what)) {
            std::vector<std::string> inner;
            inner.reserve(fillings->size());
            Fillings told = *fillings;
            for (text::Filling& filling : told) {
                filling.words =
                    inner.emplace_back(text::list_of(retold(names_in(std::string{filling.words}, known))));
            }
            return text::filled(text::translated(row.what), told);
        }
    }
    return std::nullopt;
}

std::optional<std::string> said_by(std::span<const std::string_view> patterns, std::string_view english) {
    for (const std::string_view pattern : patterns) {
        const auto fillings = match(english, pattern);
        if (!fillings) {
            continue;
        }
        std::vector<std::string> inner; // what is told within it may be an observation, too
        inner.reserve(fillings->size());
        Fillings told = *fillings;
        for (text::Filling& filling : told) {
            filling.words = inner.emplace_back(retold(filling.words));
        }
        return text::filled(text::translated_as("seen", pattern), told);
    }
    return std::nullopt;
}

Names names_of(const Snapshot* now) {
    Names known;
    if (now != nullptr) {
        std::ranges::transform(now->endpoints, std::inserter(known, known.end()), &EndpointView::name);
    }
    return known;
}

} // namespace

std::string retold(std::string_view english) {
    if (text::spoken() == nullptr || english.empty()) {
        return std::string{english};
    }
    const auto words = said_by(c_observations, english);
    return words ? *words : said_by(c_verdict_reasons, english).value_or(std::string{english});
}

std::vector<std::string> retold(const std::vector<std::string>& english) {
    std::vector<std::string> all;
    all.reserve(english.size());
    for (const std::string& one : english) {
        all.push_back(retold(one));
    }
    return all;
}

std::string said(const Message& message, const Snapshot* now) {
    if (text::spoken() == nullptr) {
        return text::to_text(message);
    }
    const Names known = names_of(now);
    Message told{message.code, {}};
    for (const std::string& argument : message.arguments) {
        for (const std::string& name : names_in(argument, known)) {
            told.arguments.push_back(retold(name));
        }
    }
    if (message.code == MessageId::TroubleFound && !message.arguments.empty()) {
        std::string_view words = message.arguments.front();
        words.remove_suffix(words.ends_with('.') ? 1 : 0);
        told.arguments.front() = sentence_of_a_fault(words, known).value_or(told.arguments.front());
    }
    return text::to_text(told);
}

std::string said(const Finding& finding) {
    Finding told = finding;
    told.arguments = retold(finding.arguments);
    return text::what(told);
}

} // namespace mirrorwatch::tray
