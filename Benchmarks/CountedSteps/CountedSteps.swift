import Foundation
import Work

/// Does one piece of work so many times, under a program that counts instructions; without arguments,
/// lists the pieces. See Benchmarks/count-instructions.
@main
struct CountedSteps {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let name = arguments.first, let count = arguments.dropFirst().first.flatMap({ Int($0) })
    else {
      for work in Work.all { print(work.name) }
      return
    }
    guard let work = Work.all.first(where: { $0.name == name }) else {
      print("no work is called '\(name)'")
      exit(64)
    }
    let run = try work.prepare()
    for _ in 0..<count { run() }
  }
}
