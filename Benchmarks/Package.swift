// swift-tools-version: 6.2

import PackageDescription

// A package of its own: whoever uses the library never builds what the benchmarks need
// (Documentation/Decisions/0012-benchmark-package.md).

let package = Package(
  name: "UnrollBenchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "Unroll", path: ".."),
    // Without its traits: what they measure, allocations and reference counts, reads 0 in places.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    // MARK: What is timed
    .target(
      name: "Work", dependencies: [.product(name: "Unroll", package: "Unroll")], path: "Work"),

    // MARK: With a clock
    .executableTarget(
      name: "UnrollBenchmarks",
      dependencies: ["Work", .product(name: "Benchmark", package: "benchmark")],
      path: "UnrollBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),

    // MARK: For counting instructions
    .executableTarget(name: "CountedSteps", dependencies: ["Work"], path: "CountedSteps"),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .plugin {
  target.swiftSettings = [.enableUpcomingFeature("InternalImportsByDefault")]
}
