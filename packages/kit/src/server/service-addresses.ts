/** The addresses of the services' instances, from the environment or on this machine. */
import { z } from "zod";
import { byService, type ServiceName } from "../processes.ts";
import { internalUrlVariable, variablesByService } from "../rpc/service-variables.ts";
import { services } from "../services.mjs";

/** The internal listener of a process is this far above its public one. */
const internalOffset = 10;

/** A list of addresses, separated by commas: one for each instance of a service. `hint` says how an address looks. */
export function addressList(isAddress: (text: string) => boolean, hint: string) {
  const address = z.string().refine(isAddress, hint);
  return z
    .string()
    .transform((text) => text.split(",").map((each) => each.trim()))
    .pipe(z.tuple([address], address));
}

/** Private addresses of the instances of one process. */
export const originList = addressList(isOrigin, "give addresses such as http://products:4011, without a path");

/** Variables with the addresses of internal servers that are not on this machine. */
export const internalUrlVariables = variablesByService(internalUrlVariable, originList.optional());

type InternalUrls = z.infer<z.ZodObject<typeof internalUrlVariables>>;
/** The port from which those of all processes are counted. */
type BasePort = { HANSA_PORT: number };

/** The ports of a service's two servers. */
export function portsOf(service: ServiceName, { HANSA_PORT }: BasePort): { graph: number; inner: number } {
  const { offset } = entryOf(service);
  return { graph: HANSA_PORT + offset, inner: HANSA_PORT + internalOffset + offset };
}

/** The addresses of each service's internal servers: as configured, else the one on this machine. */
export function internalOrigins(read: BasePort & InternalUrls): Record<ServiceName, readonly [string, ...string[]]> {
  return byService(
    (service) => read[internalUrlVariable(service)] ?? [`http://127.0.0.1:${portsOf(service, read).inner}`],
  );
}

function entryOf(service: ServiceName): (typeof services)[number] {
  const entry = services.find(({ name }) => name === service);
  if (!entry) throw new Error(`${service} is not in the list of services`);
  return entry;
}

/** Whether connections can be opened to this: http or https, a host, perhaps a port, and nothing behind. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, href } = new URL(text);
  return /^https?:$/.test(protocol) && href === `${origin}/`;
}
