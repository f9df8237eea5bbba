extension ModelFile {
  /// Reads the parameters of a file that holds nothing else, such as PyTorch's
  /// `safetensors.torch.save_file(model.state_dict(), path)`, for a configuration that the caller
  /// knows. The module's parts must have the names of a model file's: `embedding`, `rnn`, `output`.
  ///
  ///     let parameters = try ModelFile.readParameters("saved.safetensors", configuration: configuration)
  ///     let network = Network(configuration, parameters: parameters)
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - configuration: one that ``NetworkConfiguration/validate()`` finds nothing against.
  /// - Throws: ``ModelFileError``, also where the file has a tensor that the configuration has no
  ///   place for: another number of layers, say, would read as a network that was never trained.
  public static func readParameters(
    _ path: String, configuration: NetworkConfiguration
  ) throws(ModelFileError) -> Parameters {
    do {
      try configuration.validate()
    } catch {
      preconditionFailure("parameters for an impossible configuration: \(error)")
    }
    let file = try Safetensors.decode(
      FileReader.read(path, maximumSize: maximumSize), source: path)
    do throws(ModelFault) {
      return try parameters(configuration, file)
    } catch {
      throw .notAModel(path: path, fault: error)
    }
  }

  /// The tensors of a network's file.
  static func tensors(of network: Network) -> [Safetensors.Tensor] {
    let parameters = network.parameters
    return FileTensor.all(network.configuration).map { tensor in
      let values =
        switch tensor.content {
        case .parameter, .copy: Array(parameters.values[tensor.slice.range])
        case .addend: [Float](repeating: 0, count: tensor.slice.count)
        }
      return Safetensors.Tensor(name: tensor.name, shape: tensor.shape, values: values)
    }
  }

  /// The parameters that a file holds. All names and shapes are checked before any are allocated.
  static func parameters(
    _ configuration: NetworkConfiguration, _ file: Safetensors
  ) throws(ModelFault) -> Parameters {
    let found = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
    let wanted = FileTensor.all(configuration)
    try check(wanted, found)
    var parameters = Parameters(zerosLike: configuration.parameterTable)
    for tensor in wanted {
      guard let values = found[tensor.name]?.values else { continue }
      let range = tensor.slice.range
      switch tensor.content {
      case .parameter:
        parameters.values.replaceSubrange(range, with: values)
      case .addend:
        // Not simply the sum: adding zero would turn -0 into 0, and a model would not come back as
        // it was.
        for (i, value) in zip(range, values) where value != 0 { parameters.values[i] += value }
      case .copy:
        guard zip(parameters.values[range], values).allSatisfy({ $0 == $1 || $0.isNaN }) else {
          throw .contradiction(
            "tensor \(tensor.name) differs from the embedding, to which the configuration ties it")
        }
      }
    }
    if let name = parameters.firstNonFinite() { throw .nonFiniteTensor(name) }
    return parameters
  }

  private static func check(
    _ wanted: [FileTensor], _ found: [String: Safetensors.Tensor]
  ) throws(ModelFault) {
    for tensor in wanted {
      guard let shape = found[tensor.name]?.shape else {
        if tensor.content != .parameter { continue }
        throw .missingTensor(tensor.name)
      }
      guard shape == tensor.shape else {
        throw .contradiction(
          "tensor \(tensor.name) is \(shape), the configuration says \(tensor.shape)")
      }
    }
    let names = Set(wanted.map(\.name))
    let strangers = found.keys.filter { name in
      !names.contains(name) && FileTensor.prefixes.contains { name.hasPrefix($0) }
    }
    if let name = strangers.min() { throw .unexpectedTensor(name) }
  }
}
