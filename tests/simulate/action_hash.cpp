#include "tests/simulate/action_hash.hpp"

#include <string_view>
#include <variant>

namespace mirrorwatch::simulate {
namespace {

/// FNV-1a, by words where there are words.
class Hash {
public:
    void add(std::uint64_t number) { value_ = (value_ ^ number) * 0x0000'0100'0000'01B3U; }

    void add(std::string_view text) {
        for (const char c : text) {
            add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
        }
        add(text.size());
    }

    void add(const UserId& user) {
        add(user.sid);
        add(user.session);
    }

    void add(const Sentence& sentence) {
        add(static_cast<std::uint64_t>(sentence.code));
        for (const std::string& argument : sentence.arguments) {
            add(argument);
        }
    }

    void operator()(const decide::WakeAt& wake) {
        add(static_cast<std::uint64_t>(wake.when.time_since_epoch().count()));
    }

    void operator()(const decide::ReadAdapters& read) { add(read.id); }

    void operator()(const decide::StartProbe& probe) {
        add(probe.id);
        add(probe.endpoint.name);
        add(static_cast<std::uint64_t>(probe.timeout.count()));
    }

    void operator()(const decide::CheckConnectivity& check) {
        add(check.id);
        add(check.targets.size());
    }

    void operator()(const decide::AskAgent& question) {
        add(question.id);
        add(question.user);
        add(agent::to_json(question.request));
    }

    void operator()(const decide::SaveJournal& save) {
        for (const auto& [user, remedy] : save.remembered.remedies) {
            add(user);
            add(remedy.id);
            add(static_cast<std::uint64_t>(remedy.state));
        }
        add(save.remembered.wishes.size());
    }

    void operator()(const decide::Publish& publish) { add(publish.user); }

    void operator()(const decide::Reply& reply) {
        add(reply.connection);
        add(reply.answer.sentence);
    }

    void operator()(const decide::Record& record) {
        add(record.sentence);
        for (const std::string& line : record.evidence) {
            add(line);
        }
    }

    void operator()(const decide::ReadHostFacts& read) { add(read.id); }

    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xCBF2'9CE4'8422'2325U;
};

} // namespace

std::uint64_t hash_of(const std::vector<decide::Action>& actions) {
    Hash hash;
    for (const decide::Action& action : actions) {
        hash.add(action.index());
        std::visit(hash, action);
    }
    return hash.value();
}

} // namespace mirrorwatch::simulate
