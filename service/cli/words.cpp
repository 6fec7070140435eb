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

std::string in_quotes(const std::string& text) {
    return '"' + visible(text) + '"';
}

} // namespace mirrorwatch::cli
