import Foundation
import Unroll

/// What a search tries: the numbers of a run that decide most about how much it learns in a given time.
struct Setting: Codable, Equatable, Hashable {
  /// α at the top of the schedule.
  var learningRate: Double
  /// Hidden neurons of each layer.
  var hidden: Int
  /// The share of what each layer hands on that is left out.
  var dropout: Double
  /// Sequences of a batch; nil for all.
  var batch: Int?
}

/// Where the settings of a search are drawn from: a range around what a job takes of itself, for each number
/// that its user has not given.
///
/// Draws are independent of each other, which finds good settings with fewer trials than a grid, because few
/// of the numbers matter much and nobody knows which (Bergstra and Bengio, 2012, JMLR 13:281-305).
struct SearchSpace: Equatable {
  /// A number that may be searched; its raw value is the option of `train` without the dashes.
  enum Dimension: String, CaseIterable {
    case learningRate = "learning-rate"
    case hidden, dropout, batch
  }

  /// What is taken where nothing is searched, and the first setting of every search.
  let usual: Setting
  let searched: Set<Dimension>

  /// The factor from the usual learning rate to the ends of its range.
  static let rateFactor = 4.0
  /// The highest dropout.
  static let mostDropout = 0.6
  /// Sizes are multiples of this: the kernels' vectors are full.
  static let sizeStep = 8
  /// Draws for a setting that has not been drawn yet, before the space is taken to be empty.
  private static let mostDraws = 100

  var learningRates: ClosedRange<Double> {
    usual.learningRate / SearchSpace.rateFactor...usual.learningRate * SearchSpace.rateFactor
  }

  /// From half the usual size to twice as much.
  var hiddenSizes: ClosedRange<Int> {
    let step = SearchSpace.sizeStep
    let most = NetworkArguments.maximumHidden / step * step
    let low = min(max(usual.hidden / 2 / step * step, step), most)
    let high = min(2 * (usual.hidden / step * step), most)
    return low...max(low, high)
  }

  /// A quarter of the usual batch to twice as much, in powers of two.
  var batches: [Int] {
    guard let usual = usual.batch else { return [] }
    let doubled = usual.multipliedReportingOverflow(by: 2)
    var sizes = [usual / 4, usual / 2, usual].filter { $0 > 0 }
    if !doubled.overflow { sizes.append(doubled.partialValue) }
    return sizes
  }

  /// The settings of a search: the usual one, then others, each drawn from a stream of its own, so that the
  /// first ones are the same however many there are. None occurs twice; a small space may have fewer than
  /// `count`.
  func settings(count: Int, seed: UInt64) -> [Setting] {
    var settings = [usual]
    var known: Set<Setting> = [usual]
    while settings.count < count {
      var stream = RandomStream(seed: seed, purpose: .search, index: UInt64(settings.count))
      var setting = draw(&stream)
      for _ in 1..<SearchSpace.mostDraws where known.contains(setting) { setting = draw(&stream) }
      guard known.insert(setting).inserted else { break }
      settings.append(setting)
    }
    return settings
  }

  /// One setting. All numbers are drawn, also those that are given, so that giving one does not change what
  /// the others become.
  private func draw(_ stream: inout RandomStream) -> Setting {
    let rate = SearchSpace.logUniform(learningRates, stream.uniform())
    let sizes = Double(hiddenSizes.lowerBound)...Double(hiddenSizes.upperBound)
    let size = SearchSpace.logUniform(sizes, stream.uniform())
    let dropout = SearchSpace.mostDropout * stream.uniform()
    let place = stream.uniform()
    var setting = usual
    // As many digits as a person can make use of: what a table shows is what was trained.
    if searched.contains(.learningRate) { setting.learningRate = SearchSpace.rounded(rate) }
    if searched.contains(.hidden) {
      let step = Double(SearchSpace.sizeStep)
      setting.hidden = Int((size / step).rounded()) * SearchSpace.sizeStep
    }
    if searched.contains(.dropout) { setting.dropout = (dropout * 100).rounded() / 100 }
    if searched.contains(.batch), !batches.isEmpty {
      setting.batch = batches[Int(place * Double(batches.count))]
    }
    return setting
  }

  /// The place `share`, 0 to 1, of a range whose factors are equally likely.
  private static func logUniform(_ range: ClosedRange<Double>, _ share: Double) -> Double {
    range.lowerBound * pow(range.upperBound / range.lowerBound, share)
  }

  /// A number to three digits.
  private static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.3g", value)) ?? value
  }
}
