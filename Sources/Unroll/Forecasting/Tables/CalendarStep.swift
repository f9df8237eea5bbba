/// The regular step between the dates of a table: so many months, from the same day of one to that of another or
/// from last day to last day, or so many seconds.
public struct CalendarStep: Sendable, Equatable {
  private enum Unit: Equatable {
    case months(Int, isAtEnd: Bool)
    case seconds(Int)
  }

  private let unit: Unit

  /// Finds the step of dates; nil where it is not the same everywhere, or a date is missing.
  public init?(_ dates: [CalendarDate?]) {
    let known = dates.compactMap { $0 }
    guard known.count == dates.count, known.count >= 2 else { return nil }
    let months = known[1].months - known[0].months
    let isAtEnd = known.allSatisfy {
      $0.form.hasDay && $0.day == CalendarDate.length($0.year, $0.month)
    }
    let isMonthly =
      months > 0 && (isAtEnd || known.allSatisfy { $0.day == known[0].day })
      && known.allSatisfy { $0.seconds == known[0].seconds }
      && zip(known, known.dropFirst()).allSatisfy { $1.months - $0.months == months }
    if isMonthly {
      unit = .months(months, isAtEnd: isAtEnd)
      return
    }
    let seconds = known[1].moment - known[0].moment
    guard seconds > 0, known[0].form.hasDay,
      zip(known, known.dropFirst()).allSatisfy({ $1.moment - $0.moment == seconds })
    else { return nil }
    unit = .seconds(seconds)
  }

  /// The date so many steps after another, in its form; nil beyond the years 0 to 9999.
  public func date(_ count: Int, after date: CalendarDate) -> CalendarDate? {
    let result: CalendarDate
    switch unit {
    case .months(let months, let isAtEnd):
      let (product, overflow) = months.multipliedReportingOverflow(by: count)
      guard !overflow, abs(product) < 1_000_000 else { return nil }
      let total = date.months + product
      guard total >= 0 else { return nil }
      let length = CalendarDate.length(total / 12, total % 12 + 1)
      let day = isAtEnd ? length : min(date.day, length)
      result = CalendarDate(
        year: total / 12, month: total % 12 + 1, day: day, seconds: date.seconds, form: date.form)
    case .seconds(let seconds):
      let (product, overflow) = seconds.multipliedReportingOverflow(by: count)
      guard !overflow, abs(product) < 1_000_000_000_000 else { return nil }
      let moment = date.moment + product
      let days = (moment >= 0 ? moment : moment - 86_399) / 86_400
      let (year, month, day) = CalendarDate.date(ofDay: days)
      result = CalendarDate(
        year: year, month: month, day: day, seconds: moment - days * 86_400, form: date.form)
    }
    return (0...9999).contains(result.year) ? result : nil
  }
}
