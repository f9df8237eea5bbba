/// A month, a day or a moment as a table states it: `1949-01`, `1981-01-31`, `2010-01-02 13:45`,
/// `2010-01-02T13:45:30Z`; with `/` in place of `-` too. A year alone is a number.
///
/// Time zones other than a closing Z are not read. Days are those of the proleptic Gregorian calendar.
public struct CalendarDate: Sendable, Equatable, CustomStringConvertible {
  /// What the date is written with.
  struct Form: Sendable, Equatable {
    var separator: Character
    var hasDay: Bool
    /// `T` or a space; nil without a time.
    var timeMark: Character?
    var hasSeconds: Bool
    var isUTC: Bool
  }

  let year: Int
  let month: Int
  let day: Int
  /// Seconds since midnight.
  let seconds: Int
  let form: Form

  /// Months since the year 0.
  var months: Int { year * 12 + month - 1 }

  /// Seconds since 1970-01-01, as if all were UTC.
  var moment: Int { CalendarDate.days(year, month, day) * 86_400 + seconds }

  init(year: Int, month: Int, day: Int, seconds: Int, form: Form) {
    (self.year, self.month, self.day, self.seconds) = (year, month, day, seconds)
    self.form = form
  }

  /// Reads a date, or returns nil.
  public init?(_ text: String) {
    var rest = text[...]
    guard let year = CalendarDate.number(&rest, digits: 4), let separator = rest.popFirst(),
      separator == "-" || separator == "/", let month = CalendarDate.number(&rest, digits: 2),
      (1...12).contains(month)
    else { return nil }
    var form = Form(
      separator: separator, hasDay: false, timeMark: nil, hasSeconds: false, isUTC: false)
    (self.year, self.month) = (year, month)
    guard let next = rest.popFirst() else {
      (day, seconds, self.form) = (1, 0, form)
      return
    }
    guard next == separator, let day = CalendarDate.number(&rest, digits: 2), day >= 1,
      day <= CalendarDate.length(year, month)
    else { return nil }
    form.hasDay = true
    self.day = day
    var seconds = 0
    if let mark = rest.popFirst() {
      guard mark == "T" || mark == " ", let hour = CalendarDate.number(&rest, digits: 2),
        hour < 24, rest.popFirst() == ":", let minute = CalendarDate.number(&rest, digits: 2),
        minute < 60
      else { return nil }
      form.timeMark = mark
      seconds = hour * 3600 + minute * 60
      if rest.first == ":" {
        rest.removeFirst()
        guard let second = CalendarDate.number(&rest, digits: 2), second < 60 else { return nil }
        form.hasSeconds = true
        seconds += second
      }
      if rest == "Z" {
        form.isUTC = true
        rest = ""
      }
      guard rest.isEmpty else { return nil }
    }
    self.seconds = seconds
    self.form = form
  }

  /// The date in the form in which it was read.
  public var description: String {
    func pad(_ number: Int, _ digits: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }
    let mark = String(form.separator)
    var text = pad(year, 4) + mark + pad(month, 2)
    if form.hasDay { text += mark + pad(day, 2) }
    if let timeMark = form.timeMark {
      text += String(timeMark) + pad(seconds / 3600, 2) + ":" + pad(seconds / 60 % 60, 2)
      if form.hasSeconds { text += ":" + pad(seconds % 60, 2) }
      if form.isUTC { text += "Z" }
    }
    return text
  }

  private static func number(_ text: inout Substring, digits: Int) -> Int? {
    let part = text.prefix(digits)
    guard part.count == digits, part.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    text = text.dropFirst(digits)
    return Int(part)
  }

  // MARK: The calendar

  static func length(_ year: Int, _ month: Int) -> Int {
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// Days since 1970-01-01: years begin in March, so that the leap day is their last.
  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date of a day counted from 1970-01-01.
  static func date(ofDay days: Int) -> (year: Int, month: Int, day: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}
