package import KernelBodies

/// The plain-loop twin of the updates: one parameter with its states, in Double.
package struct PlainParameter: Sendable {
  package var theta: Double
  package var m: Double
  package var v: Double
  /// The magnitudes that were added up to the new value of each, which bound its roundings.
  package private(set) var thetaMagnitude = 0.0
  package private(set) var mMagnitude = 0.0
  package private(set) var vMagnitude = 0.0

  package init(theta: Float, m: Float, v: Float) {
    self.theta = Double(theta)
    self.m = Double(m)
    self.v = Double(v)
  }

  /// One step along the gradient `g`.
  package mutating func move(along g: Double, rule: UpdateRule) {
    let old = self
    switch rule {
    case .gradientDescent(let rate):
      step(Double(rate) * g)
    case .momentum(let rate, let momentum):
      m = Double(momentum) * old.m + g
      step(Double(rate) * m)
      mMagnitude = (Double(momentum) * old.m).magnitude + g.magnitude
      thetaMagnitude += Double(rate) * mMagnitude
    case .nesterov(let rate, let momentum):
      m = Double(momentum) * old.m + g
      step(Double(rate) * (g + Double(momentum) * m))
      mMagnitude = (Double(momentum) * old.m).magnitude + g.magnitude
      thetaMagnitude += Double(rate) * (g.magnitude + mMagnitude)
    case .adaGrad(let rate, let epsilon):
      v = old.v + g * g
      vMagnitude = v
      step(Double(rate) * g / (v.squareRoot() + Double(epsilon)))
    case .rmsProp(let rate, let decay, let epsilon):
      v = Double(decay) * old.v + (1 - Double(decay)) * g * g
      vMagnitude = v
      step(Double(rate) * g / (v.squareRoot() + Double(epsilon)))
    case .adam(
      let rate, let beta1, let beta2, let epsilon, let correction1, let correction2, let decay):
      m = Double(beta1) * old.m + (1 - Double(beta1)) * g
      v = Double(beta2) * old.v + (1 - Double(beta2)) * g * g
      mMagnitude = (Double(beta1) * old.m).magnitude + ((1 - Double(beta1)) * g).magnitude
      vMagnitude = v
      let root = (v / Double(correction2)).squareRoot() + Double(epsilon)
      theta *= 1 - Double(rate) * Double(decay)
      step(Double(rate) * (m / Double(correction1)) / root)
      thetaMagnitude += Double(rate) * (mMagnitude / Double(correction1)) / root
    }
  }

  private mutating func step(_ step: Double) {
    thetaMagnitude = theta.magnitude + step.magnitude
    theta -= step
  }
}
