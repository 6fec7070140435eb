// SPDX-License-Identifier: MIT
#include "common/prober_protocol.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::prober;
using namespace std::chrono_literals;

namespace {

Question question() {
    EndpointSpec wiki;
    wiki.name = "wiki \"ü\"";
    wiki.host = "wiki.corp";
    wiki.port = 8080;
    wiki.http.headers = {{"X-Token", "t"}};
    wiki.source = EndpointSource::User;
    return {9'223'372'036'854'775'807, 700ms, true, wiki};
}

Answer answer() {
    return {7,
            {false, "connection refused", 3ms, ProbeStep::Refused, std::chrono::sys_seconds{1'800'000'000s}}};
}

} // namespace

TEST_CASE("a question and an answer are spelled like this, to the letter") {
    CHECK(to_json(question()) ==
          R"({"id":9223372036854775807,"timeout_ms":700,"by_proxy":true,"endpoint":{"name":"wiki \"ü\"",)"
          R"("kind":"http","host":"wiki.corp","port":8080,"http":{"target":"/","method":"GET",)"
          R"("headers":[{"name":"X-Token","value":"t"}],"expected_status":[{"first":200,"last":399}],)"
          R"("body_match":"","body_not_match":"","follow_redirects":true,"max_redirects":10,)"
          R"("tls_verify":true,"tls_server_name":"","proxy":"system","proxy_url":""},)"
          R"("expected_addresses":[],"group":"","from":"windows","when":"always","family":"auto",)"
          R"("enabled":true,"required":true,"interval_ms":30000,"timeout_ms":5000,)"
          R"("retry_interval_ms":5000,"max_backoff_ms":300000,"jitter_percent":10,)"
          R"("failure_threshold":3,"success_threshold":2,"source":"user"}})");
    CHECK(to_json(answer()) ==
          R"({"id":7,"result":{"ok":false,"error":"connection refused","latency_ms":3,)"
          R"("failed":"refused","certificate_expires":{"unix":1800000000},"attempts":1}})");
}

TEST_CASE("both come back as they were") {
    CHECK(question_from_json(to_json(question())).value() == question());
    CHECK(answer_from_json(to_json(answer())).value() == answer());
}

TEST_CASE("what is wrong is named") {
    CHECK(question_from_json("[]").error().message == "The question is not a JSON object.");
    CHECK(question_from_json(R"({"id":1})").error().message == R"("timeout_ms" is missing.)");
    CHECK(answer_from_json(R"({"id":-1,"result":{}})").error().message.find(R"("id")") == 0);
    std::string bad = to_json(answer());
    bad.replace(bad.find("\"attempts\":1"), 12, "\"attempts\":6");
    CHECK(answer_from_json(bad).has_error());
    bad = to_json(answer());
    bad.replace(bad.find("\"latency_ms\":3"), 14, "\"latency_ms\":86400001");
    CHECK(answer_from_json(bad).has_error());
}

TEST_CASE("an answer is never longer than its cap, whatever the error") {
    for (const char* piece : {"x", "\x01", "ü", "\xff", "\""}) {
        Answer long_one = answer();
        for (int i = 0; i < 100'000; ++i) {
            long_one.result.error += piece;
        }
        const std::string text = to_json(long_one);
        CHECK(text.size() <= c_answer_cap);
        CHECK(answer_from_json(text).has_value());
    }
}
