import Unroll

/// What the environment may ask of the command.
enum Environment {
  /// Fails when the environment forces an instruction-set level that is not to be had.
  static func check() throws {
    if let problem = Engine.environmentProblem { throw CommandFailure(.usage, problem) }
  }
}
