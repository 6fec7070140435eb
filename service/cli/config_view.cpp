#include "service/cli/config_view.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using wslconfig::Diagnostic;

bool same_letters(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// WSL's lines need not rise for this, so its order is safe.
std::vector<Diagnostic> merged(const std::vector<Diagnostic>& wsls, const std::vector<Diagnostic>& ours) {
    std::vector<Diagnostic> all;
    auto next = ours.begin();
    for (const Diagnostic& diagnostic : wsls) {
        for (; next != ours.end() && next->line < diagnostic.line; ++next) {
            all.push_back(*next);
        }
        all.push_back(diagnostic);
    }
    all.insert(all.end(), next, ours.end());
    return all;
}

ConfigView unreadable(std::string path, const Error& error) {
    return {std::move(path), true, std::nullopt, {{0, wslconfig::Code::Unreadable, {}, {error.message}}}};
}

} // namespace

ConfigView view_of(std::string path, const Result<std::optional<std::string>>& bytes,
                   const wslconfig::Policies& policies) {
    if (!bytes) {
        return unreadable(std::move(path), bytes.error());
    }
    const std::string text = bytes->value_or("");
    Result<wslconfig::Settings> settings = wslconfig::read(text);
    if (!settings) {
        return unreadable(std::move(path), settings.error());
    }
    auto diagnostics = merged(settings->diagnostics, wslconfig::findings(*settings, policies, text));
    return {std::move(path), bytes->has_value(), std::move(*settings), std::move(diagnostics)};
}

std::string canonical_key(std::string_view key) {
    const wslconfig::Key* known = wslconfig::find_key(key);
    if (known == nullptr) {
        return std::string{key};
    }
    return std::string{same_letters(key, known->name) ? known->name : known->alias};
}

int exit_code_of(const ConfigView& view) {
    return !view.settings ? c_unreadable : view.diagnostics.empty() ? c_clean : c_warnings;
}

} // namespace mirrorwatch::cli
