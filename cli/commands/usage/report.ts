/** The report of the usage: lines for a person, and JSON Lines for `hansa schema check`. */
import { contractPaths } from "@hansa/contracts/graph-contracts";
import type { UsedClient, UsedOperation } from "./read.ts";

/** The most clients that are listed below an operation. */
const maxClients = 5;

/** One line for each operation, and one for each of its first clients. */
export function usageLines(operations: readonly UsedOperation[]): string[] {
  return operations.flatMap((used) => [
    `${used.name || "(unnamed)"} ${used.hash.slice(0, 8)}${pathOf(used)}: ${times(used.count)}, ${used.errors} with errors, ${durations(used)}, last ${dayOf(used.lastUsedAt)}`,
    ...used.clients.slice(0, maxClients).map((client) => `  ${clientLine(client)}`),
    ...(used.clients.length > maxClients ? [`  and ${used.clients.length - maxClients} more clients`] : []),
  ]);
}

/** The operations as JSON, one a line: what `hansa schema check --usage` reads. */
export function asJsonLines(operations: readonly UsedOperation[]): string {
  return operations
    .map(({ hash, operation, contract, name, clients, count, errors, lastUsedAt }) => {
      const listed = clients.map((client) => ({
        name: client.name,
        version: client.version,
        count: client.count,
        lastUsedAt: client.lastUsedAt,
      }));
      return `${JSON.stringify({ hash, operation, contract, name, clients: listed, count, errors, lastUsedAt })}\n`;
    })
    .join("");
}

/** The path of a contract that lacks elements. */
function pathOf({ contract }: UsedOperation): string {
  return contract === "ALL" ? "" : ` at ${contractPaths[contract]}`;
}

function clientLine({ name, version, count, lastUsedAt }: UsedClient): string {
  return `${name} ${version}: ${times(count)}, last ${dayOf(lastUsedAt)}`;
}

/** The average, and the shares below each bound. */
function durations({ count, durationMs, below10Ms, below100Ms, below1000Ms }: UsedOperation): string {
  const share = (below: number) => `${Math.floor((below / count) * 100)} %`;
  const within100 = below10Ms + below100Ms;
  return `${Math.round(durationMs / count)} ms (below 10 ms ${share(below10Ms)}, 100 ms ${share(within100)}, 1 s ${share(within100 + below1000Ms)})`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
