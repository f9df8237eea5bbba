import Testing

@testable import Unroll

@Suite("Clipping")
struct ClippingTests {
  /// A gradient of norm 5 whose largest element is 4.
  func gradient() -> Parameters {
    let configuration = NetworkConfiguration(
      input: .values(size: 2), hiddenSize: 3, output: .values(size: 2))
    var gradient = Parameters(zerosLike: configuration.parameterTable)
    gradient.values[1] = 3
    gradient.values[20] = -4
    return gradient
  }

  @Test("A norm over the threshold is scaled to it, whatever it is", arguments: [0.5, 1, 2, 4.75])
  func norm(_ threshold: Float) {
    var clipped = gradient()
    #expect(clipped.clip(.norm(threshold)) == 5)
    #expect(abs(clipped.norm() - Double(threshold)) < 1e-6)
    #expect(abs(clipped.values[1] - 0.6 * threshold) < 1e-6)
    #expect(abs(clipped.values[20] + 0.8 * threshold) < 1e-6)
  }

  @Test("A norm at or under the threshold is left alone", arguments: [5, 5.5, 100])
  func small(_ threshold: Float) {
    var clipped = gradient()
    #expect(clipped.clip(.norm(threshold)) == 5)
    #expect(clipped == gradient())
  }

  @Test("By value each element is cut back to its limit", arguments: [0.5, 3, 3.5, 6])
  func value(_ limit: Float) {
    var clipped = gradient()
    #expect(clipped.clip(.value(limit)) == 5)
    #expect(clipped.values[1] == min(3, limit) && clipped.values[20] == -min(4, limit))
    #expect(clipped.values.count { $0 != 0 } == 2)
  }

  @Test("Without clipping only the norm is taken")
  func none() {
    var clipped = gradient()
    #expect(clipped.clip(.none) == 5)
    #expect(clipped == gradient())
  }

  @Test("A number that is not finite shows in the norm")
  func notFinite() {
    for clipping in [Clipping.none, .norm(1), .value(1)] {
      var broken = gradient()
      broken.values[4] = .nan
      #expect(!broken.clip(clipping).isFinite)
    }
  }
}
