/// What the losses of a forward pass are for.
enum LossPurpose: Sendable {
  /// To be made small: with label smoothing and class weights.
  case objective
  /// To tell how good predictions are: without them.
  case measure
}
