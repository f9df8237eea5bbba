#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How often memory has been asked for so far, in all threads; -1 where that can't be counted.
long allocation_count(void);

/// Bytes of all memory that has been asked for and not been given back; -1 where that can't be counted.
long allocated_bytes(void);

#endif
