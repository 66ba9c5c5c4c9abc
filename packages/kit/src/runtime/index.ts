/** The face of `runtime`: time, ids, randomness, errors, log, metrics, jobs, request budget, and rules for text. */
export { type AlarmCounter, openAlarmCounter } from "./alarm-counter.ts";
export { type Alarm, raiseAlarm } from "./alarms.ts";
export { ConfigError } from "./config-error.ts";
export {} from "./crash-points.ts";
export { CodedError, codeOf, type ErrorCode, errorCodes, isErrorCode, responseTooLarge } from "./errors.ts";
export { type FairPlaces, inPlace, loadOf, openFairPlaces } from "./fairness/fair-places.ts";
export type { Ticket } from "./fairness/fair-queues.ts";
export { openFairTurns, type TakeFairTurn } from "./fairness/fair-turns.ts";
export type { Sender } from "./fairness/sender.ts";
export { type Job, runJobs } from "./jobs.ts";
export { createLog, type Log, type LogDestination } from "./log.ts";
export { lineWith } from "./log-line.ts";
export { createMetrics, type Metrics, openCounter, openGauge } from "./metrics.ts";
export { byName, type Processes } from "./processes.ts";
export { mapRecord } from "./records.ts";
export { fingerprintId, redactFields, redactText } from "./redaction.ts";
export {
  cardNumberWarnings,
  type InputProblem,
  invalid,
  isRefusal,
  keyInProgress,
  notFound,
  problem,
  refusal,
} from "./refusals.ts";
export { type FaultPoint, type Runtime, systemRuntime } from "./runtime.ts";
export { foldText, foldTextTwice } from "./search-text/folding.ts";
export {
  editsBetween,
  editsOf,
  type KnownWord,
  knownWordsOf,
  withOtherEndings,
  withWords,
} from "./search-text/near-words.ts";
export {
  hasSearchWord,
  hasUnspacedScript,
  indexTermsOf,
  mayHaveSearchWord,
  type SearchWord,
  searchWordsOf,
  writtenWordsOf,
} from "./search-text/terms.ts";
export { openSparseWarnings, type WarnSparsely, wordsOf } from "./sparse-log.ts";
export { afterCommit, afterWrite } from "./store-work.ts";
export { durationBuckets, openDurations, openTally } from "./tallies.ts";
export { hasCardNumber } from "./text/card-numbers.ts";
export {
  hasUnsafeCharacter,
  hasUnsafeCharacterInLines,
  removeUnsafeCharacters,
  removeUnsafeCharactersInLines,
} from "./text/characters.ts";
export { hasLetterBeforeDigits, typedCode, typedDigits } from "./text/typed-numbers.ts";
export { currentSender, type LoggedStatement, type Span, withTrace } from "./trace.ts";
