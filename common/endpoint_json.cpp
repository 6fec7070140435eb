#include "common/endpoint_json.hpp"

#include <limits>

namespace mirrorwatch::json {
namespace {

using boost::json::object;
using std::chrono::milliseconds;

constexpr std::uint64_t c_longest_ms = 24ULL * 3600 * 1000;
constexpr std::uint64_t c_last_second = std::numeric_limits<std::int64_t>::max() / 1'000'000;

object value_of(const std::pair<std::string, std::string>& header) {
    return {{"name", header.first}, {"value", header.second}};
}

object value_of(const StatusRange& range) {
    return {{"first", range.first}, {"last", range.last}};
}

object value_of(const HttpCheck& check) {
    return {{"target", check.target},
            {"method", name_of(check.method)},
            {"headers", array_of(check.headers, [](const auto& header) { return value_of(header); })},
            {"expected_status", array_of(check.expected_status, [](const auto& r) { return value_of(r); })},
            {"body_match", check.body_match},
            {"body_not_match", check.body_not_match},
            {"follow_redirects", check.follow_redirects},
            {"max_redirects", check.max_redirects},
            {"tls_verify", check.tls_verify},
            {"tls_server_name", check.tls_server_name},
            {"proxy", name_of(check.proxy)},
            {"proxy_url", check.proxy_url}};
}

int small_number(Fields& fields, std::string_view name, int largest) {
    return static_cast<int>(fields.number(name, static_cast<std::uint64_t>(largest)));
}

milliseconds duration_from(Fields& fields, std::string_view name) {
    return milliseconds{fields.number(name, c_longest_ms)};
}

HttpCheck check_from(Fields& fields) {
    HttpCheck check;
    check.target = fields.text("target");
    check.method = fields.choice<HttpMethod>("method");
    check.headers = fields.objects("headers", [](Fields& header) {
        return std::pair{header.text("name"), header.text("value")};
    });
    check.expected_status = fields.objects("expected_status", [](Fields& range) {
        return StatusRange{small_number(range, "first", 999), small_number(range, "last", 999)};
    });
    check.body_match = fields.text("body_match");
    check.body_not_match = fields.text("body_not_match");
    check.follow_redirects = fields.flag("follow_redirects");
    check.max_redirects = small_number(fields, "max_redirects", 20);
    check.tls_verify = fields.flag("tls_verify");
    check.tls_server_name = fields.text("tls_server_name");
    check.proxy = fields.choice<ProxyUse>("proxy");
    check.proxy_url = fields.text("proxy_url");
    return check;
}

} // namespace

object value_of(const EndpointSpec& spec) {
    return {{"name", spec.name},
            {"kind", name_of(spec.kind)},
            {"host", spec.host},
            {"port", spec.port},
            {"http", value_of(spec.http)},
            {"expected_addresses", array_of(spec.expected_addresses)},
            {"group", spec.group},
            {"from", name_of(spec.from)},
            {"when", name_of(spec.when)},
            {"family", name_of(spec.family)},
            {"enabled", spec.enabled},
            {"required", spec.required},
            {"interval_ms", spec.interval.count()},
            {"timeout_ms", spec.timeout.count()},
            {"retry_interval_ms", spec.retry_interval.count()},
            {"max_backoff_ms", spec.max_backoff.count()},
            {"jitter_percent", spec.jitter_percent},
            {"failure_threshold", spec.failure_threshold},
            {"success_threshold", spec.success_threshold}};
}

EndpointSpec endpoint_from(Fields& fields) {
    constexpr int c_most = 1'000;
    EndpointSpec spec;
    spec.name = fields.text("name");
    spec.kind = fields.choice<EndpointKind>("kind");
    spec.host = fields.text("host");
    spec.port = static_cast<std::uint16_t>(fields.number("port", 65'535));
    spec.http = fields.object("http", check_from);
    spec.expected_addresses = fields.texts("expected_addresses");
    spec.group = fields.text("group");
    spec.from = fields.choice<EndpointFrom>("from");
    spec.when = fields.choice<EndpointWhen>("when");
    spec.family = fields.choice<IpFamily>("family");
    spec.enabled = fields.flag("enabled");
    spec.required = fields.flag("required");
    spec.interval = duration_from(fields, "interval_ms");
    spec.timeout = duration_from(fields, "timeout_ms");
    spec.retry_interval = duration_from(fields, "retry_interval_ms");
    spec.max_backoff = duration_from(fields, "max_backoff_ms");
    spec.jitter_percent = small_number(fields, "jitter_percent", 50);
    spec.failure_threshold = small_number(fields, "failure_threshold", c_most);
    spec.success_threshold = small_number(fields, "success_threshold", c_most);
    return spec;
}

object value_of(std::chrono::sys_seconds time) {
    return {{"unix", time.time_since_epoch().count()}};
}

std::chrono::sys_seconds time_from(Fields& fields) {
    return std::chrono::sys_seconds{std::chrono::seconds{fields.number("unix", c_last_second)}};
}

object value_of(const ProbeResult& result) {
    object value{{"ok", result.ok},
                 {"error", result.error},
                 {"latency_ms", result.latency.count()},
                 {"failed", name_of(result.failed)},
                 {"certificate_expires", nullptr},
                 {"attempts", result.attempts}};
    if (result.certificate_expires) {
        value["certificate_expires"] = value_of(*result.certificate_expires);
    }
    return value;
}

ProbeResult probe_result_from(Fields& fields) {
    ProbeResult result;
    result.ok = fields.flag("ok");
    result.error = fields.text("error");
    result.latency = duration_from(fields, "latency_ms");
    result.failed = fields.choice<ProbeStep>("failed");
    result.certificate_expires = fields.optional_object("certificate_expires", time_from);
    result.attempts = static_cast<int>(fields.number("attempts", c_most_attempts));
    return result;
}

} // namespace mirrorwatch::json
