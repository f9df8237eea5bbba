/// What tells two values of one type apart, for messages. Values of types with names of their own are told apart
/// by them, structures by their properties.
enum Difference {
  /// The first property whose values differ, with both, such as "hiddenSize was 64 and is 128"; nil where none
  /// does.
  static func between<Value: Equatable>(_ old: Value, _ new: Value) -> String? {
    guard old != new else { return nil }
    return between(old as Any, new as Any, path: "")
  }

  private static func between(_ old: Any, _ new: Any, path: String) -> String? {
    let (oldMirror, newMirror) = (Mirror(reflecting: old), Mirror(reflecting: new))
    if oldMirror.displayStyle == .struct, !(old is any RawRepresentable) {
      for (old, new) in zip(oldMirror.children, newMirror.children) {
        let name = old.label ?? ""
        let longer = path.isEmpty ? name : "\(path).\(name)"
        if let difference = between(old.value, new.value, path: longer) { return difference }
      }
      return nil
    }
    let (oldText, newText) = (text(old), text(new))
    return oldText == newText ? nil : "\(path) was \(oldText) and is \(newText)"
  }

  /// A value without the wrapping of an optional.
  private static func text(_ value: Any) -> String {
    if let named = value as? any RawRepresentable { return "\(named.rawValue)" }
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional else { return "\(value)" }
    return mirror.children.first.map { "\($0.value)" } ?? "not set"
  }
}
