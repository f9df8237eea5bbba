// Stands between a program and the system's calls on files, for Scripts/torture.
//
// Preloaded, it counts the calls that concern the files of a run's folder, lets one of them fail (or all from one on),
// or writes down what they do, so that a loss of power can be played afterwards.
//
//   FAULT_FOLDER   the folder; calls on other files pass untouched
//   FAULT_PARENT   the folder that it is in, if calls on that are to be seen, too
//   FAULT_COUNT    a file to which the number of calls is written at the end
//   FAULT_AT       the call that fails, counted from 1
//   FAULT_ERROR    its errno; "short" lets a write do half of its work
//   FAULT_FOREVER  if set, all calls from FAULT_AT on fail
//   FAULT_LOG      a file to which each call is written

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAXIMUM_DESCRIPTOR 1024
static char paths[MAXIMUM_DESCRIPTOR][512];
static atomic_long count;
static int logDescriptor = -1;
static pthread_mutex_t logLock = PTHREAD_MUTEX_INITIALIZER;

static int (*realOpen)(const char *, int, ...);
static ssize_t (*realWrite)(int, const void *, size_t);
static int (*realFsync)(int);
static int (*realClose)(int);
static int (*realRename)(const char *, const char *);
static int (*realUnlink)(const char *);
static int (*realFchmod)(int, mode_t);
static int (*realMkdir)(const char *, mode_t);

__attribute__((constructor)) static void begin(void) {
  realOpen = dlsym(RTLD_NEXT, "open");
  realWrite = dlsym(RTLD_NEXT, "write");
  realFsync = dlsym(RTLD_NEXT, "fsync");
  realClose = dlsym(RTLD_NEXT, "close");
  realRename = dlsym(RTLD_NEXT, "rename");
  realUnlink = dlsym(RTLD_NEXT, "unlink");
  realFchmod = dlsym(RTLD_NEXT, "fchmod");
  realMkdir = dlsym(RTLD_NEXT, "mkdir");
  const char *log = getenv("FAULT_LOG");
  if (log) logDescriptor = realOpen(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULT_COUNT");
  if (!path) return;
  char text[32];
  int length = snprintf(text, sizeof text, "%ld\n", atomic_load(&count));
  int descriptor = realOpen(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (descriptor < 0) return;
  if (realWrite(descriptor, text, (size_t)length) < 0) {}
  realClose(descriptor);
}

// Whether a path is the folder, or the file of a model, a checkpoint or of metrics in it.
static int concerns(const char *path) {
  const char *folder = getenv("FAULT_FOLDER"), *parent = getenv("FAULT_PARENT");
  if (!folder || !path) return 0;
  if (parent && strcmp(path, parent) == 0) return 1;
  size_t length = strlen(folder);
  if (strncmp(path, folder, length) != 0) return 0;
  return path[length] == 0 || strstr(path + length, "safetensors") != NULL || strstr(path + length, "metrics") != NULL;
}

// Counts a call; returns the errno that it is to fail with, 0 for none, -1 for half a write.
static int fault(void) {
  long number = atomic_fetch_add(&count, 1) + 1;
  const char *at = getenv("FAULT_AT");
  const char *error = getenv("FAULT_ERROR");
  if (!at || !error) return 0;
  long first = atol(at);
  if (number != first && !(getenv("FAULT_FOREVER") && number > first)) return 0;
  return strcmp(error, "short") == 0 ? -1 : atoi(error);
}

// Counts a call that is ours; whether it is to fail, with errno set.
static int fails(int isOurs) {
  int code = isOurs ? fault() : 0;
  if (code > 0) errno = code;
  return code > 0;
}

// A record: the name of the call, a path, another one or nothing, the number of bytes, the bytes.
static void record(const char *call, const char *path, const char *other, const void *bytes, size_t size) {
  if (logDescriptor < 0) return;
  char head[1600];
  int length = snprintf(head, sizeof head, "%s\t%s\t%s\t%zu\n", call, path, other ? other : "", size);
  pthread_mutex_lock(&logLock);
  if (realWrite(logDescriptor, head, (size_t)length) < 0) abort();
  if (size > 0 && realWrite(logDescriptor, bytes, size) != (ssize_t)size) abort();
  pthread_mutex_unlock(&logLock);
}

static const char *pathOf(int descriptor) {
  return descriptor >= 0 && descriptor < MAXIMUM_DESCRIPTOR && paths[descriptor][0] ? paths[descriptor] : NULL;
}

int open(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
  va_end(list);
  int isOurs = concerns(path);
  if (fails(isOurs)) return -1;
  int descriptor = realOpen(path, flags, mode);
  if (descriptor >= 0 && descriptor < MAXIMUM_DESCRIPTOR) {
    paths[descriptor][0] = 0;
    if (isOurs) snprintf(paths[descriptor], sizeof paths[descriptor], "%s", path);
    if (isOurs && flags & O_CREAT) record("create", path, NULL, NULL, 0);
  }
  return descriptor;
}

int open64(const char *path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
  va_end(list);
  return open(path, flags, mode);
}

ssize_t write(int descriptor, const void *bytes, size_t size) {
  const char *path = pathOf(descriptor);
  if (path) {
    int code = fault();
    if (code > 0) {
      errno = code;
      return -1;
    }
    if (code < 0 && size > 1) size /= 2;
  }
  ssize_t written = realWrite(descriptor, bytes, size);
  if (path && written > 0) record("write", path, NULL, bytes, (size_t)written);
  return written;
}

int fsync(int descriptor) {
  const char *path = pathOf(descriptor);
  if (fails(path != NULL)) return -1;
  int result = realFsync(descriptor);
  if (path && result == 0) record("fsync", path, NULL, NULL, 0);
  return result;
}

int fchmod(int descriptor, mode_t mode) {
  if (fails(pathOf(descriptor) != NULL)) return -1;
  return realFchmod(descriptor, mode);
}

int close(int descriptor) {
  const char *path = pathOf(descriptor);
  int code = path ? fault() : 0;
  if (path) paths[descriptor][0] = 0;
  int result = realClose(descriptor);
  if (code > 0) {
    errno = code;
    return -1;
  }
  return result;
}

int rename(const char *from, const char *to) {
  int isOurs = concerns(from) || concerns(to);
  if (fails(isOurs)) return -1;
  int result = realRename(from, to);
  if (isOurs && result == 0) record("rename", from, to, NULL, 0);
  return result;
}

int unlink(const char *path) {
  int isOurs = concerns(path);
  if (fails(isOurs)) return -1;
  int result = realUnlink(path);
  if (isOurs && result == 0) record("unlink", path, NULL, NULL, 0);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  int isOurs = concerns(path);
  if (fails(isOurs)) return -1;
  int result = realMkdir(path, mode);
  if (isOurs && result == 0) record("mkdir", path, NULL, NULL, 0);
  return result;
}
