// swift-tools-version: 6.2

import PackageDescription

// The manifest is the architecture: a target imports only targets that stand above it.
// Documentation/Architecture.md has the picture.

/// The compiler's incremental builds overlook a change in the body of an inlinable function of
/// another module, and would link kernels of yesterday; whole modules are always compiled anew.
/// Without `-fno-math-errno`, the square root of a vector would be eight calls that may set errno.
let levelFlags = [
  "-Ounchecked", "-wmo", "-num-threads", "1", "-disable-batch-mode", "-Xcc", "-fno-math-errno",
]

#if arch(x86_64)
  /// Kernels for processors of the x86-64-v3 level (AVX2, FMA). The level is chosen at start-up.
  let x86V3Settings: [SwiftSetting] = [
    .unsafeFlags(levelFlags + ["-Xcc", "-march=x86-64-v3"])
  ]
#else
  let x86V3Settings: [SwiftSetting] = [.unsafeFlags(levelFlags)]
#endif

let package = Package(
  name: "Unroll",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Unroll", targets: ["Unroll"]),
    .library(name: "UnrollReference", targets: ["UnrollReference"]),
    .executable(name: "unroll", targets: ["UnrollCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0")
  ],
  targets: [
    // MARK: Kernels: the only unsafe code
    .target(name: "KernelBodies"),
    .target(
      name: "KernelsBaseline",
      dependencies: ["KernelBodies"],
      swiftSettings: [.unsafeFlags(levelFlags)]),
    .target(
      name: "KernelsX86V3",
      dependencies: ["KernelBodies"],
      swiftSettings: x86V3Settings),
    .target(
      name: "Kernels",
      dependencies: ["KernelBodies", "KernelsBaseline", "KernelsX86V3"]),

    // MARK: Public
    .target(name: "Unroll", dependencies: ["Kernels"]),
    .target(name: "UnrollReference"),

    // MARK: The command
    .target(name: "UnrollProof", dependencies: ["Unroll", "UnrollReference"]),
    .executableTarget(
      name: "UnrollCommand",
      dependencies: [
        "Unroll", "UnrollReference", "UnrollProof",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Resources"]),

    // MARK: Examples
    .executableTarget(
      name: "MemoryTasks",
      dependencies: [
        "Unroll", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/MemoryTasks",
      exclude: ["README.md"]),

    // MARK: Tests
    .target(
      name: "TestSupport",
      dependencies: ["KernelBodies", "Kernels", "Unroll", "UnrollReference"],
      path: "Tests/TestSupport"),
    .target(
      name: "ReaderProperties", dependencies: ["Unroll"], path: "Tests/ReaderProperties"),
    .testTarget(name: "KernelsTests", dependencies: ["KernelBodies", "Kernels", "TestSupport"]),
    .testTarget(name: "UnrollReferenceTests", dependencies: ["UnrollReference"]),
    .testTarget(
      name: "UnrollTests", dependencies: ["Unroll", "UnrollReference", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "UnrollProofTests",
      dependencies: ["UnrollProof", "Unroll", "UnrollReference", "TestSupport"]),
    .testTarget(
      name: "UnrollCommandTests",
      dependencies: ["Unroll", "UnrollCommand", "UnrollProof", "TestSupport"],
      exclude: ["Golden"]),
    // Counts calls of malloc in a whole program: no place for it but in a program of its own.
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .executableTarget(
      name: "AllocationCheck", dependencies: ["AllocationCounter", "Kernels", "Unroll"],
      path: "Tests/AllocationCheck"),
    .testTarget(
      name: "ReaderTests", dependencies: ["ReaderProperties", "Unroll"], path: "Tests/ReaderTests"),
    // Takes the time of 16 MB of hostile data of each kind, which a test without optimisation can't.
    .executableTarget(
      name: "ReaderGrowth", dependencies: ["ReaderProperties"], path: "Tests/ReaderGrowth"),
  ],
  swiftLanguageModes: [.v6]
)

/// The fuzzer: only `Scripts/fuzz` builds it, and names the file of libFuzzer without a main function
/// (Documentation/Decisions/0018-fuzzing.md).
if let fuzzer = Context.environment["UNROLL_FUZZING"] {
  package.targets.append(
    .executableTarget(
      name: "FuzzTarget", dependencies: ["ReaderProperties"], path: "Tests/FuzzTarget",
      linkerSettings: [
        .unsafeFlags(["-sanitize=address", "-use-ld=lld", fuzzer]), .linkedLibrary("stdc++"),
      ]))
  for target in package.targets
  where ["Unroll", "ReaderProperties", "FuzzTarget"].contains(target.name) {
    target.swiftSettings =
      (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer,address"])]
  }
}

/// Settings of every target. CI asks for warnings as errors; people who only use the package are
/// spared the errors that a newer compiler's warnings would be.
var commonSettings: [SwiftSetting] = [.enableUpcomingFeature("InternalImportsByDefault")]
if Context.environment["UNROLL_WARNINGS_AS_ERRORS"] != nil {
  commonSettings.append(.treatAllWarnings(as: .error))
}
for target in package.targets {
  target.swiftSettings = (target.swiftSettings ?? []) + commonSettings
}
