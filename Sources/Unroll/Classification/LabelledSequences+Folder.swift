#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension LabelledSequences {
  /// Reads a folder with a text file for each class.
  init(folder: String) throws(ClassificationError) {
    guard let all = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw .data(.unreadable(source: folder, .notPermitted))
    }
    let names = all.filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard !names.isEmpty else { throw .emptyFolder(source: folder) }
    var texts: [String] = []
    var labels: [String] = []
    var places: [DataPlace] = []
    var blankLines = 0
    var fileOfClass: [String: String] = [:]
    for name in names {
      let path = RunFolder.file(name, in: folder)
      if RunFolder.exists(path) {
        throw .badClassFile(source: path, reason: "a folder in a folder of classes")
      }
      let label = LabelledSequences.label(ofFile: name)
      if let other = fileOfClass.updateValue(name, forKey: label) {
        throw .badClassFile(
          source: path, reason: "its class is that of \(VisibleText.quoted(other)) too")
      }
      let bytes = try LabelledSequences.bytes(path)
      do throws(DataError) {
        var lines = try LineReader(bytes: bytes, source: path)
        while let text = try lines.next() {
          guard !text.isEmpty else {
            blankLines += 1
            continue
          }
          texts.append(text)
          labels.append(label)
          places.append(DataPlace(source: path, line: lines.line))
        }
      } catch {
        throw .data(error)
      }
    }
    guard !texts.isEmpty else { throw .noSequences(source: folder) }
    self.init(.texts(texts), labels: labels, places: places, source: folder)
    self.blankLines = blankLines
  }

  /// A file's name without what stands after its last dot.
  private static func label(ofFile name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }
}
