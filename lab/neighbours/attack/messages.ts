/** Messages between the run and its attacker, which is a process of its own, so that victims do not wait for its work. */
import { z } from "zod";

/** An attack with a recipe, by its name; or the end. */
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

/** It is prepared and begins; it is over; or it could not be prepared. */
export const attackReport = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("begun") }),
  z.object({ kind: z.literal("over"), answers: z.record(z.string(), z.number()) }),
  z.object({ kind: z.literal("failed"), fault: z.string() }),
]);
export type AttackReport = z.infer<typeof attackReport>;
