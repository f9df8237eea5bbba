import Benchmark
import Work

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .cpuTotal, .instructions, .peakMemoryResident],
    warmupIterations: 5, maxDuration: .seconds(1), maxIterations: 10_000)
  for work in Work.all {
    Benchmark(work.name) { benchmark in
      let run = try work.prepare()
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { run() }
      benchmark.stopMeasurement()
    }
  }
}
