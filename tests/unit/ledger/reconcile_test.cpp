#include "ledger/reconcile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ringfence::ledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Books {
 public:
  void begins(Side side, char id, const std::string& purpose = "feed", const std::string& to = "us") {
    Transfer transfer;
    transfer.id = std::string(32, id);
    transfer.side = side;
    transfer.from = "eu";
    transfer.to = to;
    transfer.location = "US";
    transfer.service = "web";
    transfer.purpose = purpose;
    transfer.policy = std::string(64, '0');
    reconciler.add(side == Side::importer ? "B" : "A", *make_entry(transfer, 1));
  }
  void ends(Side side, char id, std::uint64_t rows = 3, TransferOutcome outcome = TransferOutcome::complete) {
    reconciler.add(side == Side::importer ? "B" : "A",
                   *make_entry(TransferEnd{std::string(32, id), side, rows, 8 * rows, outcome}, 2));
  }
  void both(char id) {
    for (const Side side : {Side::exporter, Side::importer}) begins(side, id), ends(side, id);
  }
  [[nodiscard]] std::vector<std::string> mismatches() const {
    std::vector<std::string> found;
    for (const auto& each : reconciler.result().mismatches)
      found.push_back(std::string(to_text(each.kind)) + ": " + each.detail);
    return found;
  }
  Reconciler reconciler;
};

TEST(Reconcile, WhatBothHaveAlikeIsPaired) {
  Books books;
  books.both('1');
  books.both('2');
  EXPECT_THAT(books.mismatches(), IsEmpty());
  EXPECT_EQ(books.reconciler.result().paired, 2);
}

TEST(Reconcile, EachMismatchHasItsName) {
  Books books;
  books.both('1');
  books.begins(Side::importer, '2'), books.ends(Side::importer, '2');
  books.begins(Side::exporter, '3'), books.ends(Side::exporter, '3');
  books.begins(Side::exporter, '4'), books.ends(Side::exporter, '4');
  books.begins(Side::importer, '4', "search"), books.ends(Side::importer, '4');
  books.begins(Side::exporter, '5'), books.begins(Side::importer, '5'), books.ends(Side::importer, '5');
  books.begins(Side::exporter, '6'), books.begins(Side::importer, '6'), books.ends(Side::exporter, '6');
  books.begins(Side::exporter, '7'), books.begins(Side::importer, '7'), books.ends(Side::exporter, '7', 4),
      books.ends(Side::importer, '7', 3);
  books.both('8'), books.begins(Side::exporter, '8');
  books.ends(Side::exporter, '9');
  EXPECT_THAT(books.mismatches(),
              ElementsAre("orphan at importer: us has it, eu does not", "never arrived: eu has it, us does not",
                          "differs: purpose is not the same", "unfinished: at the exporter",
                          "unfinished: at the importer", "differs: rows 4 were sent and 3 received",
                          "differs: it is there twice", "differs: it ends without having begun"));
  EXPECT_EQ(books.reconciler.result().transfers, 9);
}

TEST(Reconcile, WhatWasRefusedAndBroughtNothingIsNoMismatch) {
  Books books;
  books.both('1');
  books.begins(Side::importer, '2'), books.ends(Side::importer, '2', 0, TransferOutcome::failed);
  EXPECT_THAT(books.mismatches(), IsEmpty());
  books.begins(Side::importer, '3'), books.ends(Side::importer, '3', 1, TransferOutcome::failed);
  EXPECT_THAT(books.mismatches(), ElementsAre("orphan at importer: us has it, eu does not"));
}

TEST(Reconcile, WhatHasOneSideOnlyIsNoMismatch) {
  Books books;
  books.both('1');
  books.begins(Side::exporter, '2', "feed", "eu"), books.ends(Side::exporter, '2');
  books.begins(Side::asker, '3');
  books.begins(Side::exporter, '4'), books.ends(Side::exporter, '4', 0, TransferOutcome::failed);
  books.begins(Side::exporter, '5'), books.begins(Side::importer, '5');
  books.ends(Side::exporter, '5', 4, TransferOutcome::cut), books.ends(Side::importer, '5', 2, TransferOutcome::cut);
  EXPECT_THAT(books.mismatches(), IsEmpty());
  books.begins(Side::exporter, '6', "feed", "cn"), books.ends(Side::exporter, '6');
  EXPECT_THAT(books.mismatches(), ElementsAre("ledger not given: eu has it, cn does not"));
}

}  // namespace
}  // namespace ringfence::ledger
