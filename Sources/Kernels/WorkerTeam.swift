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
    let board = JobBoard()
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
      board.publish(parts: parts, job: escaping)
      board.work(index: 0)
      board.finish()
    }
  }
}

/// What a team's threads share: the job, its generation, and who is still at it.
///
/// `@unchecked Sendable`: `job`, `parts` and `teamSize` are written before the generation is
/// published (release) and read by a worker after it has seen that generation (acquire); `finish`
/// returns, and the job is replaced, only after every worker has counted itself out of it.
private final class JobBoard: @unchecked Sendable {
  private var job: (Int) -> Void = { _ in }
  private var parts = 0
  private var teamSize = 1
  private let generation = Atomic<Int>(0)
  private let working = Atomic<Int>(0)
  private let sleeping = Atomic<Int>(0)
  private let stopping = Atomic<Bool>(false)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Looks at the generation before a worker goes to sleep: enough for what one thread does alone
  /// between two shared parts of a training step (Documentation/Experiments.md).
  private static let spins = 100_000
  /// Looks at the workers before the calling thread offers its processor to them.
  private static let patience = 10_000

  init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func setTeamSize(_ size: Int) { teamSize = size }

  func publish(parts: Int, job: @escaping (Int) -> Void) {
    self.job = job
    self.parts = parts
    working.store(teamSize - 1, ordering: .relaxed)
    generation.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if sleeping.load(ordering: .sequentiallyConsistent) > 0 { wake() }
  }

  /// Computes the parts of one thread.
  func work(index: Int) {
    var part = index
    while part < parts {
      job(part)
      part += teamSize
    }
  }

  /// Waits until all workers are done with the job, then lets go of it.
  func finish() {
    var looks = 0
    while working.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks.isMultiple(of: JobBoard.patience) { sched_yield() }
    }
    job = { _ in }
  }

  /// The life of a worker.
  func serve(index: Int) {
    var seen = 0
    while true {
      let next = awaitGeneration(after: seen)
      if stopping.load(ordering: .acquiring) { return }
      seen = next
      work(index: index)
      working.wrappingSubtract(1, ordering: .acquiringAndReleasing)
    }
  }

  private func awaitGeneration(after seen: Int) -> Int {
    for _ in 0..<JobBoard.spins {
      let now = generation.load(ordering: .acquiring)
      if now != seen || stopping.load(ordering: .relaxed) { return now }
    }
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    sleeping.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer { sleeping.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
    while true {
      let now = generation.load(ordering: .sequentiallyConsistent)
      if now != seen || stopping.load(ordering: .sequentiallyConsistent) { return now }
      pthread_cond_wait(condition, mutex)
    }
  }

  func stop() {
    stopping.store(true, ordering: .sequentiallyConsistent)
    wake()
  }

  private func wake() {
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
