import Foundation
import Unroll

extension BenchArguments {
  /// One batch: for each sequence, what is read and what is to be predicted.
  private struct ExportedBatch: Encodable {
    let inputs: [[Int32]]
    let targets: [[Int32]]
  }

  /// Writes `model.safetensors` and `batches.json` where `--export` wants them.
  func export(_ network: Network, _ data: Dataset) throws {
    guard let export else { return }
    do {
      try RunFolder.create(export)
      try ModelFile.write(network, to: RunFolder.file(ModelFile.bestName, in: export))
      let bytes = [UInt8](try Output.jsonLine(batches(data)))
      try AtomicFile.write(bytes, to: RunFolder.file("batches.json", in: export))
    } catch let error as ModelFileError {
      throw CommandFailure(error)
    }
  }

  private func batches(_ data: Dataset) -> [ExportedBatch] {
    guard case .symbols(let inputs, _) = data.inputs, case .symbols(let targets, _) = data.targets
    else { return [] }
    var sequences: [Range<Int>] = []
    for length in data.lengths {
      let start = sequences.last?.upperBound ?? 0
      sequences.append(start..<start + length)
    }
    return stride(from: 0, to: sequences.count, by: batch).map { first in
      let chosen = sequences[first..<min(first + batch, sequences.count)]
      return ExportedBatch(
        inputs: chosen.map { Array(inputs[$0]) }, targets: chosen.map { Array(targets[$0]) })
    }
  }
}
