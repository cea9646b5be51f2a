#include <fmt/format.h>

#include "cli/demand.h"

namespace ringfence::cli {

namespace {

using demand::EventKind;

struct Step {
  EventKind kind;
  const char* brief;
  const char* about;
  const char* note;  // what --note says; null: there is none
};

constexpr Step steps[] = {
    {EventKind::verify, "Judge a demand: genuine, and within the law",
     R"(Say that a demand is genuine; then the policy in force says whether it may go on.

Standing "refuse", or none yet, makes it refused; "pause" holds it; what is outside the authority's reach (a subject at home
elsewhere, viewers elsewhere, the law of somewhere else) makes it a conflict. None of these can be approved. A demand that was held or
in conflict is verified again after the policy changed. An emergency is verified by calling the authority back at its contact in
the policy: --called-back says where that was.

Exit codes: 0 verified; 1 it was held, refused or is in conflict, or could not be verified; 2 wrong use.)",
     nullptr},
    {EventKind::hold, "Hold a demand",
     R"(Stop a demand until it is verified again. Approvals that it had are void.

Exit codes: 0 held; 1 not, and why is told; 2 wrong use.)",
     "Why"},
    {EventKind::refuse, "Refuse a demand",
     R"(Refuse a demand for good. What was preserved for it stays so until `release`.

Exit codes: 0 refused; 1 not, and why is told; 2 wrong use.)",
     "Why"},
    {EventKind::refer, "Refer a demand to whom it belongs",
     R"(Refer a demand elsewhere: to another operator, or to mutual legal assistance. It ends here.

Exit codes: 0 referred; 1 not, and why is told; 2 wrong use.)",
     "To whom"},
    {EventKind::preserve, "Keep its accounts' rows from erasure meanwhile",
     R"(Freeze the rows of a demand's accounts while it is not decided: nobody can delete them, or give them to another subject.
A demand of the kind preserve does that when it is executed. `release` ends it.

Exit codes: 0 frozen; 1 not, and why is told; 2 wrong use.)",
     nullptr},
    {EventKind::release, "No longer keep its accounts' rows",
     R"(Let the rows of a demand's accounts be erased again.

Exit codes: 0 released; 1 not, and why is told; 2 wrong use.)",
     nullptr},
    {EventKind::notify, "Record that those it is about were told",
     R"(Record that the subjects or authors were told, and how. Refused before a seal ends.

Exit codes: 0 recorded; 1 not, and why is told; 2 wrong use.)",
     "Whom, and how"},
    {EventKind::review, "Review an emergency afterwards",
     R"(Say whether an emergency was one. Whoever filed, approved or executed it may not.

Exit codes: 0 recorded; 1 not, and why is told; 2 wrong use.)",
     "What came of it"},
    {EventKind::close, "Close a demand",
     R"(Close a demand whose subjects were told, or that was refused or referred. An emergency has to be reviewed before.

Exit codes: 0 closed; 1 not, and why is told; 2 wrong use.)",
     nullptr},
    {EventKind::appeal, "Open a demand again on an appeal",
     R"(Record the appeal of a subject or author. The demand is received again: it is verified and approved anew, or refused.

Exit codes: 0 opened; 1 not, and why is told; 2 wrong use.)",
     "By whom, and on what grounds"},
};

struct StepOptions {
  DemandOptions demand;
  std::string note;
  std::string contact;
  std::optional<std::uint64_t> version;
};

void add_step_options(CLI::App& command, StepOptions& options) {
  command.add_option("ID", options.demand.id, "The demand: its first 8 digits or more")->required();
  add_demand_options(command, options.demand);
  add_officer_options(command, options.demand);
}

int run(const StepOptions& options, EventKind kind) {
  demand::Wish wish;
  wish.kind = kind;
  wish.note = options.note;
  wish.contact = options.contact;
  wish.version = options.version;
  return take_and_tell(options.demand, std::move(wish));
}

void register_step(CLI::App& app, Action& action, const Step& step) {
  CLI::App* command = app.add_subcommand(std::string(to_text(step.kind)), step.brief);
  command->description(
      std::string(step.about) +
      fmt::format("\n\nExample:\n  ringfence demand {} 1a2b3c4d --dir demo --ring row --as NAME --key FILE{}",
                  to_text(step.kind), step.note == nullptr ? "" : " --note \"…\""));
  auto options = std::make_shared<StepOptions>();
  add_step_options(*command, *options);
  if (step.note != nullptr) command->add_option("--note", options->note, step.note)->type_name("TEXT")->required();
  if (step.kind == EventKind::verify) {
    command->add_option("--called-back", options->contact, "Of an emergency: where the authority was called")
        ->type_name("CONTACT");
  }
  command->add_option("--version", options->version, "Only if the demand is still at this version")->type_name("N");
  command->callback([&action, options, kind = step.kind] { action = [options, kind] { return run(*options, kind); }; });
}

constexpr const char* about_approve =
    R"(Approve a demand, by a signature over what `ringfence demand show` prints.

Two different people approve, with two different keys, and neither of them filed or changed it. What is signed names the demand,
its version and the digest of all that it says; the second signature covers the first approval too. --version is the one that was
shown: where somebody was faster, nothing is approved, and 40001 says to look again. A standing that is paused by now holds the
demand instead.

Exit codes: 0 approved; 1 not, or it is held instead; 2 wrong use.

Example:
  ringfence demand approve 1a2b3c4d --version 2 --dir demo --ring row --as ann --key ann.key)";

}  // namespace

void register_demand_steps(CLI::App& app, Action& action) {
  for (const Step& step : steps) register_step(app, action, step);
}

void register_demand_approve(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("approve", "Sign that a demand may be executed");
  command->description(about_approve);
  auto options = std::make_shared<StepOptions>();
  add_step_options(*command, *options);
  command->add_option("--version", options->version, "The version that was looked at")->type_name("N")->required();
  command->callback([&action, options] { action = [options] { return run(*options, EventKind::approve); }; });
}

}  // namespace ringfence::cli
