// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/error.hpp"
#include "config/parse.hpp"

#include <string>
#include <string_view>

/// How one [[endpoint]] comes into a user's own mirrorwatch.toml, and out of it: text to text. Each byte that
/// is not of that endpoint stays: comments, blanks, line ends, a byte order mark, a missing last line end.
/// What comes back has been parsed again, and says what was meant; otherwise it is an error. Errors are
/// sentences, with the place where the file itself is the trouble, and hold no secret of it.
namespace mirrorwatch::config {

/// What a person says of a new endpoint. The rest is as [health] and the defaults have it.
struct NewEndpoint {
    std::string name;
    std::string url; // as endpoint_at takes it
    EndpointFrom from = EndpointFrom::Windows;
    EndpointWhen when = EndpointWhen::Always; // written where it is not the default
    std::string remark = {};                  // a comment behind the head: one line of UTF-8; empty: none

    friend bool operator==(const NewEndpoint&, const NewEndpoint&) = default;
};

/// The endpoint as a table of its own, in lines that end with a line feed.
[[nodiscard]] std::string toml_of(const NewEndpoint& endpoint);

/// The text with the endpoint as its last table. `file_name` names the file in errors; `taken`: the names
/// that others have, as check_user_settings takes them. Error also: something else in the file is wrong, so
/// that nothing of it counts; the endpoints are written as a value, and not as [[endpoint]].
[[nodiscard]] Result<std::string> add_endpoint(std::string_view text, std::string_view file_name,
                                               const NewEndpoint& endpoint, const Names& taken);

/// The text without the endpoint of that name: without its table, the tables below that, and the comments in
/// between or right behind. Comments above its head stay, and so do those right above the next one. Takes
/// away exactly what add_endpoint has added. Error also: no endpoint has that name, or two have it.
[[nodiscard]] Result<std::string> remove_endpoint(std::string_view text, std::string_view file_name,
                                                  std::string_view name);

} // namespace mirrorwatch::config
