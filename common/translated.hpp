// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

/// What a person reads in the tray, in that person's language. The sources are English: a text is looked up
/// by its English words, and stays as it is where no language was chosen. So the service, the command line,
/// logs and the event log, which choose none, are English. UTF-8.
namespace mirrorwatch::text {

/// One language, as packaging/languages.py makes it of a .po file. A key is an English text, behind its
/// context and '\4' where it has one, as in gettext's own files; keys are sorted. `words` has the translation
/// of each; where it depends on a number all of its forms, with '\0' between them.
struct Catalogue {
    std::string_view tag; // "de", "zh-Hans"
    std::span<const std::string_view> keys;
    std::span<const std::string_view> words;
    std::size_t plural_forms = 2; // 2: one, and all others; 1: there are none
    bool is_right_to_left = false;
};

/// From now on, on all threads. Null: English. It must outlive all that is said.
void speak(const Catalogue* catalogue);

/// Null: English.
[[nodiscard]] const Catalogue* spoken();

/// While it lives, this thread says everything in English: for who helps, and for logs.
class InEnglish {
public:
    InEnglish();
    ~InEnglish();
    InEnglish(const InEnglish&) = delete;
    InEnglish& operator=(const InEnglish&) = delete;

private:
    bool before_;
};

/// What takes the place of {name}.
struct Filling {
    std::string_view name;
    std::string_view words;
};

/// The words with what takes the place of their braces, in whatever order they stand; a filling's own braces
/// are only text, and braces for which there is none stay. In a language that is read from right to left each
/// keeps its own direction.
[[nodiscard]] std::string filled(std::string_view words, std::span<const Filling> fillings);
[[nodiscard]] std::string filled(std::string_view words, std::initializer_list<Filling> fillings);

/// A text of a table, to be translated where it is used: this only tells packaging/languages.py of it.
[[nodiscard]] constexpr std::string_view to_translate(std::string_view english) {
    return english;
}

/// Lives as long as the catalogue, or as `english`.
[[nodiscard]] std::string_view translated(std::string_view english);
[[nodiscard]] std::string translated(std::string_view english, std::initializer_list<Filling> fillings);

/// Of a text that has more than one meaning: `context` says which.
[[nodiscard]] std::string_view translated_as(std::string_view context, std::string_view english);

/// The form for that number, which takes the place of {count}.
[[nodiscard]] std::string counted(std::string_view one, std::string_view many, std::size_t count);

/// Two sentences, one behind the other. An empty one is left out.
[[nodiscard]] std::string and_next(std::string_view sentence, std::string_view next);

} // namespace mirrorwatch::text
