// Models of numbers: forecasts and events.

extension ModelFile {
  /// What a forecaster's file holds.
  static func file(_ model: ForecastModel) -> Safetensors {
    file(
      "forecast", model.network, model.training,
      ["forecast": json(model.shape), "scaling": json(model.scaling)])
  }

  /// What the file of a model of events holds.
  static func file(_ model: EventModel) -> Safetensors {
    file(
      "events", model.network, model.training,
      ["events": json([model.range.lowerBound, model.range.upperBound])])
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
