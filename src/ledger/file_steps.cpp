#include "ledger/file_steps.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace ringfence::ledger {

Error system_error(std::string_view step, const std::string& path, long result) {
  Error error = fail(fmt::format("could not {} \"{}\": {}", step, path, std::strerror(static_cast<int>(-result))));
  error.sqlstate = result == -ENOSPC || result == -EDQUOT ? "53100" : "58030";
  return error;
}

OpenFile::OpenFile(Files& files, std::string path, int descriptor)
    : files_(&files), path_(std::move(path)), descriptor_(descriptor) {}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : files_(other.files_), path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(files_, other.files_);
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) files_->close(descriptor_);
}

Status OpenFile::done(long result, std::string_view step) const {
  if (result < 0) return system_error(step, path_, result);
  return {};
}

Result<OpenFile> OpenFile::open(Files& files, std::string path, int flags, unsigned mode) {
  const int descriptor = files.open(path, flags, mode);
  if (descriptor < 0) return system_error("open", path, descriptor);
  return OpenFile(files, std::move(path), descriptor);
}

Status OpenFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const long written = files_->write(descriptor_, bytes);
    if (written <= 0) return done(written < 0 ? written : -ENOSPC, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status OpenFile::fsync() {
  return done(files_->fsync(descriptor_), "sync");
}

Status OpenFile::fdatasync() {
  return done(files_->fdatasync(descriptor_), "sync");
}

Status OpenFile::syncfs() {
  return done(files_->syncfs(descriptor_), "sync the file system of");
}

Status OpenFile::lock() {
  return done(files_->lock(descriptor_), "lock");
}

Status OpenFile::close() {
  return done(files_->close(std::exchange(descriptor_, -1)), "close");
}

Result<std::string> OpenFile::read(std::size_t limit) {
  std::string content;
  for (std::size_t size = 0;;) {
    content.resize(size + (64u << 10));
    const long got = files_->read(descriptor_, std::span(content).subspan(size));
    if (got < 0) return system_error("read", path_, got);
    size += static_cast<std::size_t>(got);
    if (size > limit) return fail(fmt::format("\"{}\" is larger than {} bytes", path_, limit));
    if (got > 0) continue;
    content.resize(size);
    return content;
  }
}

Result<std::optional<std::string>> OpenFile::read_if_there(Files& files, const std::string& path, std::size_t limit) {
  const int descriptor = files.open(path, O_RDONLY, 0);
  if (descriptor == -ENOENT) return std::optional<std::string>();
  if (descriptor < 0) return system_error("open", path, descriptor);
  OpenFile file(files, path, descriptor);
  auto content = file.read(limit);
  if (!content) return content.error();
  return std::optional(std::move(*content));
}

Status replace_file(Files& files, const std::string& path, std::string_view bytes, unsigned mode) {
  const std::string fresh = path + ".new";
  auto file = OpenFile::open(files, fresh, O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (!file) return file.error();
  RINGFENCE_TRY(file->write(bytes));
  RINGFENCE_TRY(file->fsync());
  RINGFENCE_TRY(file->close());
  if (const int renamed = files.rename(fresh, path); renamed < 0) return system_error("rename", fresh, renamed);
  return sync_path(files, folder_of(path));
}

Status replace_file_unsynced(Files& files, const std::string& path, std::string_view bytes, unsigned mode) {
  const std::string fresh = path + ".new";
  auto file = OpenFile::open(files, fresh, O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (!file) return file.error();
  RINGFENCE_TRY(file->write(bytes));
  RINGFENCE_TRY(file->close());
  if (const int renamed = files.rename(fresh, path); renamed < 0) return system_error("rename", fresh, renamed);
  return {};
}

Status sync_path(Files& files, const std::string& path) {
  auto file = OpenFile::open(files, path, O_RDONLY);
  if (!file) return file.error();
  RINGFENCE_TRY(file->fsync());
  return file->close();
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status make_folders(Files& files, const std::string& path, unsigned mode) {
  const int made = files.make_folder(path, mode);
  if (made >= 0 || made == -EEXIST) return {};
  if (made != -ENOENT) return system_error("make the folder", path, made);
  RINGFENCE_TRY(make_folders(files, folder_of(path), mode));
  const int again = files.make_folder(path, mode);
  if (again < 0 && again != -EEXIST) return system_error("make the folder", path, again);
  return {};
}

Status make_folders_synced(Files& files, const std::string& path, unsigned mode) {
  int made = files.make_folder(path, mode);
  if (made == -ENOENT) {
    RINGFENCE_TRY(make_folders_synced(files, folder_of(path), mode));
    made = files.make_folder(path, mode);
  }
  if (made < 0 && made != -EEXIST) return system_error("make the folder", path, made);
  return sync_path(files, folder_of(path));
}

}  // namespace ringfence::ledger
