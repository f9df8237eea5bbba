import Testing

@testable import Unroll

/// Sequences with classes as they stand in files.
@Suite struct ReadingTests {
  static func read(_ text: String, stepSize: Int? = nil) throws -> LabelledSequences {
    try LabelledSequences(bytes: Array(text.utf8), source: "data", stepSize: stepSize)
  }

  static func fault(_ text: String, stepSize: Int? = nil) -> ClassificationError? {
    do throws(ClassificationError) {
      _ = try LabelledSequences(bytes: Array(text.utf8), source: "data", stepSize: stepSize)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "a\tone\nb\ttwo, three\n", "\u{FEFF}a\tone\r\n\r\nb\ttwo, three",
    "label\ttext\na\tone\nb\ttwo, three\n", "Class,Sequence\na,one\nb,\"two, three\"",
    "\"a\",\"one\"\n b , \"two, three\" \n",
  ])
  func `Two columns are a label and a text`(text: String) throws {
    let data = try Self.read(text)
    #expect(data.content == .texts(["one", "two, three"]))
    #expect(data.labels == ["a", "b"] && data.classes == ["a", "b"])
  }

  @Test func `Double quotes inside quotes are doubled, others stand for themselves`() throws {
    let data = try Self.read("a,\"say \"\"hi\"\"\"\nb,5\" wide\n")
    #expect(data.content == .texts(["say \"hi\"", "5\" wide"]))
  }

  @Test func `Tables of numbers have the label last and steps of a size`() throws {
    let data = try Self.read("x1,x2,x3,x4,class\n1,2.5,-3,4e1,cat\n0,0,0,0,dog\n", stepSize: 2)
    #expect(data.content == .numbers([1, 2.5, -3, 40, 0, 0, 0, 0], lengths: [2, 2], size: 2))
    #expect(data.labels == ["cat", "dog"] && data.valuesPerLine == 4)
    let tabs = try Self.read("1\t2\t7\n3\t4\t8\n")
    #expect(tabs.content == .numbers([1, 2, 3, 4], lengths: [2, 2], size: 1))
    let pairs = try Self.read("1.5,yes\n2.5,no\n", stepSize: 1)
    #expect(pairs.content == .numbers([1.5, 2.5], lengths: [1, 1], size: 1))
  }

  static let series = """
    # a comment
    @problemName Toy
    @timeStamps false
    @dimensions 2
    @classLabel true yes no

    @data
    1,2,3:4,5,6:yes
    7:8:no

    """

  @Test func `Files of the time series archive have dimensions side by side`() throws {
    let data = try Self.read(Self.series)
    #expect(data.content == .numbers([1, 4, 2, 5, 3, 6, 7, 8], lengths: [3, 1], size: 2))
    #expect(data.labels == ["yes", "no"])
    #expect(data.places.map(\.line) == [8, 9])
    let unlabelled = try Self.read("@univariate true\n@classLabel false\n@data\n1,2\n3\n")
    #expect(unlabelled.content == .numbers([1, 2, 3], lengths: [2, 1], size: 1))
    #expect(unlabelled.labels == nil)
  }

  @Test(arguments: [
    ("1,2,3,a\n1,?,3,b\n", 2, 3, "field 2"), ("1,2,3,a\n1,2,,b\n", 2, 5, "field 3"),
    ("1,2,3,a\n1,NaN,3,b\n", 2, 3, "field 2"),
    ("@data\n1,2:3,?:a\n", 2, 7, "dimension 2, value 2"),
    ("@data\n1,2:3,:a\n", 2, 7, "dimension 2, value 2"),
  ])
  func `A missing value is refused with its place`(
    text: String, line: Int, column: Int, part: String
  ) throws {
    guard case .missingValue(let place, _)? = Self.fault(text) else {
      Issue.record("\(String(describing: Self.fault(text)))")
      return
    }
    #expect(place == DataPlace(source: "data", line: line, column: column, part: part))
  }

  @Test(arguments: [
    ("1,2,3,a\n1,x,3,b\n", 2, 3), ("1,2,3,a\n1,2,1e99,b\n", 2, 5), ("1,2,3,a\n1,inf,3,b\n", 2, 3),
    ("1,2,3,a\n1,0x10,3,b\n", 2, 3), ("1,2,3,a\n1,2,3,\n", 2, 7), ("1,2,3,a\n1,2,3,?\n", 2, 7),
    ("a,b\n,c\n", 2, 1), ("a,b\nc,\n", 2, 3), ("a,\"b\nc,d\n", 1, 3), ("a,\"b\" c\nc,d\n", 1, 3),
    ("@classLabel true a b\n@data\n1:c\n", 3, 3), ("@data\n1,2:3:a\n", 2, 5),
    ("@data\n1,(2,3):a\n", 2, 3),
  ])
  func `What is not expected is refused with its place`(text: String, line: Int, column: Int) {
    guard case .unexpected(let place, _, _)? = Self.fault(text) else {
      Issue.record("\(String(describing: Self.fault(text)))")
      return
    }
    #expect(place.line == line && place.column == column, "\(place)")
  }

  @Test(arguments: [
    "one\ntwo\n", "a,b,c\n", "a\tb\tc\n", "@timeStamps true\n@data\n1:a\n",
    "@dimensions x\n@data\n",
    "@targetLabel true\n@data\n1:2.5\n", "@classLabel maybe\n@data\n1:2\n", "@foo\n1:a\n",
    "@dimensions 3\n@data\n1:2:a\n",
  ])
  func `Other files are refused with the line`(text: String) {
    guard case .unexpected(let place, _, let expected)? = Self.fault(text) else {
      Issue.record("\(String(describing: Self.fault(text)))")
      return
    }
    #expect(place.source == "data" && place.line > 0 && !expected.isEmpty)
  }

  @Test func `Ragged lines are refused`() {
    #expect(
      Self.fault("1,2,3,a\n1,2,b\n")
        == .ragged(DataPlace(source: "data", line: 2), fields: 3, expected: 4))
    #expect(
      Self.fault("1,2,3,a\n", stepSize: 2) == .indivisible(source: "data", values: 3, stepSize: 2))
  }

  @Test(arguments: ["", "\n \n", "label,text\n", "x,y,z\n", "@data\n", "@problemName x\n", "#\n"])
  func `Data without sequences is refused`(text: String) {
    let fault = Self.fault(text)
    #expect(fault != nil && fault?.description.isEmpty == false)
  }

  @Test func `Bytes that are no text are refused, and none makes the reader trap`() throws {
    #expect(Self.fault("a\tb\0c\n") != nil)
    var generator = RandomStream(seed: 3, purpose: .trials)
    let pieces = Array("1,?:@#\"\t\n\r aé-.e@data\n@dimensions 99999999999999999999 1:".utf8)
    for _ in 0..<3000 {
      let bytes = (0..<generator.below(60)).map { _ in pieces[generator.below(pieces.count)] }
      for stepSize in [nil, 1, 3] as [Int?] {
        guard
          let data = try? LabelledSequences(bytes: bytes, source: "fuzz", stepSize: stepSize)
        else { continue }
        #expect(data.count > 0)
        #expect((data.labels?.count ?? data.count) == data.count)
      }
    }
  }

  @Test func `Classes are checked before anything is learned`() throws {
    #expect(throws: ClassificationError.self) { try Self.read("a,x\na,y\n").checkedClasses() }
    #expect(throws: ClassificationError.self) {
      try Self.read("a,x\nb,y\nc,z\n").checkedClasses()
    }
    #expect(try Self.read("a,x\nb,y\nb,z\n").checkedClasses() == ["a", "b"])
    #expect(throws: ClassificationError.self) {
      try Self.read("a,x\nc,y\n").classIndices(of: ["a", "b"])
    }
  }
}
