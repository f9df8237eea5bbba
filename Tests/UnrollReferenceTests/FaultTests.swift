import Testing
import UnrollReference

/// Proof that the comparison is worth something: it catches what it is there to catch.
@Suite("Deliberate faults")
struct FaultTests {
  /// Sizes all different, two sequences of different lengths, a network strong enough that no term
  /// is negligible.
  static let example = Example(sizes: (3, 5, 4), lengths: [4, 3], seed: 11, spread: 1.1)
  static let passes = example.passes
  static let differences = example.network.finiteDifferences(example.batch, reduction: .mean)

  func compare(_ gradient: [Double]) -> GradientComparison {
    GradientComparison(
      ReferenceGradient(flat: gradient, shape: Self.example.network.shape),
      reference: Self.differences, tolerance: GradientTolerance.finiteDifferences)
  }

  @Test("Without a fault the copies equal the reference to the bit and pass")
  func faultless() {
    let network = Self.example.network
    let sweep = FaultySweep(network: network, fault: nil).gradient(Self.passes)
    #expect(sweep == network.gradient(Self.passes, reduction: .mean).flat)
    #expect(compare(sweep).ok, "\(compare(sweep))")
    let tensors = FaultyTensors(network: network, fault: nil).gradient(Self.passes)
    #expect(tensors == network.gradient(Self.passes, by: .tensors, reduction: .mean).flat)
    #expect(compare(tensors).ok, "\(compare(tensors))")
  }

  @Test("Every fault of the reverse sweep is caught", arguments: SweepFault.allCases)
  func sweep(_ fault: SweepFault) {
    let gradient = FaultySweep(network: Self.example.network, fault: fault).gradient(Self.passes)
    let comparison = compare(gradient)
    #expect(!comparison.ok && comparison.error > 1000 * GradientTolerance.finiteDifferences)
  }

  @Test("Every fault of the tensors is caught", arguments: TensorFault.allCases)
  func tensors(_ fault: TensorFault) {
    let gradient = FaultyTensors(network: Self.example.network, fault: fault)
      .gradient(Self.passes)
    let comparison = compare(gradient)
    #expect(!comparison.ok && comparison.error > 1000 * GradientTolerance.finiteDifferences)
  }

  @Test(
    "Every fault of the reverse sweep is far outside the tolerance of the engine in Float",
    arguments: SweepFault.allCases)
  func sweepInFloat(_ fault: SweepFault) {
    let network = Self.example.network
    let gradient = FaultySweep(network: network, fault: fault).gradient(Self.passes)
    let comparison = GradientComparison(
      gradient.map { Double(Float($0)) }, reference: Self.differences.flat,
      slices: network.shape.slices, measure: .norm,
      tolerance: 100 * GradientTolerance.singlePrecision)
    #expect(!comparison.ok)
  }
}
