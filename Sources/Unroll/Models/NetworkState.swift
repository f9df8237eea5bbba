/// The state of a network between time steps, for a number of rows: what it remembers of the
/// sequences that it has read so far.
///
/// It can be taken out of an ``Engine``, stored, and put back, so that a long sequence may be read in
/// windows, a stream symbol by symbol, a text generated from where another one ended.
public struct NetworkState: Sendable, Codable, Equatable {
  /// The number of rows.
  public private(set) var rows: Int
  /// Whether a row is to begin with the network's own initial state: zero, or what it has learned.
  public private(set) var isFresh: [Bool]
  /// All numbers, row after row; those of fresh rows are zero.
  public private(set) var values: [Float]

  private let layers: Int
  private let directions: Int
  private let parts: Int
  private let width: Int

  /// Creates the state in which so many rows of a network begin.
  public init(rows: Int, of configuration: NetworkConfiguration) {
    self.rows = rows
    layers = configuration.layers
    directions = configuration.directions
    parts = configuration.cell.stateParts
    width = configuration.hiddenSize
    isFresh = [Bool](repeating: true, count: rows)
    values = [Float](repeating: 0, count: rows * layers * directions * parts * width)
  }

  /// Puts a state together; nil when the numbers are not as many as the network's, row by row.
  init?(isFresh: [Bool], values: [Float], of configuration: NetworkConfiguration) {
    self.init(rows: 0, of: configuration)
    rows = isFresh.count
    self.isFresh = isFresh
    self.values = values
    guard fits(configuration) else { return nil }
  }

  /// The number of floats of a row: layers × directions × parts × H.
  public var rowSize: Int { layers * directions * parts * width }

  /// Whether the state has the shape of a network's, so that it may be put into an engine: what a
  /// program asks of a state that it has read from a file.
  public func fits(_ configuration: NetworkConfiguration) -> Bool {
    layers == configuration.layers && directions == configuration.directions
      && parts == configuration.cell.stateParts && width == configuration.hiddenSize
      && isFresh.count == rows && values.count == rows * rowSize
  }

  /// Lets a row begin anew, as at the end of a document.
  public mutating func reset(row: Int) {
    isFresh[row] = true
    for i in row * rowSize..<(row + 1) * rowSize { values[i] = 0 }
  }

  /// Takes over a row of another state of the same network.
  mutating func copy(row: Int, of other: NetworkState, to target: Int) {
    precondition(rowSize == other.rowSize, "rows of \(other.rowSize) numbers for \(rowSize)")
    isFresh[target] = other.isFresh[row]
    let from = row * rowSize
    let to = target * rowSize
    for i in 0..<rowSize { values[to + i] = other.values[from + i] }
  }

  /// The hidden state a or, for cells that have one, the cell state s of a layer and direction.
  public func hiddenState(row: Int, layer: Int = 0, isReverse: Bool = false) -> [Float] {
    part(0, row: row, layer: layer, isReverse: isReverse)
  }

  /// The cell state s of a layer and direction; nil for cells without.
  public func cellState(row: Int, layer: Int = 0, isReverse: Bool = false) -> [Float]? {
    parts > 1 ? part(1, row: row, layer: layer, isReverse: isReverse) : nil
  }

  /// Sets the hidden state of a layer and direction; the row is then no longer fresh.
  public mutating func setHiddenState(
    _ numbers: [Float], row: Int, layer: Int = 0, isReverse: Bool = false
  ) {
    set(numbers, row: row, layer: layer, isReverse: isReverse, part: 0)
  }

  /// Sets the cell state of a layer and direction; the row is then no longer fresh.
  public mutating func setCellState(
    _ numbers: [Float], row: Int, layer: Int = 0, isReverse: Bool = false
  ) {
    set(numbers, row: row, layer: layer, isReverse: isReverse, part: 1)
  }

  private func part(_ part: Int, row: Int, layer: Int, isReverse: Bool) -> [Float] {
    let offset = offset(row: row, layer: layer, isReverse: isReverse, part: part)
    return Array(values[offset..<offset + width])
  }

  /// Where a part of a row's state stands.
  func offset(row: Int, layer: Int, isReverse: Bool, part: Int) -> Int {
    precondition(
      row >= 0 && row < rows && layer >= 0 && layer < layers && part < parts
        && (!isReverse || directions == 2),
      "row \(row), layer \(layer), part \(part) of \(rows) rows, \(layers) layers, \(parts) parts")
    return (((row * layers + layer) * directions + (isReverse ? 1 : 0)) * parts + part) * width
  }

  /// Sets a part of a row's state.
  mutating func set(_ numbers: [Float], row: Int, layer: Int, isReverse: Bool, part: Int) {
    precondition(numbers.count == width, "\(numbers.count) numbers for \(width) neurons")
    let offset = offset(row: row, layer: layer, isReverse: isReverse, part: part)
    values.replaceSubrange(offset..<offset + width, with: numbers)
    isFresh[row] = false
  }
}

extension NetworkState {
  private enum CodingKeys: String, CodingKey {
    case rows, isFresh, values, layers, directions, parts, width
  }

  /// Reads a state.
  ///
  /// - Throws: `DecodingError` when its numbers are not as many as its sizes say, or not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Int.self, forKey: .rows)
    isFresh = try container.decode([Bool].self, forKey: .isFresh)
    values = try container.decode([Float].self, forKey: .values)
    layers = try container.decode(Int.self, forKey: .layers)
    directions = try container.decode(Int.self, forKey: .directions)
    parts = try container.decode(Int.self, forKey: .parts)
    width = try container.decode(Int.self, forKey: .width)
    let sizes = [layers, directions, parts, width]
    var expected = rows
    var isSound = rows >= 0 && isFresh.count == rows && sizes.allSatisfy { $0 > 0 }
    for size in sizes where isSound {
      let (product, overflow) = expected.multipliedReportingOverflow(by: size)
      (expected, isSound) = (product, !overflow)
    }
    guard isSound, values.count == expected, values.allSatisfy(\.isFinite) else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container,
        debugDescription: "a state of \(values.count) numbers that its sizes do not account for")
    }
  }
}
