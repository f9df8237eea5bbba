/// The content of a safetensors file: named tensors of `Float` and a table of texts.
///
/// The format, from the first byte on:
///
///     8 bytes   N, the length of the header, little-endian
///     N bytes   the header: JSON, padded with spaces so that the data begins at a multiple of 8
///     the rest  the tensors' numbers, little-endian, one tensor directly behind the other
///
///     {"__metadata__": {"key": "text"},
///      "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
///
/// Reference: <https://huggingface.co/docs/safetensors>
package struct Safetensors: Equatable, Sendable {
  /// The tensors in the order in which their data lie in the file.
  package var tensors: [Tensor]

  /// What `__metadata__` holds.
  package var metadata: [String: String]

  /// A content to be written.
  package init(tensors: [Tensor] = [], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor with this name, or nil. Looks through all of them.
  package func tensor(named name: String) -> Tensor? {
    tensors.first { $0.name == name }
  }

  /// A name, a shape, and the numbers in row-major order.
  package struct Tensor: Equatable, Sendable {
    /// The name, unique in its file.
    package let name: String

    /// The sizes; empty for a single number.
    package let shape: [Int]

    /// The numbers, as many as the product of the sizes.
    package let numbers: Numbers

    /// The numbers as `Float`; those of F64 are rounded to the nearest.
    package var values: [Float] { numbers.floats }

    /// A tensor of type F32. The number of values must be the product of the sizes.
    package init(name: String, shape: [Int], values: [Float]) {
      self.init(name: name, shape: shape, numbers: .single(values))
    }

    /// A tensor. There must be as many numbers as the product of the sizes.
    package init(name: String, shape: [Int], numbers: Numbers) {
      precondition(
        shape.allSatisfy { $0 >= 0 } && shape.count <= Safetensors.maximumRank
          && shape.reduce(1, *) == numbers.count,
        "tensor '\(name)' of shape \(shape) cannot have \(numbers.count) values")
      self.name = name
      self.shape = shape
      self.numbers = numbers
    }
  }

  /// The numbers of a tensor in their precision: F64, or what a `Float` holds.
  package enum Numbers: Equatable, Sendable {
    case single([Float])
    case double([Double])

    /// How many there are.
    var count: Int {
      switch self {
      case .single(let values): values.count
      case .double(let values): values.count
      }
    }

    /// All of them as `Float`, F64 rounded to the nearest.
    var floats: [Float] {
      switch self {
      case .single(let values): values
      case .double(let values): values.map(Float.init)
      }
    }

    /// The type that they are written as.
    var type: TensorType {
      switch self {
      case .single: .float32
      case .double: .float64
      }
    }

    /// The bytes that they take in a file.
    var byteCount: Int { count * type.width }
  }

  /// The longest header that is read, in bytes: the limit of the format's reference implementation.
  package static let maximumHeaderLength = 100_000_000

  /// The longest name of a tensor and key of the metadata that is read, in bytes of UTF-8.
  ///
  /// The format knows no such limit. It stands here because hashing a string takes time quadratic
  /// in the length of a run of combining marks: a hostile name of a megabyte would take minutes.
  package static let maximumNameLength = 512

  /// The most dimensions of a tensor that is read: as many as NumPy and PyTorch can have.
  package static let maximumRank = 64

  /// The key that holds the metadata in the header and that no tensor can therefore have.
  static let metadataKey = "__metadata__"
}
