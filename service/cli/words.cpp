#include "service/cli/words.hpp"

#include "common/nearest.hpp"
#include "service/cli/table.hpp"

namespace mirrorwatch::cli {

std::string unknown_word(std::string_view kind, std::string_view word,
                         std::span<const std::string_view> known) {
    std::string sentence = "unknown " + std::string{kind} + " \"" + std::string{word} + "\"; ";
    if (const std::string_view near = nearest(word, known); !near.empty()) {
        return sentence + "did you mean \"" + std::string{near} + "\"?";
    }
    sentence += "known are";
    for (const std::string_view candidate : known) {
        sentence += (candidate == known.front() ? " " : ", ") + std::string{candidate};
    }
    return sentence;
}

std::vector<std::wstring> with_usual_help(std::vector<std::wstring> words) {
    if (words.empty()) {
        return words;
    }
    const bool names_verb = words.size() > 1 && !words[1].starts_with(L'-');
    if (words.front() == L"help") {
        return names_verb ? std::vector<std::wstring>{words[1], L"--help"}
                          : std::vector<std::wstring>{L"--help"};
    }
    for (std::size_t i = 0; i < 2 && i < words.size(); ++i) {
        if (words[i] == L"-h" || words[i] == L"-?" || words[i] == L"/?") {
            words[i] = L"--help";
        }
    }
    return words;
}

std::string in_quotes(const std::string& text) {
    return '"' + visible(text) + '"';
}

} // namespace mirrorwatch::cli
