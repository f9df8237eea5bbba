// Models of numbers: forecasts and events.

extension ModelFile {
  /// The bytes of a model's file: the same model gives the same bytes.
  public static func encode(_ model: ForecastModel) -> [UInt8] {
    encode(
      model.network, task: "forecast", model.training,
      ["forecast": json(model.shape), "scaling": json(model.scaling)])
  }

  /// The bytes of a model's file: the same model gives the same bytes.
  public static func encode(_ model: EventModel) -> [UInt8] {
    encode(
      model.network, task: "events", model.training,
      ["events": json([model.range.lowerBound, model.range.upperBound])])
  }

  private static func encode(
    _ network: Network, task: String, _ training: TrainingRecord?, _ more: [String: String]
  ) -> [UInt8] {
    var metadata = metadata(task: task, network)
    if let training { metadata["training"] = json(training) }
    metadata.merge(more) { first, _ in first }
    return Safetensors(tensors: tensors(of: network), metadata: metadata).encode()
  }

  static func forecast(_ file: Safetensors) throws(ModelFault) -> ForecastModel {
    let shape: ForecastShape = try decodeJSON("forecast", of: file)
    let scaling: Scaling = try decodeJSON("scaling", of: file)
    let configuration = try configuration(file)
    if let fault = ForecastModel.fault(shape, scaling, configuration) {
      throw .contradiction(fault)
    }
    return ForecastModel(
      shape: shape, scaling: scaling,
      network: Network(configuration, parameters: try parameters(configuration, file)),
      training: try training(file))
  }

  static func events(_ file: Safetensors) throws(ModelFault) -> EventModel {
    let bounds: [Int] = try decodeJSON("events", of: file)
    guard bounds.count == 2, bounds[0] <= bounds[1], bounds[0] >= 0,
      bounds[1] <= EventFile.largestIndex
    else { throw .badMetadata("events") }
    let configuration = try configuration(file)
    if let fault = EventModel.fault(bounds[0]...bounds[1], configuration) {
      throw .contradiction(fault)
    }
    return EventModel(
      range: bounds[0]...bounds[1],
      network: Network(configuration, parameters: try parameters(configuration, file)),
      training: try training(file))
  }
}
