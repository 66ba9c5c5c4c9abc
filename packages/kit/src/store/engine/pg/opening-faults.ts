/** Faults of an opening: those that no wait mends, and each in one line with its cause and its remedy. */
import pg from "pg";
import { CommandFailure } from "../../../command-line/failure.ts";
import { type DatabasePlace, nameOf } from "./place.ts";

/** Faults that a person mends, by the driver's code or message. */
const hopeless = [
  {
    fault: /does not support SSL connections/,
    remedy: "set ssl = on at the server, or take sslmode out of the address",
  },
  {
    fault: /^(CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/,
    remedy:
      "name the file of the server's authority as sslrootcert in the address, and the server as its certificate does",
  },
  { fault: /^08P01/, remedy: "if a pooler answers there, use the address of the server itself" },
] as const;

/** Whether another attempt would fail as this one did. */
export function isHopeless(error: unknown): boolean {
  return remedyOf(rootOf(error)) !== undefined;
}

/** The error in one line; one that is none of the server and the way to it as it is. */
export function explainOpening(place: DatabasePlace, error: unknown): unknown {
  const root = rootOf(error);
  if (error instanceof CommandFailure || !(root instanceof Error)) return error;
  const remedy = remedyOf(root);
  const why = root.message === "" ? codeOf(root) : root.message;
  return new CommandFailure(`${nameOf(place)} cannot be opened: ${why}${remedy === undefined ? "" : `; ${remedy}`}`);
}

function remedyOf(root: unknown): string | undefined {
  if (!(root instanceof Error)) return undefined;
  return hopeless.find(({ fault }) => fault.test(codeOf(root)) || fault.test(root.message))?.remedy;
}

function codeOf(error: Error): string {
  if (error instanceof pg.DatabaseError) return error.code ?? "";
  return "code" in error ? String(error.code) : "";
}

/** The first cause. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}
