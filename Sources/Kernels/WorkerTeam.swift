import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Threads that stay: they spin a little while waiting for work, then sleep.
///
/// ``run(parts:_:)`` calls a closure once for each part, on the calling thread and the workers.
/// Which thread computes a part never changes what the part computes, so results do not depend on
/// the size of the team. One thread at a time may call `run`: the owner of a team sees to it.
package final class WorkerTeam: Sendable {
  /// Threads at work, the calling one included.
  package let count: Int

  private let board: JobBoard
  private let threads: [Thread]

  /// Starts `count - 1` threads; fewer when the system refuses some.
  package init(count requested: Int) {
    let board = JobBoard(threads: max(requested, 1))
    var threads: [Thread] = []
    for index in 1..<max(requested, 1) {
      guard let thread = Thread(board: board, index: index) else { break }
      threads.append(thread)
    }
    self.board = board
    self.threads = threads
    count = threads.count + 1
    board.setTeamSize(count)
  }

  deinit {
    board.stop()
    for thread in threads { thread.join() }
  }

  /// Calls `body` with 0 ..< `parts`, each once, and returns when all calls have returned.
  package func run(parts: Int, _ body: (Int) -> Void) {
    if count == 1 || parts <= 1 {
      for part in 0..<max(parts, 0) { body(part) }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      let announcement = board.publish(parts: parts, job: escaping)
      board.finish(announcement, own: board.work(index: 0, announcement))
    }
  }
}

/// What a team's threads share: the job, and which of its parts have been claimed and done.
///
/// The parts of a job lie in slots. A thread computes its own slots, the same ones in every job, so that its
/// caches hold what it needs. Then it waits for the others for about a microsecond, and takes what they have not
/// begun by then, so that nobody waits for a thread that the system lets wait. A slot bears the number of the last
/// job for which it was claimed: a worker that comes late finds all slots of its job claimed, and has nothing to do
/// with the next one until it has seen that.
///
/// `@unchecked Sendable`: `job` and `parts` are written before the announcement is stored (release) and read by
/// a worker after it has loaded that announcement (acquire) and claimed a slot of it; `finish` returns, and the
/// job is replaced, only after every slot is done.
private final class JobBoard: @unchecked Sendable {
  private var job: (Int) -> Void = { _ in }
  private var parts = 0
  private var teamSize = 1
  /// The number of the job at hand, and in its lowest bits how many slots it has.
  private let announcement = Atomic<Int>(0)
  /// Slots of the job that no worker has done; the calling thread counts its own.
  private let remaining = Atomic<Int>(0)
  /// For each slot the job that it was last claimed for, each in a cache line of its own.
  private let claims: UnsafeMutablePointer<Atomic<Int>>
  private let slotCount: Int
  private let sleeping = Atomic<Int>(0)
  private let callerSleeps = Atomic<Bool>(false)
  private let stopping = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let announced = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Looks before a thread goes to sleep: enough for what one thread does alone between two shared parts of a
  /// training step (Documentation/Experiments.md).
  private static let spins = 100_000
  /// Looks before a thread takes what another one should have begun.
  private static let courtesy = 2_000
  private static let slotsPerThread = 8
  private static let slotBits = 20
  private static let cacheLine = 64 / MemoryLayout<Atomic<Int>>.stride

  /// For at most so many threads.
  init(threads: Int) {
    slotCount = min(Self.slotsPerThread * threads, 1 << Self.slotBits - 1)
    claims = .allocate(capacity: slotCount * Self.cacheLine)
    for index in 0..<slotCount * Self.cacheLine { (claims + index).initialize(to: Atomic(0)) }
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    for condition in [announced, finished] {
      condition.initialize(to: pthread_cond_t())
      pthread_cond_init(condition, nil)
    }
  }

  deinit {
    for condition in [announced, finished] {
      pthread_cond_destroy(condition)
      condition.deallocate()
    }
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    claims.deinitialize(count: slotCount * Self.cacheLine)
    claims.deallocate()
  }

  func setTeamSize(_ size: Int) { teamSize = size }

  func publish(parts: Int, job: @escaping (Int) -> Void) -> Int {
    self.job = job
    self.parts = parts
    let slots = min(parts, slotCount)
    remaining.store(slots, ordering: .relaxed)
    let number = announcement.load(ordering: .relaxed) >> Self.slotBits + 1
    let announcement = number << Self.slotBits | slots
    self.announcement.store(announcement, ordering: .sequentiallyConsistent)
    if sleeping.load(ordering: .sequentiallyConsistent) > 0 { wake(announced) }
    return announcement
  }

  /// Computes a thread's own slots of a job: how many there were to claim.
  func work(index: Int, _ announcement: Int) -> Int {
    var done = 0
    for slot in stride(from: index, to: Self.slots(announcement), by: teamSize) {
      if workOn(slot, announcement) { done += 1 }
    }
    return done
  }

  /// Computes slots that nobody has begun: how many there were.
  private func help(_ announcement: Int) -> Int {
    var done = 0
    for slot in (0..<Self.slots(announcement)).reversed() {
      if workOn(slot, announcement) { done += 1 }
    }
    return done
  }

  private static func slots(_ announcement: Int) -> Int { announcement & (1 << slotBits - 1) }

  /// Computes a slot if no other thread has claimed it.
  private func workOn(_ slot: Int, _ announcement: Int) -> Bool {
    let number = announcement >> Self.slotBits
    let claim = claims + slot * Self.cacheLine
    let last = claim.pointee.load(ordering: .relaxed)
    guard last < number,
      claim.pointee.compareExchange(
        expected: last, desired: number, ordering: .acquiringAndReleasing
      ).exchanged
    else { return false }
    compute(slot)
    return true
  }

  /// Computes the parts of a claimed slot. Not inlined: the job must be let go of before the slot is done.
  @inline(never)
  private func compute(_ slot: Int) {
    for part in stride(from: slot, to: parts, by: slotCount) { job(part) }
  }

  /// Waits until all slots are done, of which the calling thread has done some; then lets go of the job.
  func finish(_ announcement: Int, own: Int) {
    var (own, looks) = (own, 0)
    while remaining.load(ordering: .acquiring) > own {
      looks += 1
      if looks == Self.courtesy { own += help(announcement) }
      if looks == Self.spins { sleepUntilFinished(own) }
    }
    job = { _ in }
  }

  private func sleepUntilFinished(_ own: Int) {
    pthread_mutex_lock(mutex)
    callerSleeps.store(true, ordering: .sequentiallyConsistent)
    while remaining.load(ordering: .sequentiallyConsistent) > own {
      pthread_cond_wait(finished, mutex)
    }
    callerSleeps.store(false, ordering: .relaxed)
    pthread_mutex_unlock(mutex)
  }

  /// The life of a worker.
  func serve(index: Int) {
    var seen = 0
    while true {
      seen = awaitAnnouncement(after: seen)
      if stopping.load(ordering: .acquiring) { return }
      report(work(index: index, seen))
    }
  }

  /// Counts slots that a worker has done.
  private func report(_ done: Int) {
    guard done > 0 else { return }
    remaining.wrappingSubtract(done, ordering: .sequentiallyConsistent)
    if callerSleeps.load(ordering: .sequentiallyConsistent) { wake(finished) }
  }

  private func awaitAnnouncement(after seen: Int) -> Int {
    for look in 0..<Self.spins {
      let now = announcement.load(ordering: .acquiring)
      if now != seen || stopping.load(ordering: .relaxed) { return now }
      if look == Self.courtesy { report(help(seen)) }
    }
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    sleeping.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer { sleeping.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
    while true {
      let now = announcement.load(ordering: .sequentiallyConsistent)
      if now != seen || stopping.load(ordering: .sequentiallyConsistent) { return now }
      pthread_cond_wait(announced, mutex)
    }
  }

  func stop() {
    stopping.store(true, ordering: .sequentiallyConsistent)
    wake(announced)
  }

  private func wake(_ condition: UnsafeMutablePointer<pthread_cond_t>) {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }
}

/// A running worker. The thread itself holds the board, never the team, so that a team can end.
///
/// `@unchecked Sendable`: the handle is written once, before the value is shared.
private final class Thread: @unchecked Sendable {
  #if canImport(Darwin)
    private var handle: pthread_t?
  #else
    private var handle = pthread_t()
  #endif

  private final class Start {
    let board: JobBoard
    let index: Int

    init(board: JobBoard, index: Int) {
      self.board = board
      self.index = index
    }
  }

  /// Starts the thread; nil when the system refuses.
  init?(board: JobBoard, index: Int) {
    let start = Unmanaged.passRetained(Start(board: board, index: index))
    let status = pthread_create(&handle, nil, { threadMain($0) }, start.toOpaque())
    if status != 0 {
      start.release()
      return nil
    }
  }

  func join() {
    #if canImport(Darwin)
      if let handle { pthread_join(handle, nil) }
    #else
      pthread_join(handle, nil)
    #endif
  }

  fileprivate static func serve(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    start.board.serve(index: start.index)
    return nil
  }
}

/// A worker thread's entry.
private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  Thread.serve(argument)
}
