# What every target of ours gets: warnings as errors, the sanitizers of the preset, a precompiled header: one for the
# libraries, one for programs with a command line, one for unit tests. Each is compiled once and used by all of its kind.
set(RINGFENCE_SANITIZE "" CACHE STRING "Comma-separated list for -fsanitize=")

find_program(RINGFENCE_CCACHE ccache)
if(RINGFENCE_CCACHE)
  # Without these ccache stores nothing that uses a precompiled header, and nothing that another clone could use.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${RINGFENCE_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
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
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # g++ 12's own library uses what it calls deprecated.
  target_compile_options(ringfence_options INTERFACE -Wno-deprecated-declarations)
endif()
if(RINGFENCE_SANITIZE)
  target_compile_options(ringfence_options INTERFACE -fsanitize=${RINGFENCE_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(ringfence_options INTERFACE -fsanitize=${RINGFENCE_SANITIZE})
endif()
if(RINGFENCE_FUZZ)
  target_compile_options(ringfence_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# ringfence_precompiled(NAME HEADERS <a> … USES lib …): targets that reuse it must have the same compile options.
function(ringfence_precompiled name)
  cmake_parse_arguments(ARG "" "" "HEADERS;USES" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}.cpp CONTENT "")
  add_library(ringfence_${name} OBJECT ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
  target_link_libraries(ringfence_${name} PRIVATE ringfence_options fmt::fmt ${ARG_USES})
  target_precompile_headers(ringfence_${name} PRIVATE ${ARG_HEADERS})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(ringfence_${name} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# ringfence_reuse(TARGET NAME): NAME precompiled_program is for what reads command lines and calls libraries, where CLI11's
# own code, emitted anew in every file, is most of the compiler's work and speed is of no use.
function(ringfence_reuse target name)
  target_precompile_headers(${target} REUSE_FROM ringfence_${name})
  if(name STREQUAL precompiled_program)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

set(common_headers <algorithm> <charconv> <chrono> <functional> <map> <memory> <optional> <set> <string> <string_view>
  <utility> <variant> <vector> <fmt/format.h>)
ringfence_precompiled(precompiled HEADERS ${common_headers})
ringfence_precompiled(precompiled_program HEADERS ${common_headers} <CLI/CLI.hpp> <boost/json.hpp> USES CLI11::CLI11)
target_compile_options(ringfence_precompiled_program PRIVATE $<$<CONFIG:Release>:-O1>)
if(RINGFENCE_TESTS)
  ringfence_precompiled(precompiled_test HEADERS ${common_headers} <gtest/gtest.h> <gmock/gmock.h>
    USES GTest::gmock GTest::gtest_main)
endif()

# ringfence_library(NAME USES lib …): one folder is one library, made of all its .cpp files.
function(ringfence_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  add_library(ringfence_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(ringfence_${name} PUBLIC ringfence_options ${ARG_USES})
  ringfence_reuse(ringfence_${name} precompiled)
endfunction()

# ringfence_unit_test(NAME SOURCES a.cpp … USES lib …): one test binary a library; no socket, no disk.
function(ringfence_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  add_executable(unit_${name} ${ARG_SOURCES})
  target_link_libraries(unit_${name} PRIVATE ringfence_options ${ARG_USES} GTest::gmock GTest::gtest_main)
  ringfence_reuse(unit_${name} precompiled_test)
  add_test(NAME unit.${name} COMMAND unit_${name} --gtest_brief=1)
  set_tests_properties(unit.${name} PROPERTIES LABELS unit)
endfunction()
