// Where people are at home: what a client's session asks, and what it hears.
#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

namespace {

Error busy() {
  return {"too many questions to the directories are under way", {}, "try again in a moment", "53000"};
}

}  // namespace

void Client::ask(const HomeQuestion& question) {
  ++gateway_.figures().homes_asked;
  const auto knowledge = gateway_.router().shared_knowledge();
  const bool taken = gateway_.controls().run([&gateway = gateway_, id = id_, question, knowledge](Control& control) {
    auto answer = std::make_shared<Result<HomeAnswer>>(control.find_home(*knowledge, question));
    return [&gateway, id, question, answer] {
      if (Client* const client = gateway.find(id)) client->answered(question, *answer);
    };
  });
  if (taken) return;
  gateway_.loop().post([&gateway = gateway_, id = id_, question] {
    if (Client* const client = gateway.find(id)) client->answered(question, busy());
  });
}

void Client::answered(const HomeQuestion& question, const Result<HomeAnswer>& answer) {
  if (!session_) return;
  if (!answer || !answer->ring) ++gateway_.figures().homes_unknown;
  Actions actions;
  if (answer) {
    session_->resume(Session::HomeFound{question, *answer}, actions);
  } else {
    session_->resume(Session::HomeUnknown{question, answer.error()}, actions);
  }
  perform(actions);
}

void Client::ask_here(std::vector<HomeQuestion> questions) {
  gateway_.figures().homes_asked += questions.size();
  const auto knowledge = gateway_.router().shared_knowledge();
  const bool taken = gateway_.controls().run(
      [&gateway = gateway_, id = id_, questions = std::move(questions), knowledge](Control& control) {
        auto rings = std::make_shared<Result<std::vector<std::optional<std::size_t>>>>(
            control.find_homes_here(*knowledge, questions));
        return [&gateway, id, rings] {
          if (Client* const client = gateway.find(id)) client->answered_here(*rings);
        };
      });
  if (taken) return;
  gateway_.loop().post([&gateway = gateway_, id = id_] {
    if (Client* const client = gateway.find(id)) client->answered_here(busy());
  });
}

void Client::answered_here(const Result<std::vector<std::optional<std::size_t>>>& rings) {
  if (!session_) return;
  Actions actions;
  session_->resume(Session::HomesFound{rings}, actions);
  perform(actions);
}

}  // namespace ringfence::gateway
