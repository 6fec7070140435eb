// SPDX-License-Identifier: MIT
#pragma once

#include "common/json_codec.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

/// One reader and one writer for every struct and every variant of structs. Say what a struct has, in the
/// order in which it is written, by BOOST_DESCRIBE_STRUCT in its own namespace, and what is special by
/// c_special. common/described.hpp does so for the structs of common/. For .cpp files only.
namespace mirrorwatch::json {

template <class Struct, class Type>
struct Special {
    Type Struct::*member;
    Wire wire;
};

template <class Struct, class Type>
constexpr Special<Struct, Type> special(Type Struct::*member, Wire wire) {
    return {member, wire};
}

template <class Struct, class Type>
constexpr Special<Struct, Type> at_most(Type Struct::*member, std::uint64_t largest) {
    return {member, {.largest = largest}};
}

template <class Struct>
constexpr Special<Struct, std::string> no_longer_than(std::string Struct::*member, std::size_t characters) {
    return {member, {.longest = characters}};
}

/// The members of a struct of which there is more to say: a tuple of `special`, `at_most` and
/// `no_longer_than`.
template <class T>
inline constexpr std::tuple<> c_special{};

/// What there is to say of the member that Boost describes.
template <class T, class Descriptor>
constexpr Wire wire_of() {
    Wire wire;
    const auto look = [&wire](const auto& one) {
        if constexpr (std::is_same_v<const decltype(one.member), decltype(Descriptor::pointer)>) {
            wire = one.member == Descriptor::pointer ? one.wire : wire;
        }
    };
    std::apply([&](const auto&... each) { (look(each), ...); }, c_special<T>);
    return wire;
}

/// One member of a struct, on its way out and in.
template <class T, class Descriptor>
struct Member {
    using Type = std::remove_cvref_t<decltype(std::declval<T>().*Descriptor::pointer)>;
    static constexpr Wire c_wire = wire_of<T, Descriptor>();
    static constexpr bool c_is_time = std::is_same_v<Type, std::chrono::milliseconds> ||
                                      std::is_same_v<Type, std::optional<std::chrono::milliseconds>>;

    static const std::string& name() {
        static const std::string c_name =
            std::string{c_wire.name.empty() ? Descriptor::name : c_wire.name} + (c_is_time ? "_ms" : "");
        return c_name;
    }

    static void put(boost::json::object& object, const Type& value) {
        if constexpr (c_wire.is_left_out) {
            if (value.empty()) {
                return;
            }
        }
        if constexpr (c_wire.is_flat) {
            Members<Type>::put(object, value, c_wire);
        } else {
            object[name()] = Codec<Type>::write(value, c_wire);
        }
    }

    static Type take(Fields& fields) {
        if constexpr (c_wire.is_flat) {
            return Members<Type>::take(fields, c_wire);
        } else {
            return fields.get<Type>(name(), c_wire);
        }
    }
};

template <class T>
using Descriptors = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
void put_described(boost::json::object& object, const T& value) {
    boost::mp11::mp_for_each<Descriptors<T>>(
        [&]<class D>(D) { Member<T, D>::put(object, value.*D::pointer); });
}

/// A struct whose members do not fit together has a function `check` beside it, which says so.
template <class T>
T take_described(Fields& fields) {
    T value{};
    bool are_there = true;
    boost::mp11::mp_for_each<Descriptors<T>>([&]<class D>(D) {
        using One = Member<T, D>;
        are_there = are_there && (!One::c_wire.came_later || fields.has(One::name()));
        if (are_there && (!One::c_wire.is_left_out || fields.has(One::name()))) {
            value.*D::pointer = One::take(fields);
        }
    });
    if constexpr (requires { check(value, fields); }) {
        check(value, fields);
    }
    return value;
}

template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

template <Described T>
struct Members<T> {
    static_assert(boost::mp11::mp_size<Descriptors<T>>::value == boost::pfr::tuple_size_v<T>,
                  "a member is not described");

    static void put(boost::json::object& object, const T& value, const Wire&) {
        put_described(object, value);
    }

    static T take(Fields& fields, const Wire&) { return take_described<T>(fields); }
};

template <class T>
concept Empty = std::is_empty_v<T>;

template <Empty T>
struct Members<T> {
    static void put(boost::json::object&, const T&, const Wire&) {}

    static T take(Fields&, const Wire&) { return {}; }
};

// One of several

/// An alternative's word. Its members stand beside the word, or all `inside` one member of this name.
struct Word {
    constexpr Word(const char* its_word = "", const char* inside_of = "")
        : word(its_word)
        , inside(inside_of) {}

    std::string_view word;
    std::string_view inside;
};

/// The member that says which alternative it is, and their words in the order of the variant.
template <class Variant>
struct Words {
    std::string_view tag;
    std::array<Word, std::variant_size_v<Variant>> words;
};

template <class Variant>
inline constexpr Words<Variant> c_words{};

template <class... T>
struct Members<std::variant<T...>> {
    using Variant = std::variant<T...>;
    static constexpr std::string_view c_tag = c_words<Variant>.tag;
    static constexpr const auto& c_all = c_words<Variant>.words;
    static_assert(!c_all.back().word.empty(), "an alternative has no word");

    static void put(boost::json::object& object, const Variant& any, const Wire& wire) {
        const Word& word = c_all.at(any.index());
        object[c_tag] = word.word;
        std::visit(
            [&]<class One>(const One& one) {
                if (word.inside.empty()) {
                    Members<One>::put(object, one, wire);
                } else {
                    object[word.inside] = Codec<One>::write(one, wire);
                }
            },
            any);
    }

    static Variant take(Fields& fields, const Wire& wire) {
        const std::string spelled = fields.get<std::string>(c_tag);
        const auto found = std::ranges::find(c_all, spelled, &Word::word);
        if (found == c_all.end()) {
            fields.refuse(c_tag, "has the unknown value \"" + spelled + "\"");
            return {};
        }
        const auto index = static_cast<std::size_t>(found - c_all.begin());
        return boost::mp11::mp_with_index<sizeof...(T)>(index, [&](auto at) -> Variant {
            using One = std::variant_alternative_t<at, Variant>;
            constexpr Word c_word = c_all[at];
            if constexpr (c_word.inside.empty()) {
                return Members<One>::take(fields, wire);
            } else {
                return fields.get<One>(c_word.inside, wire);
            }
        });
    }
};

} // namespace mirrorwatch::json
