// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The settings that people change, as a form: what is asked, what may be answered, and what follows from
/// that for `mirrorwatch settings set`. Pure; UTF-8.
namespace mirrorwatch::tray {

enum class FieldKind { Choice, Check, Text };

struct FieldChoice {
    std::string_view value; // in the file
    std::string_view words; // English
};

struct FormField {
    std::string_view key; // "policy.action"
    FieldKind kind;
    std::string_view label; // English; '&' marks its key
    std::span<const FieldChoice> choices = {};
    std::string_view heading = {}; // above it, of the fields that begin here
};

[[nodiscard]] std::span<const FormField> form_fields();

/// What counts now.
struct FormValue {
    std::string key;
    std::string value;
    bool managed = false; // the organisation sets it

    friend bool operator==(const FormValue&, const FormValue&) = default;
};

/// Of what `settings show --format json` printed. Error: it is something else.
[[nodiscard]] Result<std::vector<FormValue>> form_values(std::string_view json);

/// Null: there is none.
[[nodiscard]] const FormValue* find_value(const std::vector<FormValue>& values, std::string_view key);

/// The place among the choices; a value that is none of them has no place.
[[nodiscard]] std::optional<std::size_t> choice_of(const FormField& field, std::string_view value);

/// Keys and values that differ from what counts, in the order of the form. What is managed is left out.
[[nodiscard]] std::vector<std::pair<std::string, std::string>>
changed_values(const std::vector<FormValue>& before,
               const std::vector<std::pair<std::string, std::string>>& now);

/// The field that a sentence of the program is about: the one whose key it names. Nothing: it names none.
[[nodiscard]] std::optional<std::size_t> field_in(std::string_view sentence);

/// The sentence for a person at that field: without the program's name and the key in front.
[[nodiscard]] std::string sentence_at_field(std::string_view sentence);

} // namespace mirrorwatch::tray
