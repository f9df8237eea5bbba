extension ModelFile {
  /// What a tagger's file holds.
  static func file(_ model: TaggerModel) -> Safetensors {
    var more = [
      "tags": json(model.vocabulary.tags), "words": json(model.vocabulary.words),
      "characters": json(model.vocabulary.characters),
    ]
    more["column"] = model.column?.rawValue
    return file("tag", model.network, model.training, more)
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
