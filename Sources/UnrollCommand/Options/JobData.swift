import Unroll

/// What a kind of job has read of its files. Runs with different networks and options can be made of it.
enum JobData {
  case words(WordList, WordData)
  case text(TextData)
  case classes(ClassData)
  case tags(TagData)
  case series(ForecastData)
  case events(EventData)
}
