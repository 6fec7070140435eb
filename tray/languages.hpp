// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "common/translated.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The languages of the tray, and which of them it speaks. Pure.
namespace mirrorwatch::tray {

/// All but English, made of tray/languages/*.po by packaging/languages.py; and two that only tests and
/// pictures choose: "qps-ploc" has longer texts with accents in brackets, "qps-plocm" the same from right to
/// left.
[[nodiscard]] std::span<const text::Catalogue> catalogues();

/// Null: there is none for it, or it is English.
[[nodiscard]] const text::Catalogue* catalogue_named(std::string_view tag);

/// "de", "en": of the languages that the user prefers, in their order and as Windows names them ("de-AT",
/// "zh-Hans-CN"), the first that there is; English where there is none. Traditional Chinese is none of them.
[[nodiscard]] std::string_view first_known(const std::vector<std::string>& preferred);

/// Of the setting, as a snapshot has it: empty is what Windows prefers.
[[nodiscard]] std::string_view language_for(std::string_view setting,
                                            const std::vector<std::string>& preferred);

} // namespace mirrorwatch::tray
