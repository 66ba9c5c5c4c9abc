/** The fault of a service's newest sources: the development loop sends it to the still running process, which shows it on `/health`. */
import { z } from "zod";

const message = z.object({ fault: z.string().nullable() });

let latest: string | undefined;

/** Listens to the development loop, if that is what started this process. */
export function receiveDevelopmentFaults(): void {
  if (process.send === undefined) return;
  process.on("message", (sent) => {
    const parsed = message.safeParse(sent);
    if (parsed.success) latest = parsed.data.fault ?? undefined;
  });
}

/** Why the newest build of this service does not run; undefined if it does, or outside of development. */
export function developmentFault(): string | undefined {
  return latest;
}
