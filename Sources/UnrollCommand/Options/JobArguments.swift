import ArgumentParser
import Unroll

/// How data is read and learned: the options of `unroll train`, which `unroll tune` takes as well.
struct JobArguments: ParsableArguments {
  @Option(help: "What the data is. (default: as it looks)")
  var task: Task?

  @Option(help: "How large the network and how long the run are, where no other option says so.")
  var preset = Preset.medium

  @Option(
    help: """
      The share to hold out, 0 to below 1, or a file to be judged by; 0 for none. Of words and sentences it is \
      drawn, of classes from each alike; of a text or a series it is the last part.
      """)
  var validation = ValidationArgument.fraction(0.1)

  @Option(
    help: """
      Of classes, series and events, the share to test the best model on at the end, 0 to below 1, or a file; \
      training never sees it. (default: 0.2 of a series, its last part; of events the split "test")
      """)
  var test: ValidationArgument?

  @Flag(help: "Keep words that occur more than once as often as they occur.")
  var keepRepeats = false

  @OptionGroup(title: "Symbols") var text: TextArguments
  @OptionGroup(title: "Classes") var classes: ClassArguments
  @OptionGroup(title: "Tags") var tags: TagArguments
  @OptionGroup(title: "Forecasts") var forecast: ForecastArguments
  @OptionGroup(title: "Tables") var table: TableArguments
  @OptionGroup(title: "Events") var events: EventArguments
  @OptionGroup(title: "Network") var network: NetworkArguments
  @OptionGroup(title: "Regularisation") var regularisation: RegularisationArguments
  @OptionGroup(title: "Training") var training: TrainingArguments

  func validate() throws {
    if case .fraction(0) = validation, training.patience != nil {
      throw ValidationError("--patience needs held-out data; --validation is 0.")
    }
    if case .file("-")? = test {
      throw ValidationError("--test takes a share or a file, not standard input.")
    }
  }

  /// Refuses paths of data that no job could read.
  func check(_ data: [String]) throws {
    if data.contains("") { throw ValidationError("The data's path is empty; give a file, or '-'.") }
    if data.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input ('-') is given twice.")
    }
    if data.contains("-"), case .file("-") = validation {
      throw ValidationError("Standard input can hold the data or the held-out data, not both.")
    }
  }
}
