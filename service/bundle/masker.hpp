// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mirrorwatch::bundle {

/// What is known to be somebody's, and is to be seen by nobody else.
struct KnownNames {
    std::vector<std::string> users;     // account names, and names of profile folders
    std::vector<std::string> computers; // this one's
    std::vector<std::string> hosts;     // of endpoints, proxies and DNS suffixes
};

/// Where `name` begins in `text` at `from` or later, whatever the case of its letters in any script; npos if
/// nowhere. What is there has as many units as the name.
using FindName = std::size_t (*)(std::u16string_view text, std::u16string_view name, std::size_t from);

/// Takes out of texts what tells who somebody is and where: names of users, computers and hosts, SIDs, mail
/// addresses, addresses of the Internet, the second half of hardware addresses, and whatever looks like a
/// secret. The same thing has the same stand-in in all texts of one masker: "<host 2>". Private addresses,
/// GUIDs of adapters and versions stay, as little can be found out without them.
class Masker {
public:
    Masker(KnownNames names, FindName find);

    [[nodiscard]] std::string operator()(std::string_view text);

private:
    [[nodiscard]] std::string line(std::string text);
    [[nodiscard]] std::string stand_in(std::string_view kind, std::string_view value);
    void mask_names(std::string& text, const std::vector<std::string>& names, std::string_view kind);
    [[nodiscard]] std::string without_name(const std::string& text, const std::string& name,
                                           std::string_view kind);
    [[nodiscard]] std::string masked_url(std::string_view url);

    KnownNames names_;
    FindName find_;
    std::map<std::pair<std::string, std::string>, std::size_t> seen_; // kind and value, lower case
    std::map<std::string, std::size_t> counts_;                       // of each kind
};

} // namespace mirrorwatch::bundle
