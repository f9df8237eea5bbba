import Testing

@testable import Unroll

@Suite struct CalendarTests {
  @Test(arguments: [
    (["1999-11", "1999-12"], "2000-01", "2000-02"),
    (["1999-01-31", "1999-02-28", "1999-03-29"], nil, nil),
    (["1999-12-31", "2000-01-31", "2000-02-29"], "2000-03-31", "2000-04-30"),
    (["2000-02-27", "2000-02-28"], "2000-02-29", "2000-03-01"),
    (["1999-12-31 22:00", "1999-12-31 23:00"], "2000-01-01 00:00", "2000-01-01 01:00"),
    (["2010/01/01", "2010/01/08"], "2010/01/15", "2010/01/22"),
    (["2010-01-15", "2010-04-15", "2010-07-15"], "2010-10-15", "2011-01-15"),
    (
      ["2010-01-01T00:00:30Z", "2010-01-01T00:01:00Z"], "2010-01-01T00:01:30Z",
      "2010-01-01T00:02:00Z"
    ),
    (["1960-01-01", "1960-01-03"], "1960-01-05", "1960-01-07"),
  ])
  func `Regular dates are continued in their own form`(
    dates: [String], next: String?, afterNext: String?
  ) throws {
    let read = dates.map { CalendarDate($0) }
    let step = CalendarStep(read)
    let last = try #require(read.last ?? nil)
    #expect(step?.date(1, after: last)?.description == next)
    #expect(step?.date(2, after: last)?.description == afterNext)
  }

  @Test func `Every day of four centuries is found again`() {
    var expected = (year: 1900, month: 1, day: 1)
    let first = CalendarDate.days(1900, 1, 1)
    #expect(CalendarDate.days(1970, 1, 1) == 0)
    for offset in 0..<146_097 {
      let found = CalendarDate.date(ofDay: first + offset)
      guard found == expected else {
        Issue.record("\(found), not \(expected)")
        return
      }
      expected.day += 1
      if expected.day > CalendarDate.length(expected.year, expected.month) {
        expected.day = 1
        expected.month += 1
      }
      if expected.month > 12 { (expected.year, expected.month) = (expected.year + 1, 1) }
    }
    #expect(expected == (2300, 1, 1))
  }

  @Test(arguments: [
    "1999", "1999-13", "1999-00", "1999-1", "1999-02-29", "1999-01-00", "99-01-01", "1999-01/01",
    "1999-01-01x", "1999-01-01 24:00", "1999-01-01 10:60", "1999-01-01 1:00", "1999-01-01T", "",
    "1999-", "１９９９-01",
  ])
  func `What is no date is none`(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test func `No step is so long that the years overflow`() throws {
    let date = try #require(CalendarDate("9999-12-31"))
    let step = try #require(
      CalendarStep([CalendarDate("9999-12-30"), date]))
    #expect(step.date(1, after: date) == nil)
    #expect(step.date(.max, after: date) == nil)
  }
}
