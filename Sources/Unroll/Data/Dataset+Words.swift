extension Dataset {
  /// Encodes words: the inputs of a word are the end symbol and its symbols, its targets are its
  /// symbols and the end symbol.
  ///
  /// - Throws: `DataError.unknownSymbol` for a symbol that the alphabet does not have.
  public init(words: some Sequence<String>, alphabet: Alphabet) throws(DataError) {
    var inputs: [Int32] = []
    var targets: [Int32] = []
    var lengths: [Int] = []
    for word in words {
      let symbols = try alphabet.encode(word)
      inputs.append(Alphabet.end)
      inputs.append(contentsOf: symbols)
      targets.append(contentsOf: symbols)
      targets.append(Alphabet.end)
      lengths.append(symbols.count + 1)
    }
    self.init(
      checkedInputs: .symbols(inputs, count: alphabet.count),
      targets: .symbols(targets, count: alphabet.count), lengths: lengths)
  }
}
