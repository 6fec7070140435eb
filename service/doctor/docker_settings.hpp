// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::doctor {

/// What Docker Desktop's settings say of WSL. Sources: settings-store.json ("WslEngineEnabled"), since 4.35,
/// and settings.json ("wslEngineEnabled") before; the names differ in their first letter alone.
struct DockerSettings {
    std::optional<bool> uses_wsl_engine = {}; // nothing: not said, as where it is the default
    std::optional<bool> integrates_default = {};
    std::vector<std::string> integrated = {};

    friend bool operator==(const DockerSettings&, const DockerSettings&) = default;
};

/// Nothing for what is no JSON object.
[[nodiscard]] std::optional<DockerSettings> docker_settings(std::string_view json);

} // namespace mirrorwatch::doctor
