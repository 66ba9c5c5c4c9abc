/** The result type of a step of the check. */

/** `looked` counts, in `unit`, what was looked at; every fault is one text for the reader, and none means that the step passed. */
export type Findings = {
  looked: number;
  unit: string;
  faults: readonly string[];
  /** Advice that is printed with a step that passes, too. */
  hints?: readonly string[];
  /** Why the step could not run here. That is a fault where CI is set. */
  notRun?: string;
};

export type Step = () => Promise<Findings> | Findings;
