/// The version that `unroll --version` prints and model files record.
enum Version {
  static let current = "0.1.0"
}
