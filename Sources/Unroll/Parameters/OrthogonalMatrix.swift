/// Orthogonal matrices drawn at random.
enum OrthogonalMatrix {
  /// Draws a `size` × `size` orthogonal matrix, row-major, each equally likely (Haar's measure).
  ///
  ///     A = Q R,   A of independent normal numbers       result: Q · diag(sign of R's diagonal)
  ///
  /// Without the signs the result would depend on how the decomposition chooses them, and not every
  /// matrix would be equally likely (Mezzadri, 2007, arXiv:math-ph/0609050). Q is the product of
  /// reflections H_0 H_1 ... (Householder), and H_k turns what H_0 ... H_{k-1} have left of column k
  /// of A. What they leave of independent normal numbers are such numbers, so that neither A nor R
  /// is computed: each reflection draws the rest of its column afresh (Stewart, 1980,
  /// doi:10.1137/0717034).
  ///
  /// - Complexity: 2/3 n³ multiply-adds, n (n + 1) / 2 draws, n² + 2 n numbers of memory: a tenth of
  ///   a second for n = 512, some ten seconds for n = 2048, where Q no longer fits the cache.
  static func draw(size n: Int, using stream: inout RandomStream) -> [Double] {
    var q = [Double](repeating: 0, count: n * n)
    var v = [Double](repeating: 0, count: n)
    var products = v
    // From the last reflection to the first: H_k then changes rows and columns k ..< n alone.
    for k in (0..<n).reversed() {
      var squares = 0.0
      for i in k..<n {
        v[i] = stream.normal()
        squares += v[i] * v[i]
      }
      let length = squares.squareRoot()
      let sign = v[k] < 0 ? -1.0 : 1
      // H_k takes the column to -sign · length: that is R's diagonal element.
      q[k * n + k] = -sign
      let half = length * (length + abs(v[k]))
      guard half > 0 else { continue }
      v[k] += sign * length
      // H_k Q = Q - 2 v (vᵀ Q) / vᵀ v, with vᵀ v = 2 half.
      for j in k..<n { products[j] = 0 }
      for i in k..<n {
        let (row, vi) = (i * n, v[i])
        for j in k..<n { products[j] += vi * q[row + j] }
      }
      for i in k..<n {
        let (row, part) = (i * n, v[i] / half)
        for j in k..<n { q[row + j] -= part * products[j] }
      }
    }
    return q
  }
}
