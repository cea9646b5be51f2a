// Where people are at home: what a client's session asks, and what it hears.
#include "gateway/serve/client.h"
#include "gateway/serve/gateway.h"

namespace ringfence::gateway {

namespace {

Error busy() {
  return {"too many questions to the directories are under way", {}, "try again in a moment", "53000"};
}

// `find` may block; `tell` hears of it in the loop, unless the client is gone by then.
template <class Find, class Tell>
void ask_directories(Gateway& gateway, SessionId client, Find find, Tell tell) {
  const auto told = [&gateway, client, tell](const auto& answer) {
    if (Client* const there = gateway.find(client)) tell(*there, answer);
  };
  const auto knowledge = gateway.router().shared_knowledge();
  const bool taken = gateway.controls().run([find, told, knowledge](Control& control) {
    auto answer = std::make_shared<decltype(find(control, *knowledge))>(find(control, *knowledge));
    return [told, answer] { told(*answer); };
  });
  if (!taken) gateway.loop().post([told] { told(decltype(find(std::declval<Control&>(), *knowledge))(busy())); });
}

}  // namespace

void Client::ask(const HomeQuestion& question) {
  ++gateway_.figures().homes_asked;
  ask_directories(
      gateway_, id_,
      [question](Control& control, const Knowledge& knowledge) { return control.find_home(knowledge, question); },
      [question](Client& client, const Result<HomeAnswer>& answer) { client.answered(question, answer); });
}

void Client::answered(const HomeQuestion& question, const Result<HomeAnswer>& answer) {
  if (!session_) return;
  if (!answer || !answer->ring) ++gateway_.figures().homes_unknown;
  ActionsRoom::Lent actions(gateway_.actions_room());
  if (answer) {
    session_->resume(Session::HomeFound{question, *answer}, *actions);
  } else {
    session_->resume(Session::HomeUnknown{question, answer.error()}, *actions);
  }
  perform(*actions);
}

void Client::ask_here(std::vector<HomeQuestion> questions) {
  gateway_.figures().homes_asked += questions.size();
  ask_directories(
      gateway_, id_,
      [questions = std::move(questions)](Control& control, const Knowledge& knowledge) {
        return control.find_homes_here(knowledge, questions);
      },
      [](Client& client, const auto& rings) { client.answered_here(rings); });
}

void Client::answered_here(const Result<std::vector<std::optional<std::size_t>>>& rings) {
  if (!session_) return;
  ActionsRoom::Lent actions(gateway_.actions_room());
  session_->resume(Session::HomesFound{rings}, *actions);
  perform(*actions);
}

}  // namespace ringfence::gateway
