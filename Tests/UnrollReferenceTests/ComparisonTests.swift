import Testing
import UnrollReference

@Suite("Comparison of gradients")
struct ComparisonTests {
  let slices = [
    ParameterSlice(name: "one", dimensions: [2], start: 0),
    ParameterSlice(name: "two", dimensions: [1, 2], start: 2),
  ]

  func compare(
    _ gradient: [Double], _ reference: [Double], _ measure: GradientMeasure,
    tolerance: Double = 1e-6
  ) -> GradientComparison {
    GradientComparison(
      gradient, reference: reference, slices: slices, measure: measure, tolerance: tolerance)
  }

  static let measures: [GradientMeasure] = [.componentwise, .norm]

  @Test("Equal gradients have no distance", arguments: measures)
  func equal(_ measure: GradientMeasure) {
    let comparison = compare([1, -2, 0, 4], [1, -2, 0, 4], measure)
    #expect(comparison.ok && comparison.error == 0)
    #expect(comparison.entries.map(\.name) == ["one", "two"])
    #expect(comparison.entries.allSatisfy { $0.tolerance == 1e-6 })
  }

  @Test(
    "What is not finite never passes, on either side, whatever the tolerance", arguments: measures)
  func notFinite(_ measure: GradientMeasure) {
    for bad in [Double.nan, .infinity, -.infinity] {
      for (gradient, reference) in [
        ([1, 2, 3, bad], [1.0, 2, 3, 4]), ([1, 2, 3, 4], [1, 2, 3, bad]),
        ([1, 2, 3, bad], [1, 2, 3, bad]),
      ] {
        let comparison = compare(gradient, reference, measure, tolerance: 1e300)
        #expect(!comparison.ok)
        #expect(comparison.entries.map(\.ok) == [true, false])
        #expect(comparison.entries[1].worstIndex == 1)
        #expect(comparison.error == .infinity)
      }
    }
  }

  @Test("A wrong component is found, named and placed", arguments: measures)
  func wrong(_ measure: GradientMeasure) {
    let comparison = compare([1, 2, 3, 4.1], [1, 2, 3, 4], measure)
    #expect(comparison.entries.map(\.ok) == [true, false])
    #expect(comparison.entries[1].worstIndex == 1)
    #expect(comparison.description.contains("two is off by"))
  }

  @Test("The measures are those of their equations")
  func values() {
    let componentwise = compare([1, 2, 3, 5], [1, 2, 4, 5], .componentwise)
    #expect(componentwise.entries.map(\.error) == [0, 0.25])
    let norm = compare([1, 2, 0, 4], [1, 2, 3, 4], .norm)
    #expect(norm.entries.map(\.error) == [0, 0.6])
  }

  @Test("A small component is judged by its neighbours, not by itself")
  func cancellation() {
    // Off by 1e-9 beside a neighbour of one: rounding. The same beside nothing larger: a mistake.
    let reference = [1, 1e-5, 1e-5, 1e-5]
    let comparison = compare([1, 1.0001e-5, 1.0001e-5, 1e-5], reference, .componentwise)
    #expect(comparison.entries.map(\.ok) == [true, false])
  }

  @Test("A reference of zeros is matched by zeros and by nothing else", arguments: measures)
  func zeros(_ measure: GradientMeasure) {
    let zero = [0.0, 0, 0, 0]
    #expect(compare(zero, zero, measure).ok)
    #expect(!compare([0, 0, 0, 1e-9], zero, measure).ok)
    #expect(compare([0, 0, 1, 2], [0, 0, 1, 2], measure).ok)
    #expect(!compare([1e-9, 0, 1, 2], [0, 0, 1, 2], measure).ok)
    #expect(!compare([1, 2, 0, 0], [1, 2, 3, 4], measure).ok)
  }

  @Test("Rounding to Float passes the tolerance of the engine and fails that of Double")
  func singlePrecision() {
    let example = Example(sizes: (3, 5, 4), lengths: [6, 2])
    let reference = example.network.gradient(example.passes)
    let rounded = reference.flat.map { Double(Float($0)) }
    let slices = example.network.shape.slices
    #expect(
      GradientComparison(
        rounded, reference: reference.flat, slices: slices, measure: .norm,
        tolerance: GradientTolerance.singlePrecision
      ).ok)
    #expect(
      !GradientComparison(
        rounded, reference: reference.flat, slices: slices, measure: .componentwise,
        tolerance: GradientTolerance.sameInDouble
      ).ok)
  }

  #if os(Linux) || os(macOS)
    @Test("Lengths that differ are a programmer's error")
    func lengths() async {
      await #expect(processExitsWith: .failure) {
        _ = GradientComparison(
          [1], reference: [1, 2],
          slices: [ParameterSlice(name: "one", dimensions: [2], start: 0)],
          measure: .norm, tolerance: 1)
      }
    }
  #endif
}
