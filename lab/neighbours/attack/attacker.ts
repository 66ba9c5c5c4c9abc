/** The attacker as the run sees it: one process, which plays a recipe and reports its answers. */
import { fork } from "node:child_process";
import { setPriority } from "node:os";
import path from "node:path";
import type { Answers } from "./attack.ts";
import { type AttackCommand, type AttackReport, attackReport } from "./messages.ts";

/** An attack that has begun. */
type BegunAttack = {
  /** The answers, once its time is over. */
  answers: Promise<Answers>;
};

export type Attacker = {
  /** Prepares and begins an attack. Rejects if it cannot be prepared. */
  begin(order: AttackCommand): Promise<BegunAttack>;
  stop(): void;
};

/** Another machine's work takes no processor time from the shop: the attacker has what shop and victims leave. */
const niceness = 10;

/** Starts the process. */
export function startAttacker(): Attacker {
  const child = fork(path.join(import.meta.dirname, "attacker-process.ts"));
  if (child.pid !== undefined) setPriority(child.pid, niceness);

  function nextReport(): Promise<AttackReport> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error("the attacker's process ended"));
      child.once("exit", onExit);
      child.once("message", (message) => {
        child.off("exit", onExit);
        resolve(attackReport.parse(message));
      });
    });
  }

  async function answersOf(report: Promise<AttackReport>): Promise<Answers> {
    const over = await report;
    if (over.kind === "over") return over.answers;
    throw new Error(over.kind === "failed" ? over.fault : "an attack began twice");
  }

  return {
    begin: async (order) => {
      const begun = nextReport();
      child.send(order);
      const report = await begun;
      if (report.kind === "failed") throw new Error(report.fault);
      return { answers: answersOf(nextReport()) };
    },
    stop: () => void child.kill("SIGKILL"),
  };
}
