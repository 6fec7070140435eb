// SPDX-License-Identifier: MIT
#include "tray/languages.hpp"

#include "common/ascii.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

struct Row {
    std::string_view begins; // of Windows' name, in lower case
    std::string_view tag;
};

// The first that fits counts. Where Chinese is written in which way: Unicode's likely subtags.
constexpr std::array c_rows{Row{"en", "en"},  Row{"de", "de"},  Row{"ja", "ja"},  Row{"zh-hant", ""},
                            Row{"zh-tw", ""}, Row{"zh-hk", ""}, Row{"zh-mo", ""}, Row{"zh", "zh-Hans"}};

/// "zh-hans" and all below it, and not "zhx".
bool is_below(std::string_view name, std::string_view begins) {
    return name.starts_with(begins) && (name.size() == begins.size() || name[begins.size()] == '-');
}

std::string_view tag_of(const std::string& windows_name) {
    const std::string name = lower(windows_name);
    const auto row = std::ranges::find_if(c_rows, [&](const Row& one) { return is_below(name, one.begins); });
    return row == c_rows.end() ? "" : row->tag;
}

} // namespace

const text::Catalogue* catalogue_named(std::string_view tag) {
    const auto all = catalogues();
    const auto found = std::ranges::find(all, tag, &text::Catalogue::tag);
    return found == all.end() ? nullptr : &*found;
}

std::string_view first_known(const std::vector<std::string>& preferred) {
    for (const std::string& name : preferred) {
        if (const std::string_view tag = tag_of(name); !tag.empty()) {
            return tag;
        }
    }
    return "en";
}

std::string_view language_for(std::string_view setting, const std::vector<std::string>& preferred) {
    const text::Catalogue* set = catalogue_named(setting);
    return setting == "en" ? "en" : set != nullptr ? set->tag : first_known(preferred);
}

} // namespace mirrorwatch::tray
