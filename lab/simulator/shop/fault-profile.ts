/** The fault profile of a history: the kinds of faults and their probabilities. */

/** Shares of 1: of the messages between two processes, or of the points that a process comes to. */
export type FaultProfile = {
  /** A message is lost on its way there. */
  lost: number;
  /** The response is lost on its way back: what was asked has happened. */
  responseLost: number;
  /** A message arrives twice. */
  twice: number;
  /** A message is under way for seconds. */
  slow: number;
  /** A process is killed at a point, and starts again a little later. */
  crash: number;
  /** All of a sudden minutes have passed for everybody. */
  jump: number;
};

export const noFaults: FaultProfile = { lost: 0, responseLost: 0, twice: 0, slow: 0, crash: 0, jump: 0 };

const worst: FaultProfile = { lost: 0.03, responseLost: 0.04, twice: 0.04, slow: 0.04, crash: 0.003, jump: 1 };

/** Some histories are nearly calm, some know one kind of fault only, and some know all of them. */
export function drawFaultProfile(chance: () => number): FaultProfile {
  const strength = chance();
  const share = (most: number): number => (chance() < 0.6 ? most * strength * chance() : 0);
  return {
    lost: share(worst.lost),
    responseLost: share(worst.responseLost),
    twice: share(worst.twice),
    slow: share(worst.slow),
    crash: share(worst.crash),
    jump: chance() < 0.5 ? worst.jump * chance() : 0,
  };
}
