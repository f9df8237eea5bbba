import ArgumentParser
import Unroll

/// The options that make learning by heart harder. All rates are zero unless they are given.
struct RegularisationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      In training leave out this share of what each layer hands on, to the next layer and to the \
      output, 0 to below 1.
      """, valueName: "rate"))
  var dropout: Double?

  @Option(
    help: ArgumentHelp(
      "The same of the numbers that stand for each symbol; needs --embedding.", valueName: "rate"))
  var inputDropout: Double?

  @Option(
    help: ArgumentHelp(
      """
      The same of the hidden state where the recurrent weights read it, the same neurons throughout \
      a word.
      """, valueName: "rate"))
  var recurrentDropout: Double?

  @Option(
    help: ArgumentHelp(
      """
      In training let this share of the neurons stay as they were, at each symbol anew; in use \
      each neuron stays by this share.
      """, valueName: "rate"))
  var zoneout: Double?

  @Option(
    help: ArgumentHelp("The same for the cell state of '--cell lstm'.", valueName: "rate"))
  var cellZoneout: Double?

  @Option(
    help: ArgumentHelp(
      """
      Spread this share of each target over all symbols. The training loss counts that, the \
      validation loss does not.
      """, valueName: "rate"))
  var labelSmoothing: Double?

  func validate() throws {
    try Check.share("--dropout", dropout)
    try Check.share("--input-dropout", inputDropout)
    try Check.share("--recurrent-dropout", recurrentDropout)
    try Check.share("--zoneout", zoneout)
    try Check.share("--cell-zoneout", cellZoneout)
    try Check.share("--label-smoothing", labelSmoothing)
  }

  /// Refuses what the network has no place for.
  func check(against network: NetworkArguments) throws {
    let cell = network.cell
    if (inputDropout ?? 0) > 0 && network.embedding == nil {
      throw ValidationError(
        "--input-dropout goes with '--embedding': a one-hot vector has nothing to leave out.")
    }
    if (recurrentDropout ?? 0) > 0 && !cell.hasRecurrentWeights {
      throw ValidationError(
        "--recurrent-dropout needs recurrent weights, which \(cell.name) does not have.")
    }
    if (cellZoneout ?? 0) > 0 && !cell.hasCellState {
      throw ValidationError(
        "--cell-zoneout goes with '--cell lstm': \(cell.name) has no cell state; try --zoneout.")
    }
  }

  /// The library's rates.
  var rates: DropoutRates {
    var rates = DropoutRates()
    rates.layers = dropout ?? 0
    rates.input = inputDropout ?? 0
    rates.recurrent = recurrentDropout ?? 0
    rates.zoneout = zoneout ?? 0
    rates.cellZoneout = cellZoneout ?? 0
    return rates
  }

  /// The loss that training follows.
  var loss: LossFunction { .crossEntropy(labelSmoothing: Float(labelSmoothing ?? 0)) }
}
