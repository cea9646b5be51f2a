#include <fmt/format.h>

#include <charconv>

#include "base/crypto.h"
#include "base/file.h"
#include "base/limits.h"
#include "cli/common.h"
#include "cli/ledger.h"

namespace ringfence::cli {

namespace {

struct ProofOptions {
  LedgerOptions ledger;
  std::uint64_t index = 0;
  std::string old;  // a size, or a file with a checkpoint
};

// What a proof is about: a checkpoint whose signature was looked at.
struct Proven {
  ledger::ServedCheckpoint served;
  ledger::Verified verified;
};

Result<Proven> begin(LedgerPlace& place, const LedgerOptions& options) {
  const auto keys = read_keys(options.keys);
  if (!keys) return keys.error();
  auto served = ledger::read_checkpoint(*place.log);
  if (!served) return served.error();
  Proven proven{std::move(*served), {}};
  ledger::check_own_signature(proven.served, *keys, "checkpoint", proven.verified);
  return proven;
}

std::string lines_of(const ledger::Proof& proof) {
  std::string lines;
  for (const ledger::Hash& hash : proof) lines += to_base64(as_bytes(hash)) + "\n";
  return lines;
}

json::array as_json(const ledger::Proof& proof) {
  json::array array;
  for (const ledger::Hash& hash : proof) array.emplace_back(to_base64(as_bytes(hash)));
  return array;
}

int end(const LedgerPlace& place, const Proven& proven, bool print_json, json::object json, const std::string& text) {
  const bool right = proven.verified.is_right();
  json["verified"] = right;
  json["checkpoint"] = proven.served.bytes;
  if (print_json) {
    fmt::print("{}\n", pretty(json));
  } else {
    fmt::print("{}", text);
  }
  print_problems(place.name, proven.verified);
  return right ? Exit::clean : Exit::findings;
}

int prove(const ProofOptions& options) {
  LedgerPlace place = ledger_at(options.ledger.where.front());
  auto proven = begin(place, options.ledger);
  if (!proven) return report(proven.error());
  const ledger::Checkpoint& checkpoint = proven->served.checkpoint;
  const auto proof = ledger::prove_inclusion(nodes_of(*place.log, checkpoint.size), options.index, checkpoint.size);
  if (!proof) return report(proof.error());
  const std::uint64_t bundle = options.index / ledger::tile_width;
  const std::uint64_t width = std::min(checkpoint.size - bundle * ledger::tile_width, ledger::tile_width);
  const auto entries = ledger::read_bundle(*place.log, {std::nullopt, bundle, static_cast<unsigned>(width)});
  if (!entries) return report(entries.error());
  const std::string& entry = entries->at(options.index % ledger::tile_width);
  if (!ledger::verify_inclusion(ledger::leaf_hash(entry), options.index, checkpoint.size, *proof, checkpoint.root)) {
    proven->verified.findings.push_back(
        {fmt::format("entry {}", options.index), "the files do not prove that it is in the log"});
  }
  return end(
      place, *proven, options.ledger.json, {{"index", options.index}, {"entry", entry}, {"proof", as_json(*proof)}},
      fmt::format("c2sp.org/tlog-proof@v1\nindex {}\n{}\n{}", options.index, lines_of(*proof), proven->served.bytes));
}

// The old checkpoint as far as it is known: a size alone is taken from the log itself.
Result<ledger::Checkpoint> old_checkpoint(const ProofOptions& options, LedgerPlace& place, Proven& proven) {
  const auto nodes = ledger::nodes_of(*place.log, proven.served.checkpoint.size);
  std::uint64_t size = 0;
  const auto read = std::from_chars(options.old.data(), options.old.data() + options.old.size(), size);
  if (read.ec == std::errc() && read.ptr == options.old.data() + options.old.size()) {
    if (size > proven.served.checkpoint.size)
      return fail(fmt::format("the log has only {} entries", proven.served.checkpoint.size));
    const auto root = ledger::root_at(nodes, size);
    if (!root) return root.error();
    return ledger::Checkpoint{proven.served.checkpoint.origin, size, *root};
  }
  const auto bytes = read_file(options.old, limits::note_bytes);
  if (!bytes) return bytes.error();
  auto note = ledger::parse_note(*bytes);
  if (!note) return within(options.old, note.error());
  auto checkpoint = ledger::parse_checkpoint(note->text);
  if (!checkpoint) return within(options.old, checkpoint.error());
  const auto keys = read_keys(options.ledger.keys);
  if (!keys) return keys.error();
  ledger::check_own_signature({*bytes, *note, *checkpoint}, *keys, options.old, proven.verified);
  if (checkpoint->origin != proven.served.checkpoint.origin)
    return fail(fmt::format("{} is of another log", options.old));
  return checkpoint;
}

int consistency(const ProofOptions& options) {
  LedgerPlace place = ledger_at(options.ledger.where.front());
  auto proven = begin(place, options.ledger);
  if (!proven) return report(proven.error());
  const auto old = old_checkpoint(options, place, *proven);
  if (!old) return report(old.error());
  const ledger::Checkpoint& now = proven->served.checkpoint;
  const auto proof = ledger::prove_consistency(nodes_of(*place.log, now.size), old->size, now.size);
  if (!proof) return report(proof.error());
  if (!ledger::verify_consistency(old->size, old->root, now.size, now.root, *proof)) {
    proven->verified.findings.push_back(
        {"checkpoint", fmt::format("the log does not extend what it was at {} entries", old->size)});
  }
  return end(place, *proven, options.ledger.json,
             {{"old_size", old->size}, {"old_root", to_hex(old->root)}, {"size", now.size}, {"proof", as_json(*proof)}},
             fmt::format("old {}\n{}\n{}", old->size, lines_of(*proof), proven->served.bytes));
}

}  // namespace

void register_ledger_prove(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("prove", "Print the proof that an entry is in the log");
  auto options = std::make_shared<ProofOptions>();
  options->ledger.where.resize(1);
  command->add_option("DIR|URL", options->ledger.where[0], "The ledger")->required();
  command->add_option("INDEX", options->index, "Of the entry, from 0")->required();
  add_ledger_options(*command, options->ledger);
  command->footer(
      "The format is c2sp.org/tlog-proof@v1; it verifies without the ledger, by the entry and the key.\n"
      "Exit: 0 it verifies, 1 it does not or no --key was given, 2 wrong use.\n"
      "Example: ringfence ledger prove rings/eu/ledger 17 --key eu.vkey >17.tlog-proof");
  command->callback([&action, options] { action = [options] { return prove(*options); }; });
}

void register_ledger_consistency(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("consistency", "Print the proof that the log extends what it was");
  auto options = std::make_shared<ProofOptions>();
  options->ledger.where.resize(1);
  command->add_option("DIR|URL", options->ledger.where[0], "The ledger")->required();
  command->add_option("OLD", options->old, "A file with an earlier checkpoint, or a size")->required();
  add_ledger_options(*command, options->ledger);
  command->footer(
      "Prints what a witness is sent (c2sp.org/tlog-witness): the old size, the proof, the checkpoint.\n"
      "Exit: 0 it verifies, 1 it does not or no --key was given, 2 wrong use.\n"
      "Example: ringfence ledger consistency https://eu.meridian.example/ledger last-week.checkpoint --key eu.vkey");
  command->callback([&action, options] { action = [options] { return consistency(*options); }; });
}

}  // namespace ringfence::cli
