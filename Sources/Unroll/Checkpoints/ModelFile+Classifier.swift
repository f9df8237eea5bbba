extension ModelFile {
  /// What is kept of a ``NumberScaling``.
  private struct Scaling: Codable {
    var means: [Double]
    var deviations: [Double]
    var valuesPerLine: Int?
  }

  /// What a classifier's file holds.
  static func file(_ model: ClassifierModel) -> Safetensors {
    var more = ["classes": json(model.classes)]
    switch model.input {
    case .symbols(let alphabet):
      more["alphabet"] = json(alphabet.symbols)
      more["unit"] = alphabet.unit.rawValue
    case .numbers(let scaling, let valuesPerLine):
      more["scaling"] = json(
        Scaling(
          means: scaling.means, deviations: scaling.deviations, valuesPerLine: valuesPerLine))
    }
    return file("classify", model.network, model.training, more)
  }

  /// A classifier from its file, all of whose parts fit each other.
  static func classifier(_ file: Safetensors) throws(ModelFault) -> ClassifierModel {
    let configuration = try configuration(file)
    let classes: [String] = try decodeJSON("classes", of: file)
    guard configuration.output == .symbols(count: classes.count) else {
      throw .contradiction("its network does not predict its \(classes.count) classes")
    }
    guard Set(classes).count == classes.count, classes.count > 1, !classes.contains("") else {
      throw .contradiction("its classes are not two or more different names")
    }
    guard case .crossEntropy = configuration.loss else {
      throw .contradiction("its loss is not that of classes")
    }
    let input = try input(file)
    guard configuration.input == input.port else {
      throw .contradiction("its network reads something else than its alphabet or scaling says")
    }
    return ClassifierModel(
      classes: classes, input: input,
      network: Network(configuration, parameters: try parameters(configuration, file)),
      training: try training(file))
  }

  private static func input(_ file: Safetensors) throws(ModelFault) -> ClassifierInput {
    if file.metadata["alphabet"] != nil { return .symbols(try readAlphabet(file)) }
    let description: Scaling = try decodeJSON("scaling", of: file)
    let scaling = NumberScaling(
      means: description.means, deviations: description.deviations)
    if let fault = scaling.fault { throw .contradiction("its scaling has \(fault)") }
    if let width = description.valuesPerLine {
      guard width > 0, width.isMultiple(of: scaling.size) else {
        throw .contradiction("its \(width) values a line are no steps of \(scaling.size)")
      }
    }
    return .numbers(scaling, valuesPerLine: description.valuesPerLine)
  }
}

extension ModelFile.Content {
  /// The names of the classes that are told apart; nil of other models.
  public var classes: [String]? {
    if case .classify(let model) = self { model.classes } else { nil }
  }
}

extension ClassifierInput {
  /// The symbols of texts; nil of numbers.
  public var alphabet: Alphabet? {
    if case .symbols(let alphabet) = self { alphabet } else { nil }
  }
}
