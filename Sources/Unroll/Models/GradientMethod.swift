/// How the gradient is computed. Both ways give the same gradient.
public enum GradientMethod: String, Sendable, Codable, CaseIterable {
  /// The reverse sweep of back-propagation through time (Werbos, 1990, doi:10.1109/5.58337).
  case bptt
  /// Real-time recurrent learning: the derivatives of the state carried forward in time
  /// (Williams and Zipser, 1989, doi:10.1162/neco.1989.1.2.270).
  case rtrl
}
