import Unroll

/// Learns the Hénon map while it runs, and tells the error over the last steps, about a thousand.
func followHénonMap(steps: Int) throws -> Double {
  let port = NetworkConfiguration.Port.values(size: 1)
  let configuration = NetworkConfiguration(input: port, cell: .lstm, hiddenSize: 16, output: port)
  var options = OnlineLearner.Options()
  options.learningRate = 0.003
  let series = try OnlineSeries(Network(configuration, seed: 1), options: options)
  var (x, y, meanSquare) = (0.0, 0.0, 1.0)
  for _ in 0..<steps {
    (x, y) = (1 - 1.4 * x * x + 0.3 * y, x)
    let outcome = try series.observe([x])
    if let error = outcome.squaredError { meanSquare += 0.001 * (error - meanSquare) }
  }
  return meanSquare.squareRoot()
}
