// SPDX-License-Identifier: MIT
#include "common/translated.hpp"

#include "common/direction.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

namespace mirrorwatch::text {
namespace {

std::atomic<const Catalogue*> spoken_catalogue{nullptr};
thread_local bool says_english = false;

std::optional<std::string_view> found(const Catalogue* catalogue, std::string_view key) {
    if (catalogue == nullptr) {
        return std::nullopt;
    }
    const auto at = std::ranges::lower_bound(catalogue->keys, key);
    return at == catalogue->keys.end() || *at != key
               ? std::nullopt
               : std::optional{catalogue->words[static_cast<std::size_t>(at - catalogue->keys.begin())]};
}

std::string_view form_of(std::string_view forms, std::size_t which) {
    for (; which > 0; --which) {
        forms.remove_prefix(forms.find('\0') + 1);
    }
    return forms.substr(0, forms.find('\0'));
}

/// The filling that the brace at the beginning of `rest` is for; null: none.
const Filling* filling_at(std::string_view rest, std::span<const Filling> fillings) {
    const auto is_it = [&](const Filling& filling) {
        return rest.substr(1).starts_with(filling.name) &&
               rest.substr(1 + filling.name.size()).starts_with('}');
    };
    const auto at = std::ranges::find_if(fillings, is_it);
    return at == fillings.end() ? nullptr : &*at;
}

} // namespace

void speak(const Catalogue* catalogue) {
    spoken_catalogue = catalogue;
}

const Catalogue* spoken() {
    return says_english ? nullptr : spoken_catalogue.load();
}

InEnglish::InEnglish()
    : before_(std::exchange(says_english, true)) {}

InEnglish::~InEnglish() {
    says_english = before_;
}

std::string filled(std::string_view words, std::span<const Filling> fillings) {
    const Catalogue* catalogue = spoken();
    const bool is_right_to_left =
        catalogue != nullptr && catalogue->is_right_to_left && direction_of(words) == Direction::RightToLeft;
    std::string text;
    for (std::size_t at = 0; at < words.size();) {
        const Filling* filling = words[at] == '{' ? filling_at(words.substr(at), fillings) : nullptr;
        if (filling != nullptr) {
            text += is_right_to_left ? embedded(filling->words) : std::string{filling->words};
            at += filling->name.size() + 2;
        } else {
            text += words[at++];
        }
    }
    return text;
}

std::string filled(std::string_view words, std::initializer_list<Filling> fillings) {
    return filled(words, std::span{fillings.begin(), fillings.size()});
}

std::string_view translated(std::string_view english) {
    return found(spoken(), english).value_or(english);
}

std::string translated(std::string_view english, std::initializer_list<Filling> fillings) {
    return filled(translated(english), fillings);
}

std::string_view translated_as(std::string_view context, std::string_view english) {
    const Catalogue* catalogue = spoken();
    if (catalogue == nullptr) {
        return english;
    }
    return found(catalogue, std::string{context} + '\4' + std::string{english}).value_or(english);
}

std::string counted(std::string_view one, std::string_view many, std::size_t count) {
    const Catalogue* catalogue = spoken();
    const auto forms = found(catalogue, one);
    const std::size_t which = forms && catalogue->plural_forms == 1 ? 0 : count == 1 ? 0 : 1;
    const std::string_view words = forms ? form_of(*forms, which) : which == 0 ? one : many;
    return filled(words, {{"count", std::to_string(count)}});
}

std::string and_next(std::string_view sentence, std::string_view next) {
    if (sentence.empty() || next.empty()) {
        return std::string{sentence.empty() ? next : sentence};
    }
    return translated("{sentence} {next}", {{"sentence", sentence}, {"next", next}});
}

} // namespace mirrorwatch::text
