import ArgumentParser
import Unroll

/// The options that make learning by heart harder. Rates that are not given are the job's.
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

  /// The library's rates: what was said, otherwise the usual ones.
  func rates(_ usual: DropoutRates) -> DropoutRates {
    var rates = usual
    if let dropout { rates.layers = dropout }
    if let inputDropout { rates.input = inputDropout }
    if let recurrentDropout { rates.recurrent = recurrentDropout }
    if let zoneout { rates.zoneout = zoneout }
    if let cellZoneout { rates.cellZoneout = cellZoneout }
    return rates
  }
}
