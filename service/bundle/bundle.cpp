// SPDX-License-Identifier: MIT
#include "service/bundle/bundle.hpp"

#include "common/utc.hpp"
#include "common/version.hpp"

#include <algorithm>

namespace mirrorwatch::bundle {
namespace {

constexpr std::string_view c_contents = "contents.txt";

std::string end_of(std::string text) {
    if (text.size() <= c_longest_text) {
        return text;
    }
    const auto line = text.find('\n', text.size() - c_longest_text);
    return line == std::string::npos ? text.substr(text.size() - c_longest_text) : text.substr(line + 1);
}

std::string text_of(const Source& source) {
    const auto text = source.read();
    return text ? end_of(*text) : "It could not be had: " + text.error().message + "\n";
}

std::string about(const std::vector<Source>& sources, bool is_masked, std::chrono::sys_seconds now) {
    std::string text = "Mirrorwatch " + std::string{version} + ", " + to_iso(now) + "\n";
    text += is_masked
                ? "Names of users, computers and hosts, addresses of the Internet and what looks like a "
                  "secret are masked.\n\n"
                : "Nothing is masked.\n\n";
    for (const Source& source : sources) {
        text += source.name + ": " + source.meaning + "\n";
    }
    return text;
}

std::string meaning_of(const std::string& name, const std::vector<Source>& sources) {
    const auto found = std::ranges::find(sources, name, &Source::name);
    return found == sources.end() ? "what is in this file" : found->meaning;
}

std::string size_text(std::size_t bytes) {
    return bytes < 1024 ? std::to_string(bytes) + " B" : std::to_string((bytes + 512) / 1024) + " KiB";
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

} // namespace

std::vector<ZipEntry> collect(const std::vector<Source>& sources, std::optional<Masker> masker,
                              std::chrono::sys_seconds now) {
    std::vector<ZipEntry> entries{{std::string{c_contents}, about(sources, masker.has_value(), now)}};
    for (const Source& source : sources) {
        const std::string text = text_of(source);
        entries.push_back({source.name, masker ? (*masker)(text) : text});
    }
    return entries;
}

std::string contents_table(const std::vector<ZipEntry>& entries, const std::vector<Source>& sources) {
    std::string text;
    for (const ZipEntry& entry : entries) {
        text += "  " + padded(entry.name, 20) + padded(size_text(entry.bytes.size()), 10) +
                meaning_of(entry.name, sources) + "\n";
    }
    return text;
}

std::string usual_name(std::chrono::sys_seconds now) {
    return "mirrorwatch-bundle-" + to_compact(now) + ".zip";
}

} // namespace mirrorwatch::bundle
