import Foundation

/// A terminal without a screen: what a child prints to it can be read.
final class PseudoTerminal {
  /// The path that a child opens.
  let path: String
  /// What has been printed so far.
  private(set) var text = ""
  private let descriptor: Int32

  /// The system has no terminal to give.
  struct NotAvailable: Error {}

  /// Opens a terminal of that many columns.
  init(columns: Int) throws {
    descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw NotAvailable() }
    #if os(Linux)
      // What unlockpt and ptsname do, which Glibc's module does not have.
      var (lock, number) = (Int32(0), UInt32(0))
      guard ioctl(descriptor, Self.setLock, &lock) == 0,
        ioctl(descriptor, Self.getNumber, &number) == 0
      else {
        close(descriptor)
        throw NotAvailable()
      }
      path = "/dev/pts/\(number)"
    #else
      guard grantpt(descriptor) == 0, unlockpt(descriptor) == 0, let name = ptsname(descriptor)
      else {
        close(descriptor)
        throw NotAvailable()
      }
      path = String(cString: name)
    #endif
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    resize(columns: columns)
  }

  deinit { close(descriptor) }

  /// Changes the number of columns.
  func resize(columns: Int) {
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Takes up what has been printed; to be called often, for a full terminal makes its writer wait.
  func drain() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return }
      bytes += chunk[..<count]
      text = String(decoding: bytes, as: UTF8.self)
    }
  }

  private var bytes: [UInt8] = []

  #if os(Linux)
    private static let setLock: UInt = 0x4004_5431  // TIOCSPTLCK
    private static let getNumber: UInt = 0x8004_5430  // TIOCGPTN
  #endif
}
