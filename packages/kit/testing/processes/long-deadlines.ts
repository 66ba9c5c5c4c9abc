/** Variables of processes whose deadlines are not the subject of their test: a busy machine is no failure. */
export const longDeadlines = {
  HANSA_OPERATION_TIMEOUT_MS: "120000",
  HANSA_OPTIONAL_FETCH_TIMEOUT_MS: "120000",
  HANSA_EVENT_LOOP_DELAY_MS: "0",
  // Of calls between processes, to a provider and by the storefront, as cli/testing/least-deadline.mjs has it.
  LEAST_DEADLINE_MS: "60000",
} as const;

/** The deadlines of calls as the product has them, for tests of what hangs. */
export const ownDeadlines = { LEAST_DEADLINE_MS: "0" } as const;
