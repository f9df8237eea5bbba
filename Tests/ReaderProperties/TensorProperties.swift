import Unroll

// Files of tensors: what was read and written again reads the same, and is no larger than the data allows.

extension Reader {
  func checkSafetensors(_ bytes: [UInt8]) throws(Violation) {
    let file: Safetensors
    do {
      file = try Safetensors.decode(bytes, source: "fuzz")
    } catch {
      return try checkMessage(error.description)
    }
    // Of F16, two bytes become four: no tensor is larger than twice the file.
    let numbers = file.tensors.reduce(0) { $0 + $1.values.count }
    try require(2 * numbers <= bytes.count, "\(numbers) numbers of \(bytes.count) bytes")
    for tensor in file.tensors {
      let count = tensor.shape.reduce(1, *)
      try require(tensor.values.count == count, "\(tensor.values.count) numbers of \(tensor.shape)")
    }
    let written = file.encode()
    do {
      let again = try Safetensors.decode(written, source: "fuzz")
      try require(again.encode() == written, "what was written and read is written otherwise")
      try require(again.metadata == file.metadata, "the metadata do not come back")
      try require(again.tensors.count == file.tensors.count, "a tensor does not come back")
    } catch let error as Violation {
      throw error
    } catch {
      throw Violation("what was written cannot be read: \(error)")
    }
    guard file.metadata["checksum"] == nil, file.metadata["checksums"] == nil else { return }
    do {
      let summed = try Safetensors.decode(file.encode(hasChecksums: true), source: "fuzz")
      try require(summed.encode() == written, "checksums change what is read")
    } catch let error as Violation {
      throw error
    } catch {
      throw Violation("what was written with checksums cannot be read: \(error)")
    }
  }
}
