#pragma once

#include "common/wslconfig/findings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::cli {

/// What there is to say about one .wslconfig.
struct ConfigView {
    std::string path;                            // UTF-8
    bool exists = false;                         // also when it cannot be read
    std::optional<wslconfig::Settings> settings; // all defaults where there is no file; nothing: unreadable
    std::vector<wslconfig::Diagnostic> diagnostics; // WSL's and ours
};

/// Diagnostics are by line, WSL's first within one and in WSL's order. An unreadable file has one. `bytes`:
/// nothing when there is no file.
[[nodiscard]] ConfigView view_of(std::string path, const Result<std::optional<std::string>>& bytes,
                                 const wslconfig::Policies& policies);

/// A diagnostic's key as WSL spells it, name or alias; as written where WSL does not know it.
[[nodiscard]] std::string canonical_key(std::string_view key);

// Exit codes of `config check`; `config show` knows the last one and c_ok.
inline constexpr int c_clean = 0;
inline constexpr int c_warnings = 1;
inline constexpr int c_unreadable = 2;

[[nodiscard]] int exit_code_of(const ConfigView& view);

} // namespace mirrorwatch::cli
