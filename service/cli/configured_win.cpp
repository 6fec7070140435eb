#include "service/cli/configured_win.hpp"

#include "common/text_win.hpp"
#include "config/parse.hpp"
#include "config/shipped.hpp"
#include "service/act/file_calls_win.hpp"
#include "service/act/folder_win.hpp"
#include "service/cli/console_win.hpp"

#include <filesystem>
#include <optional>

namespace mirrorwatch::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

Result<std::optional<std::string>> text_of(const fs::path& file, bool must_exist) {
    auto text = act::windows_file_calls().read(file);
    if (!text) {
        return Error{narrow(file.wstring()) + ": " + text.error().message};
    }
    if (!*text && must_exist) {
        return Error{narrow(file.wstring()) + ": there is no such file"};
    }
    return std::move(*text);
}

/// The first error, or nothing; warnings are printed.
template <class T>
std::optional<Error> trouble_in(const config::Checked<T>& checked) {
    if (!checked.errors.empty()) {
        return Error{config::to_string(checked.errors.front())};
    }
    for (const config::ConfigError& warning : checked.warnings) {
        print_error("warning: " + config::to_string(warning));
    }
    return std::nullopt;
}

void append(std::vector<ConfiguredEndpoint>& all, const std::vector<EndpointSpec>& endpoints, bool is_users) {
    for (const EndpointSpec& endpoint : endpoints) {
        all.push_back({endpoint, is_users});
    }
}

} // namespace

void add_config(po::options_description& options) {
    options.add_options()("config", po::wvalue<std::wstring>()->value_name("FILE"),
                          "settings; otherwise %ProgramData%\\Mirrorwatch\\mirrorwatch.toml and your own");
}

Result<std::vector<ConfiguredEndpoint>> configured_endpoints(const po::variables_map& given) {
    const bool named = given.contains("config");
    const fs::path file =
        named ? fs::path{given["config"].as<std::wstring>()} : act::service_folder() / "mirrorwatch.toml";
    const auto machines = text_of(file, named);
    if (!machines) {
        return machines.error();
    }
    const auto settings = config::check_settings(machines->value_or(std::string{config::shipped_settings()}),
                                                 narrow(file.wstring()));
    if (const auto trouble = trouble_in(settings)) {
        return *trouble;
    }
    std::vector<ConfiguredEndpoint> all;
    append(all, settings.value.endpoints, false);
    if (named) {
        return all;
    }
    const fs::path users = act::console_folder() / "mirrorwatch.toml";
    const auto own = text_of(users, false);
    if (!own) {
        return own.error();
    }
    if (*own) {
        const auto checked = config::check_user_settings(**own, narrow(users.wstring()), settings.names);
        if (const auto trouble = trouble_in(checked)) {
            return *trouble;
        }
        append(all, checked.value, true);
    }
    return all;
}

Result<ExcludeBy> configured_method() {
    const fs::path file = act::service_folder() / "mirrorwatch.toml";
    const auto text = text_of(file, false);
    if (!text) {
        return text.error();
    }
    const auto settings = config::parse_settings(text->value_or(std::string{config::shipped_settings()}),
                                                 narrow(file.wstring()));
    if (!settings) {
        return Error{config::to_string(settings.error())};
    }
    return settings->value.exclusion.method;
}

std::vector<EndpointSpec> specs_of(const std::vector<ConfiguredEndpoint>& endpoints) {
    std::vector<EndpointSpec> specs;
    for (const ConfiguredEndpoint& one : endpoints) {
        specs.push_back(one.endpoint);
    }
    return specs;
}

} // namespace mirrorwatch::cli
