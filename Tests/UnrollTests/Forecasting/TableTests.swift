import Testing

@testable import Unroll

@Suite struct TableTests {
  private func table(_ text: String, _ form: Table.Form = .init()) throws(SeriesError) -> Table {
    try Table(bytes: Array(text.utf8), source: "t.csv", form: form)
  }

  private func numbers(_ text: String, column: Int = 0) throws -> [Double]? {
    try table(text).columns[column].numbers
  }

  @Test func `Quoted fields may hold separators, marks and line ends`() throws {
    let table = try table("\"a,b\",\"say \"\"x\"\"\"\r\n\"1\",\"two\nlines\"\r\n2,three\r\n")
    #expect(table.columns.map(\.name) == ["a,b", "say \"x\""])
    #expect(table.columns[0].numbers == [1, 2])
    #expect(table.columns[1].content == .text)
    #expect(table.rows == 2)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `Lines end in three ways, the last one with or without it`(end: String) throws {
    #expect(try numbers("x\(end)1\(end)2\(end)") == [1, 2])
    #expect(try numbers("x\(end)1\(end)2") == [1, 2])
    #expect(try numbers("x\(end)1\(end)2\(end)\(end)\(end)") == [1, 2])
  }

  @Test(arguments: [",", ";", "\t"])
  func `The separator is the one that the first line has most of`(separator: String) throws {
    let text = ["a", "b", "c"].joined(separator: separator) + "\n1\(separator)2\(separator)3\n"
    #expect(try table(text).columns.map(\.numbers) == [[1], [2], [3]])
  }

  @Test func `A separator that is named is taken`() throws {
    let table = try table("a;b,c\n1;2\n", Table.Form(separator: ";"))
    #expect(table.columns.map(\.name) == ["a", "b,c"])
  }

  @Test func `A byte-order mark is passed over`() throws {
    #expect(try table("\u{FEFF}x,y\n1,2\n").columns.map(\.name) == ["x", "y"])
  }

  @Test func `Without a header columns have numbers for names`() throws {
    #expect(try table("1,2\n3,4\n").columns.map(\.name) == ["1", "2"])
    #expect(try numbers("1.5\n-2e3\n+.5\n") == [1.5, -2000, 0.5])
    #expect(try table("1949-01,NA\n1949-02,3\n").rows == 2)
    #expect(try table("2019,2020\n1,2\n", Table.Form(hasHeader: true)).columns[1].name == "2020")
    #expect(try table("a\n1\n", Table.Form(hasHeader: false)).columns[0].content == .text)
  }

  @Test func `Missing values have several spellings`() throws {
    let found = try #require(try numbers("x,y\n1,0\n,0\nNA,0\nnan,0\n?,0\nnull,0\nN/A,0\n2,0\n"))
    #expect(found.count == 8)
    #expect(found.map(\.isNaN) == [false, true, true, true, true, true, true, false])
    #expect(try numbers("x\n1\n\n2\n")?.map(\.isNaN) == [false, true, false])
  }

  @Test func `Dates are told from text and numbers`() throws {
    let table = try table("d,y,t\n1999-12-31,1999,a\n2000-01-01,2000,b\n")
    guard case .dates(let dates) = table.columns[0].content else {
      Issue.record("no dates")
      return
    }
    #expect(dates.map { $0?.description } == ["1999-12-31", "2000-01-01"])
    #expect(table.columns[1].numbers == [1999, 2000])
    #expect(table.columns[2].content == .text)
    #expect(try self.table("d\n1999-02-29\n1999-03-01\n").columns[0].content == .text)
  }

  @Test func `Faults are found with line and column`() throws {
    func place(_ line: Int, _ column: Int) -> SeriesError.Place {
      SeriesError.Place(source: "t.csv", line: line, column: column)
    }
    #expect(throws: SeriesError.openQuote(place(2, 3))) { try table("a,b\n1,\"2\n3,4\n") }
    #expect(throws: SeriesError.textAfterQuote(place(2, 4))) { try table("a,b\n\"1\"x,2\n") }
    #expect(throws: SeriesError.strayQuote(place(2, 3))) { try table("a,b\nä1\"2,2\n") }
    #expect(throws: SeriesError.controlCharacter(place(2, 1), byte: 0)) { try table("a\n\0\n") }
    #expect(throws: SeriesError.raggedRow(source: "t.csv", line: 3, found: 1, expected: 2)) {
      try table("a,b\n1,2\n3\n")
    }
    #expect(throws: SeriesError.raggedRow(source: "t.csv", line: 3, found: 3, expected: 2)) {
      try table("a,b\n1,2\n3,4,5\n")
    }
    #expect(throws: SeriesError.raggedRow(source: "t.csv", line: 3, found: 1, expected: 2)) {
      try table("a,b\n1,2\n\n3,4\n")
    }
    #expect(throws: SeriesError.noRows(source: "t.csv")) { try table("") }
    #expect(throws: SeriesError.noRows(source: "t.csv")) { try table("\n\n") }
    #expect(throws: SeriesError.self) { try Table(bytes: [0x61, 0x0A, 0xFF, 0x0A], source: "t") }
    #expect(throws: SeriesError.self) { try Table(bytes: [0xFF, 0xFE, 0x61, 0], source: "t") }
    let wide = String(repeating: ",", count: 5000)
    #expect(throws: SeriesError.tooManyColumns(source: "t.csv", count: 5001, limit: 4096)) {
      try table(wide)
    }
  }

  @Test func `A field that is no number is reported where its column is used`() throws {
    let table = try table("a,b\n1,2\n3,\"x\ny\"\n5,1e200\n")
    #expect(try table.index(ofNumbers: "a") == 0)
    #expect(
      throws: SeriesError.notANumber(
        .init(source: "t.csv", line: 3, column: 3), name: "b", text: "x\ny")
    ) { try table.index(ofNumbers: "b") }
    #expect(throws: SeriesError.unknownColumn(source: "t.csv", name: "c", columns: ["a", "b"])) {
      try table.index(ofNumbers: "c")
    }
    let large = try self.table("a\n1\n1e200\n")
    #expect(
      throws: SeriesError.numberTooLarge(
        .init(source: "t.csv", line: 3, column: 1), name: "a", text: "1e200")
    ) { try large.index(ofNumbers: "a") }
    for text in ["inf", "0x10", "1,5", "1_0"] {
      let odd = try self.table("a;b\n1;1\n\(text);1\n")
      #expect(throws: SeriesError.self, "\(text)") { try odd.index(ofNumbers: "a") }
    }
    let twice = try self.table("a,a\n1,2\n")
    #expect(throws: SeriesError.ambiguousColumn(source: "t.csv", name: "a")) {
      try twice.index(ofNumbers: "a")
    }
  }

  @Test func `Random bytes never trap`() throws {
    var stream = RandomStream(seed: 1, purpose: .trials)
    let alphabet = Array("1,2;\"\"\n\r\t.-e xNA?\u{FF}\0".utf8)
    for _ in 0..<3000 {
      let bytes = (0..<stream.below(40)).map { _ in alphabet[stream.below(alphabet.count)] }
      let table = try? Table(bytes: bytes, source: "t")
      #expect(table.map { $0.rows > 0 && !$0.columns.isEmpty } ?? true)
    }
  }
}
