// malloc and its kin, counted. A program that this is linked into uses these functions in place of the
// C library's, and so does the Swift runtime in it. Works with glibc, which lets its own be reached by
// other names.

#include "AllocationCounter.h"

#if defined(__linux__)
#include <features.h>
#endif

#if defined(__GLIBC__)

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static long count;
static long bytes;

/// Notes memory that has been handed out.
static void *taken(void *memory) {
  __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&bytes, (long)malloc_usable_size(memory), __ATOMIC_RELAXED);
  return memory;
}

/// Notes memory that goes back.
static void *given(void *memory) {
  __atomic_fetch_sub(&bytes, (long)malloc_usable_size(memory), __ATOMIC_RELAXED);
  return memory;
}

void *malloc(size_t size) { return taken(__libc_malloc(size)); }
void *calloc(size_t number, size_t size) { return taken(__libc_calloc(number, size)); }
void free(void *memory) { __libc_free(given(memory)); }

void *realloc(void *memory, size_t size) {
  long before = (long)malloc_usable_size(memory);
  void *moved = __libc_realloc(memory, size);
  if (moved || size == 0) __atomic_fetch_sub(&bytes, before, __ATOMIC_RELAXED);
  return taken(moved);
}

void *memalign(size_t alignment, size_t size) { return taken(__libc_memalign(alignment, size)); }
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  void *memory = memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

long allocation_count(void) { return __atomic_load_n(&count, __ATOMIC_RELAXED); }
long allocated_bytes(void) { return __atomic_load_n(&bytes, __ATOMIC_RELAXED); }

#else

long allocation_count(void) { return -1; }
long allocated_bytes(void) { return -1; }

#endif
