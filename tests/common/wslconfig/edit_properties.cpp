// SPDX-License-Identifier: MIT
#include "tests/common/wslconfig/naive_reader.hpp"
#include "tests/common/wslconfig/properties.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace mirrorwatch::wslconfig {
namespace {

using Kind = Edit::Kind;
using Occurrences = std::vector<naive::Occurrence>;

const std::string c_tunneling = "wsl2.dnsTunneling";
const std::string c_address = "experimental.dnsTunnelingIpAddress";

std::string small(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c != '\0') { // so that UTF-16 can be searched as well
            result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return result;
}

std::string last_part(const std::string& dotted) {
    return dotted.substr(dotted.rfind('.') + 1);
}

/// The key that a person means; for an unknown one the word itself.
std::string target_of(const std::string& word) {
    if (auto name = naive::canonical_name(word)) {
        return *name;
    }
    for (const auto& name : naive::canonical_names()) {
        if (small(last_part(name)) == small(word)) {
            return name;
        }
    }
    return word;
}

/// One edit, seen from both sides by the naive reader.
class Check {
public:
    Check(std::string_view old_bytes, std::string_view new_bytes, const Edit& edit)
        : old_(old_bytes)
        , new_(new_bytes)
        , edit_(edit)
        , target_(target_of(edit.key))
        , before_(naive::read(old_bytes))
        , after_(naive::read(new_bytes)) {}

    [[nodiscard]] Broken run() const {
        if (new_ != old_ && !before_.is_readable) {
            return Broken{"an unreadable file was edited"};
        }
        for (const auto check : {&Check::target_value, &Check::other_values, &Check::other_bytes}) {
            if (auto broken = (this->*check)()) {
                return broken;
            }
        }
        return {};
    }

    [[nodiscard]] Occurrences occurrences(const naive::Reading& reading, bool of_the_target) const {
        Occurrences found;
        for (const auto& one : reading.occurrences) {
            if ((small(one.key) == small(target_)) == of_the_target) {
                found.push_back(one);
            }
        }
        return found;
    }

    [[nodiscard]] Occurrences before() const { return occurrences(before_, true); }

    [[nodiscard]] bool is_hopeful() const {
        if (edit_.kind != Kind::Set) {
            return edit_.kind != Kind::Uncomment && before_.is_readable && !before().empty();
        }
        const bool is_known = naive::canonical_name(target_).has_value();
        return is_known && before_.is_readable && wanted().value && wanted().warnings.empty();
    }

private:
    [[nodiscard]] naive::Conversion wanted() const { return naive::convert(target_, edit_.value); }

    [[nodiscard]] static std::string effective(const naive::Reading& reading, const std::string& key) {
        const auto found = reading.values.find(key);
        if (key == c_tunneling && reading.is_tunneling_off) {
            return "=false";
        }
        return found == reading.values.end() ? "(default)" : "=" + found->second.text;
    }

    [[nodiscard]] Broken target_value() const {
        const auto there = occurrences(after_, true);
        if (edit_.kind == Kind::Set) {
            const auto value = wanted();
            const std::string now = effective(after_, target_);
            return value.value && value.warnings.empty() && now == "=" + *value.value
                       ? Broken{}
                       : "the new value is " + now + " instead of " + value.value.value_or("none at all");
        }
        // A comment with a CR in it can become two lines of the key.
        const bool is_new = edit_.kind == Kind::Uncomment;
        return there.empty() != is_new && before().empty() == is_new
                   ? Broken{}
                   : "it stands there " + std::to_string(there.size()) + " times afterwards";
    }

    [[nodiscard]] Broken other_values() const {
        for (const auto& key : naive::canonical_names()) {
            const bool follows = target_ == c_address && key == c_tunneling;
            if (key != target_ && !follows && effective(before_, key) != effective(after_, key)) {
                return key + " was " + effective(before_, key) + " and is " + effective(after_, key);
            }
        }
        const auto old_ones = occurrences(before_, false);
        const auto new_ones = occurrences(after_, false);
        const auto is_same = [](const naive::Occurrence& a, const naive::Occurrence& b) {
            return small(a.key) == small(b.key) && a.raw == b.raw;
        };
        return std::equal(old_ones.begin(), old_ones.end(), new_ones.begin(), new_ones.end(), is_same)
                   ? Broken{}
                   : Broken{"other keys' lines are others now"};
    }

    [[nodiscard]] Broken other_bytes() const {
        switch (edit_.kind) {
        case Kind::Set:
            return before().empty() ? insertion() : replacement(before().front());
        case Kind::Unset:
            return shortened();
        case Kind::Comment:
            return marked();
        case Kind::Uncomment:
            break;
        }
        return unmarked();
    }

    [[nodiscard]] Broken replacement(const naive::Occurrence& place) const {
        const auto head = old_.substr(0, place.value_begin);
        const auto tail = old_.substr(place.value_end);
        const bool is_kept =
            new_.size() >= head.size() + tail.size() && new_.starts_with(head) && new_.ends_with(tail);
        return is_kept ? Broken{} : Broken{"more than the value was changed"};
    }

    [[nodiscard]] std::size_t unit_size() const { return old_.starts_with("\xff\xfe") ? 2 : 1; }

    [[nodiscard]] std::size_t common_head() const {
        const auto ends = std::mismatch(old_.begin(), old_.end(), new_.begin(), new_.end());
        return static_cast<std::size_t>(ends.first - old_.begin());
    }

    [[nodiscard]] std::size_t common_tail() const {
        const auto ends = std::mismatch(old_.rbegin(), old_.rend(), new_.rbegin(), new_.rend());
        return static_cast<std::size_t>(ends.first - old_.rbegin());
    }

    /// One line, with a section's header and one more line end at most.
    [[nodiscard]] Broken insertion() const {
        if (common_head() + common_tail() < old_.size() || new_.size() <= old_.size()) {
            return Broken{"more than an insertion was made"};
        }
        const std::size_t units = (new_.size() - old_.size()) / unit_size();
        const auto feeds =
            std::count(new_.begin(), new_.end(), '\n') - std::count(old_.begin(), old_.end(), '\n');
        const bool is_short = units <= target_.size() + 2 * edit_.value.size() + 2 + 3 + 3 * 2;
        return is_short && feeds <= 3 ? Broken{} : Broken{"more than one line and a header were inserted"};
    }

    /// What stands between the target's lines is all there still, in its order, remarks behind them included.
    [[nodiscard]] bool rest_is_kept() const {
        std::size_t from = 0; // in the old file
        std::size_t at = 0;   // in the new one
        for (const auto& place : before()) {
            const auto piece = old_.substr(from, place.begin - from);
            const auto found = new_.find(piece, at);
            if (found == std::string_view::npos || (from == 0 && found != 0)) {
                return false;
            }
            at = found + piece.size();
            const bool has_remark = place.value_end < old_.size() && old_[place.value_end] == '#';
            from = has_remark ? place.value_end : place.end;
        }
        const auto last = old_.substr(from);
        return new_.size() >= at + last.size() && new_.ends_with(last);
    }

    /// Whether `part` is `whole` without some of its units, of `removable` ones only where that is not empty.
    [[nodiscard]] bool is_thinned(std::string_view whole, std::string_view part,
                                  std::string_view removable) const {
        std::size_t at = 0;
        for (std::size_t i = 0; i < whole.size(); i += unit_size()) {
            const auto unit = whole.substr(i, unit_size());
            if (part.substr(at, unit.size()) == unit) {
                at += unit.size();
            } else if (!removable.empty() && removable.find(unit[0]) == std::string_view::npos) {
                return false;
            }
        }
        return at == part.size();
    }

    [[nodiscard]] Broken shortened() const {
        return rest_is_kept() && is_thinned(old_, new_, "") ? Broken{}
                                                            : Broken{"more than its lines was removed"};
    }

    [[nodiscard]] Broken marked() const {
        return rest_is_kept() && is_thinned(new_, old_, "#") ? Broken{}
                                                             : Broken{"more than marks was inserted"};
    }

    [[nodiscard]] Broken unmarked() const {
        if (!is_thinned(old_, new_, "# \t")) {
            return Broken{"more than marks and blanks was removed"};
        }
        const auto place = occurrences(after_, true).front();
        const bool is_rest_kept =
            old_.starts_with(new_.substr(0, place.begin)) && old_.ends_with(new_.substr(place.end));
        return is_rest_kept ? Broken{} : Broken{"another line was changed"};
    }

    std::string_view old_;
    std::string_view new_;
    const Edit& edit_;
    std::string target_;
    naive::Reading before_;
    naive::Reading after_;
};

/// Whether the key stands there once, over one line, and no comment names it: then a comment has one way
/// back.
bool comes_back(std::string_view bytes, const Occurrences& places, const Edit& edit) {
    if (places.size() != 1) {
        return false;
    }
    const auto line = bytes.substr(places[0].begin, places[0].value_end - places[0].begin);
    const std::string name = small(last_part(target_of(edit.key)));
    const std::string all = small(bytes);
    const bool is_one_line = line.find_first_of("\r\n") == std::string_view::npos;
    return is_one_line && all.find(name) == all.rfind(name);
}

Broken broken_way_back(std::string_view bytes, const std::string& commented, const Edit& edit) {
    const auto back = apply_edit(commented, {Kind::Uncomment, edit.key, {}});
    if (back.has_error()) {
        return "the comment cannot be undone: " + back.error().message;
    }
    return *back == bytes ? Broken{} : "the way back leads to " + literal(*back);
}

Broken broken_again(const std::string& edited, const Edit& edit) {
    const auto again = apply_edit(edited, edit);
    if (again.has_error()) {
        return edit.kind != Kind::Set ? Broken{} : "a second time it is refused: " + again.error().message;
    }
    return *again == edited ? Broken{} : "a second time it gives " + literal(*again);
}

} // namespace

Attempt attempt(std::string_view bytes, const Edit& edit) {
    const auto edited = apply_edit(bytes, edit);
    if (edited.has_error()) {
        const Check check{bytes, bytes, edit};
        return {true, check.is_hopeful(), {}};
    }
    const Check check{bytes, *edited, edit};
    Attempt result{false, check.is_hopeful(), check.run()};
    if (!result.broken) {
        result.broken = broken_again(*edited, edit);
    }
    if (!result.broken && edit.kind == Kind::Comment && comes_back(bytes, check.before(), edit)) {
        result.broken = broken_way_back(bytes, *edited, edit);
    }
    if (!result.broken) {
        result.broken = broken_by_reading(*edited);
    }
    if (result.broken) {
        *result.broken += "\n  edited: " + literal(*edited);
    }
    return result;
}

} // namespace mirrorwatch::wslconfig
