# What every target of ours gets: warnings as errors, the sanitizers of the preset, one precompiled header.
option(RINGFENCE_TESTS "Build the tests" ON)
set(RINGFENCE_SANITIZE "" CACHE STRING "Comma-separated list for -fsanitize=")

find_program(RINGFENCE_CCACHE ccache)
if(RINGFENCE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${RINGFENCE_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${RINGFENCE_CCACHE})
endif()
find_program(RINGFENCE_MOLD mold)
if(RINGFENCE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(ringfence_options INTERFACE)
target_include_directories(ringfence_options INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
target_compile_options(ringfence_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wcast-align
  -Woverloaded-virtual -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough -Wextra-semi
  -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside libstdc++ and boost once they are inlined under optimisation or sanitizers.
  target_compile_options(ringfence_options INTERFACE -Wno-maybe-uninitialized -Wno-null-dereference -Wno-restrict
    -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-dangling-pointer)
endif()
if(RINGFENCE_SANITIZE)
  target_compile_options(ringfence_options INTERFACE -fsanitize=${RINGFENCE_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(ringfence_options INTERFACE -fsanitize=${RINGFENCE_SANITIZE})
endif()

# ringfence_library(NAME USES lib …): one folder is one library, made of all its .cpp files.
function(ringfence_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  add_library(ringfence_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(ringfence_${name} PUBLIC ringfence_options ${ARG_USES})
  target_precompile_headers(ringfence_${name} PRIVATE <algorithm> <map> <optional> <string> <string_view> <vector>
    <fmt/format.h>)
endfunction()

# ringfence_unit_test(NAME SOURCES a.cpp … USES lib …): one test binary a library; no socket, no disk.
function(ringfence_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  add_executable(unit_${name} ${ARG_SOURCES})
  target_link_libraries(unit_${name} PRIVATE ringfence_options ${ARG_USES} GTest::gmock GTest::gtest_main)
  target_precompile_headers(unit_${name} PRIVATE <gtest/gtest.h> <gmock/gmock.h>)
  add_test(NAME unit.${name} COMMAND unit_${name} --gtest_brief=1)
  set_tests_properties(unit.${name} PROPERTIES LABELS unit)
endfunction()
