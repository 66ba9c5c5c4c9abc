/** The face of `coordination`: idempotent writes, leases, fencing tokens and counters of attempts. */
export {
  type AttemptCounter,
  attemptCounters,
  countAttempt,
  findReachedLimit,
  isFirstAttempt,
  type ReachedLimit,
  replayCounter,
  returnAttempt,
  returnDistinctAttempts,
  takeAttempt,
  takeDistinctAttempt,
} from "./attempt-counters.ts";
export { type FencingToken, fencingToken } from "./fencing-token.ts";
export {
  claimKey,
  dropOldKeys,
  findEarlierResponse,
  fingerprint,
  keyOf,
  problemsOfKey,
  type RequestKey,
  releaseKey,
  type StoredResponse,
  storeResponse,
} from "./idempotency-keys.ts";
export { type Earlier, startOnce } from "./idempotent-start.ts";
export { writeOnce } from "./idempotent-write.ts";
export { electLeader } from "./leader-election.ts";
export { acquireLease, assertLease, isHeldElsewhere, isLeaseLost, recordFencingToken, renewLease } from "./lease.ts";
export { shareRuns } from "./shared-runs.ts";
