import Unroll

extension Reader {
  /// Sound inputs to begin from: the fuzzer changes and joins them.
  package var seeds: [[UInt8]] {
    switch self {
    case .safetensors, .model: Reader.soundFiles
    case .metadata:
      SoundModels.all.indices.map {
        [UInt8($0)] + Reader.lines(of: ModelFile.encode(SoundModels.all[$0]))
      }
    case .checkpoint: [Reader.lines(of: Reader.soundCheckpoint)]
    case .learner: [Reader.lines(of: Reader.soundLearner)]
    case .words: ["Ann\r\n\nBob\nZo\u{E9}\u{301}\n Ann\t\n"].map { Array($0.utf8) }
    case .text:
      [
        "\u{0}\u{0}don't stop,\r\n\u{E9}e\u{301} \u{1F469}\u{200D}\u{1F467}\n\nend",
        "\u{7}\u{5}aaab an' a_1", "\u{E}\u{2}e\u{301}\u{301}x",
      ].map { Array($0.utf8) }
    case .table:
      [
        "\u{0}date,a,\"b \"\"x\"\"\"\r\n2020-01-31,1,-2.5e3\r\n2020-02-29,?,NA\n2020-03-31,3,1\n",
        "\u{11}1;2\n3;\n;4\n,", "\u{E2}t\ta\n2010-01-02T13:45:30Z\t1\n2010-01-02 13:46\t2\n",
      ].map { Array($0.utf8) }
    case .cases:
      [
        "problemName x\n# c\n@timeStamps false\n@dimensions 2\n@classLabel true yes no\n@data\n"
          + "1.5,2,3:0,0,1:yes\n4:5:no\n",
        "univariate true\n@targetLabel false\n@classLabel false\n@data\n1,2\n\n3\n",
      ].map { Array($0.utf8) }
    case .labels:
      [
        "\u{0}label,text\nyes,\"a, \"\"b\"\"\"\nno,c d\n",
        "\u{1}a\tb\tclass\n1\t-2e3\tx\n.5\t4\ty\n",
        "\u{0}Polish\tabc\nDutch\tde\n", "\u{2}1,2,x\n3,4,y\n",
      ].map { Array($0.utf8) }
    case .conllu:
      [
        "\u{0}# text\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tdo\tdo\tAUX\tVBP\tA=b\t2\taux\t_\t_\n"
          + "1.1\te\t_\t_\t_\t_\t_\t_\t_\t_\n2\tnot\tnot\tPART\tRB\t_\t0\troot\t_\t_\n\n"
      ].map { Array($0.utf8) }
    case .tags:
      ["\u{0}cat\tNOUN\nruns VERB\r\n\nx y\n", "\u{1}the cat\nruns\n"].map { Array($0.utf8) }
    case .events:
      ["[[[60, 64], [60], []], [[3]]]", "{\"train\": [[[1]], []], \"test\": [[[7, 7]]]}"]
        .map { Array($0.utf8) }
    case .pattern: ["\u{0}Jo??*", "\u{1}[A-C]*[^aeo]\\?", "\u{2}b\\*a"].map { Array($0.utf8) }
    case .online: ["1 2\n2 3.5\n-1e29 0\n2 4\n", "0\n1\n0\n1\n"].map { Array($0.utf8) }
    }
  }

  /// The metadata of a file as lines that ``edit(_:_:)`` reads.
  private static func lines(of file: [UInt8]) -> [UInt8] {
    let metadata = (try? Safetensors.decode(file, source: ""))?.metadata ?? [:]
    let lines = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }
    return Array(lines.joined().utf8)
  }
}
