/** The attacker as the run sees it: a process of its own, so that victims do not wait for its work, which plays a recipe and reports its responses. */
import { fork } from "node:child_process";
import { setPriority } from "node:os";
import path from "node:path";
import { z } from "zod";
import { openHelper } from "../../harness/helper-process.ts";

/** An attack with a recipe, by its name. */
export const attackCommand = z.object({
  recipe: z.string(),
  url: z.string(),
  localAddress: z.string(),
  atOnce: z.int(),
  ms: z.number(),
  account: z.object({ email: z.string(), password: z.string() }),
  order: z.object({ id: z.string(), number: z.string(), guestToken: z.string(), receipt: z.string() }),
});
export type AttackCommand = z.infer<typeof attackCommand>;

/** The number of answers by their code: that of the first error, `OK` for data, or `no response`. */
const responses = z.record(z.string(), z.number());
export type Responses = z.infer<typeof responses>;

export type Attacker = {
  /** Prepares and begins an attack; its responses are there once its time is over. Rejects if it cannot be prepared. */
  begin(order: AttackCommand): Promise<{ responses: Promise<Responses> }>;
  stop(): void;
};

/** Another machine's work takes no processor time from the shop: the attacker has what shop and victims leave. */
const niceness = 10;

/** Starts the process. */
export function startAttacker(): Attacker {
  const child = fork(path.join(import.meta.dirname, "attacker-process.ts"));
  if (child.pid !== undefined) setPriority(child.pid, niceness);
  const send = openHelper(child);
  return {
    begin: async (order) => {
      await send(order);
      return { responses: send("attack").then((response) => responses.parse(response)) };
    },
    stop: () => void child.kill("SIGKILL"),
  };
}
