// SPDX-License-Identifier: MIT
#include "service/scm/recovery.hpp"

namespace mirrorwatch::scm {
namespace {

constexpr std::uint32_t c_service_specific_error = 1066; // ERROR_SERVICE_SPECIFIC_ERROR
constexpr std::uint32_t c_service_never_started = 1077;  // ERROR_SERVICE_NEVER_STARTED

constexpr std::array<std::string_view, 8> c_sentences{
    "the folder for its data could not be made safe.",
    "its log could not be opened.",
    "Mirrorwatch is running already, in a console or as the service.",
    "the journal of remedies could not be taken up.",
    "the pipe for the tray could not be made.",
    "the network or the sessions could not be watched.",
    "it met an error while running; its log says which.",
    "it met an error while it ended; its log says which.",
};

} // namespace

std::string_view sentence_of(Stage stage) {
    return c_sentences.at(static_cast<std::size_t>(stage));
}

std::uint32_t exit_code_of(Stage stage) {
    return static_cast<std::uint32_t>(stage) + 1;
}

std::string ending_sentence(std::uint32_t exit_code, std::uint32_t service_exit_code) {
    if (exit_code == 0 || exit_code == c_service_never_started) {
        return {};
    }
    if (exit_code != c_service_specific_error) {
        return "Windows reports error " + std::to_string(exit_code) + ".";
    }
    if (service_exit_code == 0 || service_exit_code > c_sentences.size()) {
        return "it ended with code " + std::to_string(service_exit_code) + ".";
    }
    return std::string{c_sentences[service_exit_code - 1]};
}

} // namespace mirrorwatch::scm
