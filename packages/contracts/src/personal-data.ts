/** What every service answers when a person asks what the shop knows about them. */
import { operation } from "@hansa/kit/contract";
import { z } from "zod";

/** All that this service keeps about one person, in named lists of plain records, fit to be handed over as a file. No secrets. */
export const personalData = operation({
  name: "personalData",
  callers: ["users"],
  input: z.object({ userId: z.string() }),
  output: z.object({ sections: z.record(z.string(), z.array(z.record(z.string(), z.json()))) }),
});
