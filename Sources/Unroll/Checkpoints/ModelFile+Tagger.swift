extension ModelFile {
  /// The bytes of a model's file: the same model gives the same bytes.
  public static func encode(_ model: TaggerModel) -> [UInt8] {
    var metadata = metadata(task: "tag", model.network)
    metadata["tags"] = json(model.vocabulary.tags)
    metadata["words"] = json(model.vocabulary.words)
    metadata["characters"] = json(model.vocabulary.characters)
    if let column = model.column { metadata["column"] = column.rawValue }
    if let training = model.training { metadata["training"] = json(training) }
    return Safetensors(tensors: tensors(of: model.network), metadata: metadata).encode()
  }

  /// A tagger from its file, all of whose parts fit each other.
  static func tagger(_ file: Safetensors) throws(ModelFault) -> TaggerModel {
    let configuration = try configuration(file)
    guard
      let vocabulary = TagVocabulary(
        tags: try decodeJSON("tags", of: file), words: try decodeJSON("words", of: file),
        characters: try decodeJSON("characters", of: file))
    else {
      throw .contradiction(
        "its tags, words or characters are not lists of different ones, or do not begin as they must"
      )
    }
    if let fault = TaggerModel.fault(configuration, vocabulary) { throw .contradiction(fault) }
    var column: TagColumn?
    if let name = file.metadata["column"] {
      guard let known = TagColumn(rawValue: name) else { throw .unsupported("column", name) }
      column = known
    }
    return TaggerModel(
      vocabulary: vocabulary, column: column,
      network: Network(configuration, parameters: try parameters(configuration, file)),
      training: try training(file))
  }
}
