// SPDX-License-Identifier: MIT
#include "service/act/journal.hpp"
#include "service/act/journal_json.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::act;
namespace fs = std::filesystem;

namespace {

struct FakeDisk {
    std::map<std::string, std::string> files;
    std::string write_error;
    std::string rename_error;
    std::string read_error;

    FileCalls calls() {
        FileCalls c;
        c.read = [this](const fs::path& p) -> Result<std::optional<std::string>> {
            if (!read_error.empty()) {
                return Error{read_error};
            }
            const auto found = files.find(p.filename().string());
            return found == files.end() ? std::optional<std::string>{} : found->second;
        };
        c.write_through = [this](const fs::path& p, const std::string& bytes) -> Result<void> {
            if (!write_error.empty()) {
                files[p.filename().string()] = bytes.substr(0, bytes.size() / 2);
                return Error{write_error};
            }
            files[p.filename().string()] = bytes;
            return {};
        };
        c.rename_over = [this](const fs::path& from, const fs::path& to) -> Result<void> {
            if (!rename_error.empty()) {
                return Error{rename_error};
            }
            files[to.filename().string()] = files.at(from.filename().string());
            files.erase(from.filename().string());
            return {};
        };
        c.exists = [this](const fs::path& p) { return files.contains(p.filename().string()); };
        return c;
    }

    Journal journal() { return {"data", calls(), journal_json()}; }
};

Remembered two_remedies() {
    Remedy remedy;
    remedy.id = "20261122T154700-1";
    remedy.spec = SwitchMode{};
    remedy.state = RemedyState::AwaitingWsl;
    remedy.endpoints = {"web"};
    remedy.receipt = ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Nat, "aa", "bb"};
    Remedy other = remedy;
    other.id = "20261122T154700-2";
    return {{{{"S-1-5-21-1-2-3-1001", 1}, remedy}, {{"S-1-5-21-1-2-3-1002", 4}, other}},
            {{"S-1-5-21-1-2-3-1001", "Cisco Secure Client", Preference::AlwaysExclude}}};
}

Remembered full() {
    Remedy remedy;
    remedy.id = "20261122T154700-3";
    remedy.spec = ChangeSetting{ConfigSetting::AutoProxy};
    remedy.state = RemedyState::UndoAwaitingWsl;
    remedy.vpn = AdapterIdentity{"{G}", "00-05-9A-3C-7A-00", {"10.8.0.2", "fd00::2"}, "Büro \"4\""};
    remedy.endpoints = {"web", "db"};
    remedy.receipt = ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Nat, "a", "b"};
    remedy.ending = Message{MessageId::ModeDidNotHelp, {"nat"}};
    remedy.fault = Fault::DnsTunnelBroken;
    remedy.automatic = true;
    remedy.may_shut_down = false;
    remedy.vm_id = "vm";
    Remedy exclusion;
    exclusion.receipt = ExclusionReceipt{"eth1", false, true};
    Remedy mtu;
    mtu.spec = LowerMtu{};
    mtu.receipt = MtuReceipt{"eth2", 1500, 1280};
    return {{{{"S-1-5-21-1-2-3-1001", 4'294'967'295}, remedy},
             {{"S-1-5-21-1-2-3-1002", 0}, exclusion},
             {{"S-1-5-21-1-2-3-1002", 0}, mtu}},
            {{"S-1-5-21-1-2-3-1001", "Cisco Secure Client", Preference::AlwaysExclude},
             {"S-1-5-21-1-2-3-1002", "wg0", Preference::NeverAsk}}};
}

} // namespace

TEST_CASE("the journal is spelled like this, to the letter, and read back") {
    const std::string spelled =
        R"({"version":1,"remedies":[{"sid":"S-1-5-21-1-2-3-1001","session":4294967295,)"
        R"("remedy":{"id":"20261122T154700-3","kind":"change_setting",)"
        R"("state":"undo_awaiting_wsl","mode":"nat","vpn":{"guid":"{G}",)"
        R"("mac":"00-05-9A-3C-7A-00","addresses":["10.8.0.2","fd00::2"],"name":"Büro \"4\""},)"
        R"("endpoints":["web","db"],"receipt":null,)"
        R"("edit":{"before":"mirrored","after":"nat","before_sha256":"a",)"
        R"("after_sha256":"b"},"ending":{"code":"mode_did_not_help","arguments":["nat"]},)"
        R"("setting":"autoProxy","mtu":null,)"
        R"("fault":"dns_tunnel_broken","automatic":true,"may_shut_down":false,"vm_id":"vm"}},)"
        R"({"sid":"S-1-5-21-1-2-3-1002","session":0,"remedy":{"id":"","kind":"exclude",)"
        R"("state":"applying","mode":"nat","vpn":null,"endpoints":[],)"
        R"("receipt":{"device":"eth1","survives_updates":false,"is_watched":true},)"
        R"("edit":null,"ending":null,"setting":"dnsTunneling","mtu":null,"fault":null,)"
        R"("automatic":false,"may_shut_down":true,"vm_id":""}},)"
        R"({"sid":"S-1-5-21-1-2-3-1002","session":0,"remedy":{"id":"","kind":"lower_mtu",)"
        R"("state":"applying","mode":"nat","vpn":null,"endpoints":[],"receipt":null,)"
        R"("edit":null,"ending":null,"setting":"dnsTunneling",)"
        R"("mtu":{"device":"eth2","before":1500,"after":1280},"fault":null,)"
        R"("automatic":false,"may_shut_down":true,"vm_id":""}}],)"
        R"("wishes":[{"sid":"S-1-5-21-1-2-3-1001","vpn":"Cisco Secure Client",)"
        R"("wish":"always_exclude"},{"sid":"S-1-5-21-1-2-3-1002","vpn":"wg0",)"
        R"("wish":"never_ask"}]})";
    CHECK(journal_json().to_json(full()) == spelled);
    CHECK(journal_json().from_json(spelled).value() == full());
}

TEST_CASE("what is wrong in a journal is named") {
    const struct {
        std::string_view what, with, sentence;
    } rows[] = {
        {R"("session":0)", R"("session":-1)",
         R"("remedies[1].session" is not a whole number from 0 to 4294967295.)"},
        {R"("version":1)", R"("version":2)", R"("version" is not 1.)"},
        {R"("version":1,"remedies")", R"("version":2,"cures")", R"("version" is not 1.)"},
        {R"("before":1500)", R"("before":65536)",
         R"("remedies[2].remedy.mtu.before" is not a whole number from 0 to 65535.)"},
        {R"("wish":"never_ask")", R"("wish":"no")", R"("wishes[1].wish" has the unknown value "no".)"},
        {R"("vm_id":"vm")", R"("vm":"vm")", R"("remedies[0].remedy.vm_id" is missing.)"},
        {R"(,"is_watched":true)", "", R"("remedies[1].remedy.receipt.is_watched" is missing.)"},
        {R"("survives_updates":false,)", "", R"("remedies[1].remedy.receipt.is_watched" is not known.)"},
    };

    for (const auto& row : rows) {
        std::string text = journal_json().to_json(full());
        const std::size_t at = text.find(row.what);
        REQUIRE(at != std::string::npos);
        const Result<Remembered> read = journal_json().from_json(text.replace(at, row.what.size(), row.with));
        REQUIRE(read.has_error());
        CHECK(read.error().message == row.sentence);
    }
}

TEST_CASE("the journal gives back what was saved, for each user") {
    FakeDisk disk;
    REQUIRE(disk.journal().save(two_remedies()).has_value());
    const Journal::Loaded loaded = disk.journal().load();
    CHECK(loaded.warning == "");
    CHECK(loaded.remembered == two_remedies());
    CHECK(loaded.warning.empty());
    CHECK(disk.files.size() == 1);
}

TEST_CASE("no journal is no remedies and no warning") {
    FakeDisk disk;
    const Journal::Loaded loaded = disk.journal().load();
    CHECK(loaded.remembered == Remembered{});
    CHECK(loaded.warning.empty());
}

TEST_CASE("a full disk leaves the old journal whole and is reported") {
    FakeDisk disk;
    REQUIRE(disk.journal().save(two_remedies()).has_value());
    disk.write_error = "There is not enough space on the disk.";
    const Result<void> saved = disk.journal().save({});
    REQUIRE(saved.has_error());
    CHECK(saved.error().message == "There is not enough space on the disk.");
    CHECK(disk.journal().load().remembered == two_remedies());
}

TEST_CASE("a rename that fails is reported and leaves the old journal") {
    FakeDisk disk;
    REQUIRE(disk.journal().save(two_remedies()).has_value());
    disk.rename_error = "Access is denied.";
    CHECK(disk.journal().save({}).has_error());
    CHECK(disk.journal().load().remembered == two_remedies());
}

TEST_CASE("a broken journal is set aside under a free name and said aloud") {
    for (const std::string broken : {"", "{\"version\":1,", "[]", "{\"version\":2,\"remedies\":[]}",
                                     "{\"version\":1,\"remedies\":[{}]}"}) {
        CAPTURE(broken);
        FakeDisk disk;
        disk.files = {{"journal.json", broken}, {"journal.broken-1", "older"}};
        const Journal::Loaded loaded = disk.journal().load();
        CHECK(loaded.remembered == Remembered{});
        CHECK(loaded.warning.find("journal.broken-2") != std::string::npos);
        CHECK(disk.files == std::map<std::string, std::string>{{"journal.broken-1", "older"},
                                                               {"journal.broken-2", broken}});
    }
}

TEST_CASE("a journal that can be neither understood nor set aside is never overwritten") {
    FakeDisk disk;
    disk.files = {{"journal.json", "precious"}};
    disk.rename_error = "The file is in use.";
    Journal journal = disk.journal();
    CHECK(journal.load().warning.find("in use") != std::string::npos);
    CHECK(journal.save(two_remedies()).has_error());
    CHECK(disk.files.at("journal.json") == "precious");
}

TEST_CASE("a journal that another program holds is not broken: it stays, and is taken up when it is free") {
    FakeDisk disk;
    REQUIRE(disk.journal().save(two_remedies()).has_value());
    disk.read_error = "The file is in use.";
    Journal journal = disk.journal();
    CHECK(journal.load().warning.find("cannot be opened (The file is in use.)") != std::string::npos);
    CHECK_FALSE(journal.can_be_opened_now());
    CHECK(journal.save({}).has_error()); // what is in it was not seen
    disk.read_error.clear();
    CHECK(journal.can_be_opened_now());
    CHECK(disk.journal().load().remembered == two_remedies());
}

TEST_CASE("the journal of the release before is understood") {
    FakeDisk disk;
    disk.files = {{"journal.json",
                   R"({"version":1,"remedies":[{"sid":"S-1-5-21-1-2-3-1001","session":1,"remedy":{"id":"1",)"
                   R"("kind":"switch_mode","state":"helped","mode":"nat","vpn":null,"endpoints":["web"],)"
                   R"("receipt":null,"edit":null,"ending":null}}]})"}};
    const Journal::Loaded loaded = disk.journal().load();
    CHECK(loaded.warning.empty());
    REQUIRE(loaded.remembered.remedies.size() == 1);
    CHECK(loaded.remembered.remedies.front().second.state == RemedyState::Helped);
    CHECK(loaded.remembered.remedies.front().second.may_shut_down);
}
