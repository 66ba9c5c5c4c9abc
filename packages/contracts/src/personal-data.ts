/** The internal operation for the personal data export, which every service provides. */
import { operation } from "@hansa/kit/rpc";
import { z } from "zod";

/** A service's data about one person, in named lists of plain records for the export file. No secrets. */
export const personalData = operation({
  name: "personalData",
  callers: ["users"],
  input: z.object({ userId: z.string() }),
  output: z.object({ sections: z.record(z.string(), z.array(z.record(z.string(), z.json()))) }),
});
