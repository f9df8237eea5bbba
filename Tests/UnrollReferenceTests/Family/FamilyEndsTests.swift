import Testing
import UnrollReference

@Suite("One target for a sequence, in Double")
struct FamilyEndsTests {
  private static func stack(
    _ cell: any ReferenceCell, isResidual: Bool, directions: Int
  ) -> ReferenceStack {
    let configuration = ReferenceStackConfiguration(
      input: .numbers(2), cell: cell, hiddenSize: 3, layers: 2, isBidirectional: directions == 2,
      isResidual: isResidual, loss: .crossEntropy(classes: 4, smoothing: 0.1))
    var stack = ReferenceStack(configuration)
    for i in stack.flat.indices { stack.flat[i] = 0.8 * Double((i * 37) % 19 - 9) / 9 }
    return stack
  }

  private static let sequence = ReferenceStackSequence(
    inputs: .numbers([[0.3, -0.8], [0.9, 0.1], [-0.4, 0.7], [0.2, 0.6]]), targets: .symbols([2]),
    predictsOnce: true)

  @Test("The prediction reads each direction where it has read everything", arguments: [1, 2])
  func readsEnds(directions: Int) {
    let stack = Self.stack(ReferenceVanillaCell(), isResidual: true, directions: directions)
    let pass = stack.forward(Self.sequence)
    #expect(pass.outputs.count == 1 && pass.losses.count == 1 && pass.weight == 1)
    let handedOn = pass.layers[1].handedOn
    let y = handedOn[3][..<3] + (directions == 2 ? handedOn[0][3...] : [])
    let V = stack["V"] ?? []
    let c = stack["c"] ?? []
    for k in 0..<4 {
      let o = zip(y, V[k * y.count..<(k + 1) * y.count]).reduce(c[k]) { $0 + $1.0 * $1.1 }
      #expect(abs(o - pass.outputs[0][k]) < 1e-14)
    }
  }

  @Test("Its gradient is that of finite differences", arguments: [1, 2], [false, true])
  func gradients(directions: Int, isResidual: Bool) {
    for cell in ReferenceCells.all() {
      // Kinks have no differences.
      if let vanilla = cell as? ReferenceVanillaCell, vanilla.activation == .relu { continue }
      let stack = Self.stack(cell, isResidual: isResidual, directions: directions)
      var masks = ReferenceMasks()
      let ones = [Double](repeating: 1, count: 3 * directions)
      var mask = ones
      mask[0] = 0
      mask[mask.count - 1] = 1.5
      masks.layers = [[ones, mask, ones, mask], [mask, ones, ones, mask]]
      let gradient = stack.gradient(Self.sequence, masks: masks)
      let differences = stack.finiteDifferences(Self.sequence, masks: masks)
      let comparison = GradientComparison(
        gradient.parameters, reference: differences.parameters,
        slices: stack.configuration.slices, measure: .componentwise,
        tolerance: GradientTolerance.finiteDifferences)
      #expect(comparison.ok, "\(cell), \(comparison)")
    }
  }
}
