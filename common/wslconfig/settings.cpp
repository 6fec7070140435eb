// SPDX-License-Identifier: MIT
#include "common/wslconfig/settings.hpp"

#include <utility>

namespace mirrorwatch::wslconfig {
namespace {

Code rejection_of(ValueType type) {
    switch (type) {
    case ValueType::Boolean:
        return Code::InvalidBoolean;
    case ValueType::Integer:
    case ValueType::Ports:
        return Code::InvalidInteger;
    case ValueType::Size:
        return Code::InvalidSize;
    case ValueType::Ip:
        return Code::InvalidIp;
    case ValueType::Choice:
    case ValueType::Mac:
    case ValueType::Text:
        break;
    }
    return Code::InvalidValue;
}

/// WSL quotes a list of ports once for each bad one: a long list as a whole would need memory by the square.
std::string quoted(std::string_view value) {
    constexpr std::size_t c_most = 100;
    return valid_utf8(value.substr(0, c_most)) + (value.size() > c_most ? "…" : "");
}

class Reader {
public:
    explicit Reader(Document document) {
        settings_.document = std::move(document);
        for (const KnownKey& key : known_keys()) {
            std::optional<std::string> standard;
            if (key.standard) {
                standard = *key.standard;
            }
            settings_.values.push_back({std::move(standard), std::nullopt, std::nullopt});
        }
    }

    FileSettings run() {
        const auto& entries = settings_.document.entries;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            take_troubles(entries[i].troubles_before);
            take(i);
        }
        take_troubles(settings_.document.diagnostics.size());
        return std::move(settings_);
    }

private:
    void warn(const KeyEntry& entry, Code code, std::vector<std::string> arguments = {}) {
        settings_.diagnostics.push_back({entry.line, code, valid_utf8(entry.key), std::move(arguments)});
    }

    /// The grammar's, up to where an entry stands: so all come in WSL's order.
    void take_troubles(std::size_t end) {
        for (; troubles_ < end; ++troubles_) {
            settings_.diagnostics.push_back(settings_.document.diagnostics[troubles_]);
        }
    }

    Setting& setting_of(const KnownKey& key) {
        return settings_.values[static_cast<std::size_t>(&key - known_keys().data())];
    }

    void take(std::size_t index) {
        const KeyEntry& entry = settings_.document.entries[index];
        const KnownKey* key = find_key(entry.key);
        if (key == nullptr) {
            warn(entry, Code::UnknownKey);
            return;
        }
        Setting& setting = setting_of(*key);
        if (setting.occurrence) {
            const KeyEntry& first = settings_.document.entries[*setting.occurrence];
            warn(entry, Code::DuplicateKey, {first.key, std::to_string(first.line)});
            return;
        }
        setting.occurrence = index;
        assign(*key, entry, setting);
    }

    void assign(const KnownKey& key, const KeyEntry& entry, Setting& setting) {
        ValueReading reading = read_value(key, entry.value);
        for (std::size_t i = 0; i < reading.rejected; ++i) {
            std::vector<std::string> arguments{quoted(entry.value)};
            arguments.insert(arguments.end(), key.choices.begin(), key.choices.end());
            warn(entry, rejection_of(key.type), std::move(arguments));
        }
        if (reading.value) {
            setting.value = std::move(reading.value);
            setting.line = entry.line;
        } else if (key.type == ValueType::Ip) { // of the DNS tunnel, which WSL then turns off
            Setting& tunneling = setting_of(*find_key("wsl2.dnsTunneling"));
            tunneling.value = "false";
            tunneling.line = entry.line;
        }
    }

    FileSettings settings_;
    std::size_t troubles_ = 0;
};

} // namespace

const Setting& FileSettings::operator[](std::string_view canonical_name) const {
    return values[static_cast<std::size_t>(find_key(canonical_name) - known_keys().data())];
}

Result<FileSettings> read(std::string_view bytes) {
    Result<Document> document = parse(bytes);
    if (!document) {
        return document.error();
    }
    return Reader{std::move(*document)}.run();
}

Result<NetworkingModeSetting> networking_mode(std::string_view bytes) {
    const Result<FileSettings> settings = read(bytes);
    if (!settings) {
        return settings.error();
    }
    const Setting& setting = (*settings)["wsl2.networkingMode"];
    return NetworkingModeSetting{networking_mode_from(setting.value.value_or("")),
                                 setting.occurrence.has_value()};
}

} // namespace mirrorwatch::wslconfig
