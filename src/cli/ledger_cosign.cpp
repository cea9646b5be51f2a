#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/common.h"
#include "cli/ledger.h"
#include "cli/ledger_write.h"
#include "ledger/witness.h"
#include "ledger/witness_request.h"
#include "record/forks.h"

namespace ringfence::cli {

namespace {

using ledger::Witnessed;

struct CosignOptions {
  std::string folder;  // of the witness
  LedgerOptions log;
};

struct Asked {
  ledger::WitnessRequest request;
  ledger::WitnessAnswer answer;
};

Error refused(const Asked& asked, const std::string& name) {
  switch (asked.answer.result) {
    case Witnessed::cosigned:
    case Witnessed::unknown_log:
      return fail(fmt::format("no key of {} was given", name), {}, "get it from the ring's operator: --key VKEY");
    case Witnessed::wrong_signature:
      return fail(fmt::format("this checkpoint is not signed by the key of {} that was given", name));
    case Witnessed::other_size:
      return fail(fmt::format("{} entries of {} have been cosigned, and it is not shown that this extends them",
                              asked.answer.last_size, name),
                  {}, fmt::format("ringfence ledger consistency DIR {} makes what is needed", asked.answer.last_size));
    case Witnessed::other_root:
      return fail(fmt::format("{} has forked: another root of {} entries was cosigned", name, asked.answer.last_size));
    case Witnessed::wrong_proof:
      break;
  }
  return fail(fmt::format("{} does not extend the {} entries that were cosigned", name, asked.answer.last_size));
}

Result<ledger::VerifierKey> key_of(const std::vector<ledger::VerifierKey>& keys, const std::string& name) {
  const auto found =
      std::ranges::find_if(keys, [&](const auto& key) { return key.kind == ledger::KeyKind::log && key.name == name; });
  if (found != keys.end()) return *found;
  return refused({}, name);
}

// A file says from which size it proves; of a log that is at hand the proof is made from wherever it is wanted.
Result<Asked> ask(const CosignOptions& options, ledger::Witness& witness, const std::vector<ledger::VerifierKey>& keys,
                  std::string& name) {
  const std::string& where = options.log.where.front();
  const bool is_file = std::filesystem::is_regular_file(where);
  LedgerPlace place = ledger_at(where);
  Asked asked;
  if (is_file) {
    const auto text = read_file(where, limits::note_bytes);
    if (!text) return text.error();
    auto request = ledger::parse_witness_request(*text);
    if (!request) return within(where, request.error());
    asked.request = std::move(*request);
  } else {
    auto served = ledger::read_checkpoint(*place.log);
    if (!served) return served.error();
    asked.request.note = std::move(served->note);
  }
  const auto checkpoint = ledger::parse_checkpoint(asked.request.note.text);
  if (!checkpoint) return within(where, checkpoint.error());
  name = checkpoint->origin;
  const auto key = key_of(keys, name);
  if (!key) return key.error();
  const auto answer = [&] {
    return witness.cosign(asked.request.note, *key, asked.request.old_size, asked.request.proof, now_in_seconds());
  };
  auto first = answer();
  if (!first) return first.error();
  asked.answer = std::move(*first);
  const bool needs_proof = asked.answer.result == Witnessed::other_size && asked.answer.last_size <= checkpoint->size;
  if (is_file || !needs_proof) return asked;
  asked.request.old_size = asked.answer.last_size;
  auto proof =
      ledger::prove_consistency(nodes_of(*place.log, checkpoint->size), asked.request.old_size, checkpoint->size);
  if (!proof) return proof.error();
  asked.request.proof = std::move(*proof);
  auto second = answer();
  if (!second) return second.error();
  asked.answer = std::move(*second);
  return asked;
}

int cosign(const CosignOptions& options) {
  const auto keys = read_keys(options.log.keys);
  if (!keys) return report(keys.error());
  const auto store = open_to_write(options.folder);
  if (!store) return report(store.error());
  ledger::Witness witness(ledger::system_files(), options.folder + "/cosigned", (*store)->key());
  std::string name;
  const auto asked = ask(options, witness, *keys, name);
  if (!asked) return report(asked.error());
  const ledger::WitnessAnswer& answer = asked->answer;
  if (!answer.cosignature) {
    const bool forked = answer.result == Witnessed::other_root || answer.result == Witnessed::wrong_proof;
    Error error = refused(*asked, name);
    if (forked && !answer.before.empty()) {
      const auto what = answer.result == Witnessed::other_root ? record::other_root : record::no_extension;
      const auto kept = record::keep_fork(ledger::system_files(), options.folder,
                                          {"by-hand", now_in_seconds(), what, answer.before, to_text(asked->request)});
      error.detail = kept ? "the evidence is kept in " + *kept : to_text(kept.error());
    }
    return report(error);
  }
  ledger::Note note = asked->request.note;
  note.signatures.push_back(*answer.cosignature);
  if (options.log.json) {
    fmt::print("{}\n", pretty(json::object{{"log", name},
                                           {"witness", (*store)->key().name},
                                           {"cosignature", to_text(*answer.cosignature)},
                                           {"checkpoint", to_text(note)}}));
  } else {
    fmt::print("{}", to_text(note));
  }
  return Exit::clean;
}

}  // namespace

void register_ledger_cosign(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("cosign", "Cosign another ring's checkpoint by hand, as its witness");
  auto options = std::make_shared<CosignOptions>();
  options->log.where.resize(1);
  command->add_option("DIR", options->folder, "The ledger whose key cosigns; its gateway must not run")->required();
  command
      ->add_option("DIR|URL|FILE", options->log.where[0],
                   "The other ring's ledger; or a file that `ringfence ledger consistency` printed of it")
      ->required();
  add_ledger_options(*command, options->log);
  command->footer(
      "Gateways do this by themselves (docs/ledger.md); this is for a ledger that no gateway reaches. Signs only what\n"
      "is signed by the key given and extends all that DIR has cosigned of that log, and keeps it in mind first. "
      "Prints\n"
      "the checkpoint with the cosignature under it. A fork is refused, and the evidence kept in DIR/forks.\n"
      "Exit: 0 cosigned, 1 refused, 2 wrong use.\n"
      "Example: ringfence ledger cosign rings/us/ledger https://eu.meridian.example/ledger --key eu.vkey >checkpoint");
  command->callback([&action, options] { action = [options] { return cosign(*options); }; });
}

}  // namespace ringfence::cli
