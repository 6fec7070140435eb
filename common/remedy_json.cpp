#include "common/remedy_json.hpp"

#include "common/remedy_values.hpp"

#include <boost/json/serialize.hpp>

namespace mirrorwatch {
namespace {

using json_io::Names;
namespace json = boost::json;

constexpr Names<RemedyKind, 2> c_kinds{
    {{RemedyKind::Exclude, "exclude"}, {RemedyKind::SwitchMode, "switch_mode"}}};

constexpr Names<RemedyState, 10> c_states{{
    {RemedyState::Applying, "applying"},
    {RemedyState::ShuttingDown, "shutting_down"},
    {RemedyState::AwaitingWsl, "awaiting_wsl"},
    {RemedyState::Verifying, "verifying"},
    {RemedyState::Helped, "helped"},
    {RemedyState::Undoing, "undoing"},
    {RemedyState::UndoShuttingDown, "undo_shutting_down"},
    {RemedyState::UndoAwaitingWsl, "undo_awaiting_wsl"},
    {RemedyState::Undone, "undone"},
    {RemedyState::GivenUp, "given_up"},
}};

template <class T>
json::value optional_value(const std::optional<T>& part) {
    return part ? json_io::to_value(*part) : json::value(nullptr); // braces would make a list
}

template <class Read>
auto optional_part(json_io::ObjectReader& reader, std::string_view name, json_io::Problem& problem,
                   Read read) {
    using Part = decltype(read(std::declval<const json::value&>(), std::string{}, problem));
    const json::value* found = reader.optional_member(name);
    return found ? std::optional<Part>{read(*found, reader.path(name), problem)} : std::nullopt;
}

Remedy read_remedy(const json::value& value, json_io::Problem& problem) {
    json_io::ObjectReader reader{value, "remedy", problem};
    Remedy remedy;
    remedy.id = reader.text("id");
    remedy.kind = reader.choice("kind", c_kinds);
    remedy.state = reader.choice("state", c_states);
    remedy.mode = json_io::mode_from(reader, "mode");
    remedy.vpn = optional_part(reader, "vpn", problem, json_io::identity_from);
    remedy.endpoints = reader.texts("endpoints");
    remedy.receipt = optional_part(reader, "receipt", problem, json_io::receipt_from);
    remedy.edit = optional_part(reader, "edit", problem, json_io::edit_from);
    remedy.ending = optional_part(reader, "ending", problem, json_io::sentence_from);
    return remedy;
}

} // namespace

std::string to_json(const Remedy& remedy) {
    const json::value value = json::object{{"id", remedy.id},
                                           {"kind", json_io::name_of(c_kinds, remedy.kind)},
                                           {"state", json_io::name_of(c_states, remedy.state)},
                                           {"mode", json_io::to_value(remedy.mode)},
                                           {"vpn", optional_value(remedy.vpn)},
                                           {"endpoints", json_io::array_of(remedy.endpoints)},
                                           {"receipt", optional_value(remedy.receipt)},
                                           {"edit", optional_value(remedy.edit)},
                                           {"ending", optional_value(remedy.ending)}};
    return json::serialize(value);
}

Result<Remedy> remedy_from_json(std::string_view text) {
    json_io::Problem problem;
    const json::value value = json_io::parse(text, "remedy", problem);
    if (problem.any())
        return Error{problem.sentence};
    Remedy remedy = read_remedy(value, problem);
    if (problem.any())
        return Error{problem.sentence};
    return remedy;
}

} // namespace mirrorwatch
