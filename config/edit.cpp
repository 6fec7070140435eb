// SPDX-License-Identifier: MIT
#include "config/edit.hpp"

#include "common/names.hpp"
#include "config/document.hpp"
#include "config/text_lines.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::config {
namespace {

constexpr const char* c_key = "endpoint";

Result<toml::table> document(std::string_view text, std::string_view file_name) {
    Report report{std::string{file_name}, {}, {}, {}};
    auto root = document_in(text, report);
    return root ? Result<toml::table>{std::move(*root)}
                : Result<toml::table>{Error{to_string(report.errors.front())}};
}

/// Null: there are none. Error: they are no tables of their own, to which one could be added.
Result<const toml::array*> endpoints_in(const toml::table& root, std::string_view file_name) {
    const toml::node* node = root.get(c_key);
    const toml::array* list = node == nullptr ? nullptr : node->as_array();
    if (node == nullptr) {
        return list;
    }
    const toml::node* first = list == nullptr || list->empty() ? nullptr : &list->front();
    if (first != nullptr && first->is_table() && !first->as_table()->is_inline()) {
        return list;
    }
    const Report report{std::string{file_name}, {}, {}, {}};
    return Error{to_string(report.at(
        node->source(), "endpoint is written as a value here, which only you can change: write each "
                        "endpoint as a table of its own that begins with [[endpoint]], and try again"))};
}

/// Nothing but what was meant, or it is not done.
Result<std::string> proved(std::string text, const toml::table& meant, std::string_view file_name) {
    const auto now = document(text, file_name);
    if (!now || *now != meant) {
        return Error{std::string{file_name} +
                     " would not say what was meant, so it was left alone: change it by hand"};
    }
    return text_result(std::move(text));
}

std::string_view line_end_of(std::string_view text) {
    const std::size_t last = text.rfind('\n');
    return last != std::string_view::npos && last > 0 && text[last - 1] == '\r' ? "\r\n" : "\n";
}

std::vector<std::string> lines_of(const NewEndpoint& endpoint) {
    std::vector<std::string> lines{"[[endpoint]]" + (endpoint.remark.empty() ? "" : " # " + endpoint.remark),
                                   "name = " + quoted(endpoint.name), "url = " + quoted(endpoint.url),
                                   "from = " + quoted(name_of(endpoint.from))};
    if (endpoint.when != EndpointWhen::Always) {
        lines.push_back("when = " + quoted(name_of(endpoint.when)));
    }
    return lines;
}

/// A text without a last line end stays one: by that, removing the endpoint finds what was there before.
std::string appended(std::string_view text, const NewEndpoint& endpoint) {
    const std::string_view line_end = line_end_of(text);
    const bool is_empty = text.empty() || text == c_byte_order_mark;
    const bool is_open = !is_empty && !text.ends_with('\n');
    std::string all{text};
    all += is_open ? line_end : "";
    all += is_empty ? "" : line_end;
    for (const std::string& line : lines_of(endpoint)) {
        all += line;
        all += line_end;
    }
    all.resize(all.size() - (is_open ? line_end.size() : 0));
    return all;
}

toml::table with(toml::table root, const NewEndpoint& endpoint) {
    toml::table table{
        {"name", endpoint.name}, {"url", endpoint.url}, {"from", std::string{name_of(endpoint.from)}}};
    if (endpoint.when != EndpointWhen::Always) {
        table.insert("when", std::string{name_of(endpoint.when)});
    }
    if (!root.contains(c_key)) {
        root.insert(c_key, toml::array{});
    }
    root.get_as<toml::array>(c_key)->push_back(std::move(table));
    return root;
}

toml::table without(toml::table root, std::size_t index) {
    auto* list = root.get_as<toml::array>(c_key);
    list->erase(list->cbegin() + static_cast<std::ptrdiff_t>(index));
    if (list->empty()) {
        root.erase(c_key);
    }
    return root;
}

/// A head, such as [group] or [[endpoint]], and the last line of what stands below it. Those of tables that
/// nobody has written, like the "a" of [a.b], are where the first table in them has its own.
struct Head {
    std::uint32_t line = 0;
    std::uint32_t last = 0;
    bool goes = false;
};

/// All heads of a document, in its order.
class Heads {
public:
    /// `goes`: the endpoint that is to be removed, with all that is in it.
    Heads(const TextLines& lines, const toml::table& root, const toml::table& goes)
        : lines_(lines)
        , goes_(goes) {
        look_into(root, false);
        std::ranges::sort(found_, {}, &Head::line);
    }

    [[nodiscard]] const std::vector<Head>& all() const { return found_; }

private:
    /// Not one that is written as a value, nor one that a dotted key makes.
    [[nodiscard]] bool has_head(const toml::table& table) const {
        return !table.is_inline() && lines_.first_letter(table.source().begin.line) == '[';
    }

    void look_into(const toml::table& table, bool goes) {
        for (const auto& [key, node] : table) {
            if (const toml::table* below = node.as_table()) {
                look_at(*below, goes);
            }
            for (std::size_t i = 0; node.is_array_of_tables() && i < node.as_array()->size(); ++i) {
                look_at(*node.as_array()->get(i)->as_table(), goes);
            }
        }
    }

    void look_at(const toml::table& table, bool goes) {
        if (!has_head(table)) {
            return;
        }
        const bool all_goes = goes || &table == &goes_;
        found_.push_back({table.source().begin.line, last_line(table, table.source().begin.line), all_goes});
        look_into(table, all_goes);
    }

    /// Of the values that stand right below the table's head.
    [[nodiscard]] std::uint32_t last_line(const toml::table& table, std::uint32_t least) const {
        for (const auto& [key, node] : table) {
            const toml::table* below = node.as_table();
            const bool is_tables =
                node.is_array_of_tables() && has_head(*node.as_array()->get(0)->as_table());
            if (below != nullptr && !below->is_inline()) {
                least = has_head(*below) ? least : last_line(*below, least);
            } else if (!is_tables) {
                least = std::max(least, node.source().end.line);
            }
        }
        return least;
    }

    const TextLines& lines_;
    const toml::table& goes_;
    std::vector<Head> found_;
};

/// Lines from `first` to before `end`.
struct Range {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
};

/// Behind the last line that goes with what is written up to `last`. `next`: the head behind it, or the end.
std::uint32_t end_of(const TextLines& lines, std::uint32_t last, std::uint32_t next) {
    std::uint32_t end = last + 1;
    while (end < next && lines.first_letter(end) == '#') {
        ++end;
    }
    const bool is_of_next = end == next && next != lines.end();
    return is_of_next ? last + 1 : end;
}

/// The blank line by which it was set apart goes, too.
Range with_blank_line(const TextLines& lines, Range range) {
    if (lines.is_empty(range.first - 1)) {
        --range.first;
    } else if (range.first == 1 && lines.is_empty(range.end)) {
        ++range.end;
    }
    return range;
}

std::vector<Range> what_goes(const TextLines& lines, const std::vector<Head>& heads) {
    std::vector<Range> ranges;
    for (std::size_t i = 0; i < heads.size(); ++i) {
        if (!heads[i].goes) {
            continue;
        }
        const std::uint32_t first = heads[i].line;
        std::uint32_t last = heads[i].last;
        while (i + 1 < heads.size() && heads[i + 1].goes) {
            last = std::max(last, heads[++i].last);
        }
        const std::uint32_t next = i + 1 < heads.size() ? heads[i + 1].line : lines.end();
        ranges.push_back(with_blank_line(lines, {first, end_of(lines, last, next)}));
    }
    return ranges;
}

/// A text that had no last line end has none afterwards.
std::string cut(std::string_view text, const TextLines& lines, const std::vector<Range>& ranges) {
    std::string left;
    std::size_t from = 0;
    for (const Range& range : ranges) {
        left += text.substr(from, lines.begin_of(range.first) - from);
        from = lines.begin_of(range.end);
    }
    if (from == text.size() && !text.ends_with('\n') && left.ends_with('\n')) {
        left.resize(left.size() - (left.ends_with("\r\n") ? 2 : 1));
    }
    return left.append(text.substr(from));
}

/// Its place in the list. Error: it is not there, or not alone.
Result<std::size_t> index_of(std::string_view name, const toml::array* endpoints,
                             std::string_view file_name) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; endpoints != nullptr && i < endpoints->size(); ++i) {
        if (endpoints->get(i)->as_table()->get("name") != nullptr &&
            endpoints->get(i)->as_table()->get("name")->value<std::string_view>() == name) {
            found.push_back(i);
        }
    }
    if (found.empty()) {
        return Error{"there is no endpoint \"" + std::string{name} + "\" in " + std::string{file_name}};
    }
    if (found.size() > 1 && endpoints != nullptr) {
        const Report report{std::string{file_name}, {}, {}, {}};
        return Error{to_string(report.at(endpoints->get(found[1])->source(),
                                         "another endpoint is called \"" + std::string{name} +
                                             "\" as well: give one another name"))};
    }
    return found.front();
}

} // namespace

std::string toml_of(const NewEndpoint& endpoint) {
    std::string text;
    for (const std::string& line : lines_of(endpoint)) {
        text += line + "\n";
    }
    return text;
}

Result<std::string> add_endpoint(std::string_view text, std::string_view file_name,
                                 const NewEndpoint& endpoint, const Names& taken) {
    const auto root = document(text, file_name);
    if (!root) {
        return root.error();
    }
    if (const auto endpoints = endpoints_in(*root, file_name); !endpoints) {
        return endpoints.error();
    }
    if (const auto before = check_user_settings(text, file_name, taken); !before.errors.empty()) {
        return Error{to_string(before.errors.front())};
    }
    std::string all = appended(text, endpoint);
    if (const auto after = check_user_settings(all, file_name, taken); !after.errors.empty()) {
        return Error{after.errors.front().message}; // what is wrong is the endpoint, which has no place yet
    }
    return proved(std::move(all), with(*root, endpoint), file_name);
}

Result<std::string> remove_endpoint(std::string_view text, std::string_view file_name,
                                    std::string_view name) {
    const auto root = document(text, file_name);
    if (!root) {
        return root.error();
    }
    const auto endpoints = endpoints_in(*root, file_name);
    if (!endpoints) {
        return endpoints.error();
    }
    const auto index = index_of(name, *endpoints, file_name);
    if (!index) {
        return index.error();
    }
    const TextLines lines{text};
    const Heads heads{lines, *root, *(*endpoints)->get(*index)->as_table()};
    return proved(cut(text, lines, what_goes(lines, heads.all())), without(*root, *index), file_name);
}

} // namespace mirrorwatch::config
