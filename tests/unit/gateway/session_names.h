// The words that scripts of sessions are written in.
#pragma once

#include <gmock/gmock.h>

#include "session_world.h"

namespace ringfence::gateway {

using testing::bind;
using testing::bind_complete;
using testing::close;
using testing::close_complete;
using testing::complete;
using testing::describe;
using ::testing::ElementsAre;
using testing::execute;
using testing::failure;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::no_data;
using ::testing::Not;
using testing::parse;
using testing::parse_complete;
using testing::query;
using testing::ready;
using testing::row;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::sync;
using testing::World;

// What a ring's PostgreSQL says where something of post is withheld.
inline std::string withheld_notice() {
  std::string bytes;
  wire::NoticeResponse notice{
      {{{'S', "NOTICE"}, {'V', "NOTICE"}, {'C', "01R51"}, {'M', "content is withheld"}, {'t', "post"}}}};
  wire::encode(notice, bytes);
  return bytes;
}

}  // namespace ringfence::gateway
