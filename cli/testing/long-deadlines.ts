/** Variables of a shop whose deadlines are not the subject of its test: a busy machine is no failure. */
export const longDeadlines = {
  HANSA_OPERATION_TIMEOUT_MS: "120000",
  HANSA_OPTIONAL_FETCH_TIMEOUT_MS: "120000",
  HANSA_EVENT_LOOP_DELAY_MS: "0",
} as const;
