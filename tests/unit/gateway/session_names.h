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

}  // namespace ringfence::gateway
