/**
 * The type of a mutant that a test catches: a defect of the engine of PostgreSQL. Chaos would need luck for it: its moment is a lost response, a
 * rollback, or two processes in one statement, and a test makes that moment.
 */
import type { Patch } from "../../../../cli/host/build/bundle.ts";

export type TestedMutant = {
  name: string;
  /** The file of the test, and the beginning of its title: it must fail with the defect and pass without it. */
  tests: string;
  fails: string;
  /** Each write of the tests runs twice. */
  isTwice?: true;
  patch: Patch;
};
