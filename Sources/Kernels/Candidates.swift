import KernelBodies

/// A row of candidates, of which one is drawn with a chance in proportion to its weight.
///
///     w_j = exp((o_j - max o) / temperature)
///
/// Read scores, exclude what must not be drawn, weigh, draw: nothing is allocated on the way. A score
/// that is not a number, or minus infinity, makes a candidate impossible, as excluding it does.
///
/// Weights are in Float: exp(x) with the error of the level's exponential, for an exponent x with four
/// roundings, a relative error of 2^-22 at most (`CandidatesTests`). They are added up in Double, block
/// by block of sixteen, each block in four chains: a weight of zero changes no bit of any sum.
package struct Candidates: ~Copyable {
  /// The number of candidates.
  package let count: Int
  /// Scores, then weights; what pads them to whole blocks is impossible.
  private let row: Matrix
  private let padded: Int

  /// Makes room for so many candidates.
  package init(count: Int) {
    self.count = count
    padded = (count + Candidates.blockSize - 1) / Candidates.blockSize * Candidates.blockSize
    row = Matrix(rows: 1, columns: count)
  }

  private static var blockSize: Int { 16 }
  private var base: UnsafeMutablePointer<Float> { row.block.base }

  // MARK: Scores

  /// Takes the scores of a row.
  package func read(_ scores: Block) {
    precondition(
      scores.rows == 1 && scores.columns == count, "\(scores.columns) scores for \(count)")
    let impossible = Vector(repeating: -.infinity)
    var i = 0
    while i &+ 8 <= count {
      let score = scores.base.vector(i)
      base.store(impossible.replacing(with: score, where: score .> impossible), i)
      i &+= 8
    }
    while i < padded {
      base[i] = i < count && scores.base[i] > -.infinity ? scores.base[i] : -.infinity
      i &+= 1
    }
  }

  /// Makes a candidate impossible.
  package func exclude(_ candidate: Int) {
    precondition(candidate >= 0 && candidate < count, "candidate \(candidate) of \(count)")
    base[candidate] = -.infinity
  }

  /// The largest score; minus infinity when no candidate is possible.
  package var largest: Float {
    var largest = Vector(repeating: -.infinity)
    var i = 0
    while i < padded {
      let score = base.vector(i)
      largest = largest.replacing(with: score, where: score .> largest)
      i &+= 8
    }
    return largest.max()
  }

  /// The first candidate with a score.
  package func first(with score: Float) -> Int? {
    for i in 0..<count where base[i] == score { return i }
    return nil
  }

  // MARK: Weights

  /// Turns scores, the largest of which is a finite `largest`, into weights.
  ///
  /// Temperatures beyond the range of Float count as its limits; none is 0 or below.
  package func weigh(largest: Float, temperature: Double, using set: InstructionSet) {
    // Halves of both: the distance of two scores may overflow.
    let half = Float(temperature / 2)
    let factor = 1 / min(max(half, .leastNormalMagnitude), .greatestFiniteMagnitude)
    let shift = Vector(repeating: largest / 2)
    var i = 0
    while i < padded {
      base.store((base.vector(i) * 0.5 - shift) * factor, i)
      i &+= 8
    }
    set.kernels.exponential(base, base, count: padded)
  }

  /// A candidate's score or weight.
  package subscript(candidate: Int) -> Float {
    get {
      precondition(candidate >= 0 && candidate < count, "candidate \(candidate) of \(count)")
      return base[candidate]
    }
    nonmutating set {
      precondition(candidate >= 0 && candidate < count, "candidate \(candidate) of \(count)")
      base[candidate] = newValue
    }
  }

  /// The sum of all weights.
  package var sum: Double {
    var sum = 0.0
    var start = 0
    while start < padded {
      sum += blockSum(start)
      start &+= Candidates.blockSize
    }
    return sum
  }

  /// The candidate at which the weights, added up in order, pass `point`; the last one with a weight
  /// if none does, as may come of rounding; nil when there is no weight.
  package func candidate(at point: Double) -> Int? {
    var rest = point
    var start = 0
    while start < padded {
      let block = blockSum(start)
      if rest < block { break }
      rest -= block
      start &+= Candidates.blockSize
    }
    let end = min(start &+ Candidates.blockSize, count)
    var i = start
    while i < end {
      let weight = Double(base[i])
      if rest < weight { return i }
      rest -= weight
      i &+= 1
    }
    var last = end &- 1
    while last >= 0 && !(base[last] > 0) { last &-= 1 }
    return last >= 0 ? last : nil
  }

  private func blockSum(_ start: Int) -> Double {
    let block = base + start
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    var i = 0
    while i < Candidates.blockSize {
      a += Double(block[i])
      b += Double(block[i &+ 1])
      c += Double(block[i &+ 2])
      d += Double(block[i &+ 3])
      i &+= 4
    }
    return (a + b) + (c + d)
  }
}
