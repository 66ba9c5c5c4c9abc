/** Limits that no request may exceed: see docs/worst.md. */

/** Longest event-loop block of any process, in milliseconds, largest resident memory, in MB, and the least share of accepted operations. */
export const targets = { blockMs: 250, peakMb: 512, acceptedShare: 0.5 };
