import Foundation

@testable import Unroll

/// What a network computes from given sequences, in the form that `Scripts/pytorch-check` reads and
/// writes: PyTorch's numbers in the fixtures, the engine's in an export.
struct TorchVectors: Codable {
  /// The sizes, as a model file states them.
  var configuration: ModelDescription
  /// The parameters under PyTorch's names; nil when they are in a model file.
  var parameters: [String: TorchTensor]?
  var sequences: [Sequence]
  /// Summed over all sequences.
  var loss: Total
  /// The gradients of the summed loss, under PyTorch's names.
  var gradients: [String: TorchTensor]

  /// One sequence and what the network makes of it, time step by time step.
  struct Sequence: Codable {
    var inputs: TorchTrack
    var targets: TorchTrack
    var outputs: [[Float]]
    var states: [[Float]]
    /// Summed over time; nil in an export.
    var loss: Double?
  }

  struct Total: Codable {
    var sum: Double
    var count: Int
  }

  /// A fixture, read from where this file lies: a resource of the package would be copied into
  /// every build and need Foundation's bundles to be found again, and tests run in a checkout.
  static func fixture<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let data = try Data(contentsOf: URL(filePath: fixturePath(name)))
    return try JSONDecoder().decode(type, from: data)
  }

  static func fixturePath(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/" + name).standardized.path(percentEncoded: false)
  }
}

/// A vector or a matrix, row by row.
struct TorchTensor: Codable {
  var values: [Float]
  /// The length of a row; nil for a vector.
  var columns: Int?

  init(values: [Float], columns: Int?) {
    (self.values, self.columns) = (values, columns)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let vector = try? container.decode([Float].self) {
      self.init(values: vector, columns: nil)
    } else {
      let rows = try container.decode([[Float]].self)
      self.init(values: rows.flatMap(\.self), columns: rows.first?.count ?? 0)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    guard let columns else { return try container.encode(values) }
    try container.encode(
      stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<$0 + columns]) })
  }
}

/// The inputs or targets of a sequence: symbols, or rows of numbers.
enum TorchTrack: Codable {
  case symbols([Int32])
  case values([[Float]])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let symbols = try? container.decode([Int32].self) {
      self = .symbols(symbols)
    } else {
      self = .values(try container.decode([[Float]].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .symbols(let symbols): try container.encode(symbols)
    case .values(let rows): try container.encode(rows)
    }
  }

  var count: Int {
    switch self {
    case .symbols(let symbols): symbols.count
    case .values(let rows): rows.count
    }
  }
}

extension TorchVectors {
  /// The network of the parameters: b is the sum of PyTorch's two biases.
  func network() throws -> Network {
    let configuration = try configuration.networkConfiguration()
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    let given = self.parameters ?? [:]
    for tensor in FileTensor.all(configuration) {
      let values = given[tensor.name]?.values ?? []
      let name = tensor.slice.name
      switch tensor.content {
      case .parameter, .copy: parameters[name] = values
      case .addend: parameters[name] = zip(parameters[name], values).map(+)
      }
    }
    return Network(configuration, parameters: parameters)
  }

  /// The inputs and targets of some of the sequences.
  func dataset(_ chosen: [Sequence]) throws -> Dataset {
    let configuration = try configuration.networkConfiguration()
    return try Dataset(
      inputs: .init(joining: chosen.map(\.inputs), port: configuration.input),
      targets: .init(joining: chosen.map(\.targets), port: configuration.output),
      lengths: chosen.map(\.inputs.count))
  }
}

extension Dataset.Track {
  init(joining tracks: [TorchTrack], port: NetworkConfiguration.Port) {
    var (symbols, values): ([Int32], [Float]) = ([], [])
    for track in tracks {
      switch track {
      case .symbols(let more): symbols += more
      case .values(let rows): values += rows.joined()
      }
    }
    switch port {
    case .symbols(let count): self = .symbols(symbols, count: count)
    case .values(let size): self = .values(values, size: size)
    }
  }
}
