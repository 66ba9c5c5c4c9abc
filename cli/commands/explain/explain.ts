/** Explanations: by the running shop of this folder, which runs a query for that, or from the schemas of this checkout. */

import { signIn } from "@hansa/client/buyer";
import { sendRequest } from "@hansa/client/graphql-client";
import { CommandFailure } from "@hansa/kit/command-line";
import type { Viewer } from "@hansa/kit/identity";
import { z } from "zod";
import { explainOperation } from "../../../router/src/control/explain/explainer.ts";
import type { Explanation } from "../../../router/src/control/explain/explanation.ts";
import { denialsOf } from "../../../router/src/execution/access/guards.ts";
import { refusalOf } from "../../../router/src/execution/refused-plans.ts";
import { plannedOperation } from "../../../router/src/graph/planned-operations.ts";
import { loadGraph } from "../../../router/src/graph/source.ts";
import { strictnessOf } from "../../../router/src/operation/documents.ts";
import { prepareOperation } from "../../../router/src/operation/prepare.ts";
import { scopesOf } from "../../../subgraphs/users/src/service/roles/roles.ts";
import { ownOrigin, requireShop } from "../../host/running-shop.ts";
import type { AskedOperation } from "./operation.ts";
import { personRole, type RoleName } from "./roles.ts";

type Asker = { role: RoleName; scopes: string[] | undefined };

/** Why nothing was run. */
type NotRun = { notRun: string };
/** `errors` are those of the response that the shop gave. */
type Run = { explanation: Explanation; errors: string[] };
export type Explained = { operation: string; role: RoleName } & Run & Partial<NotRun>;

const maxMessages = 5;

/** Explains an operation for a role. Throws a CommandFailure if it is refused. */
export async function explainAs(asked: AskedOperation, asker: Asker): Promise<Explained> {
  const named = { operation: asked.name, role: asker.role };
  const answered = await askShop(asked, asker.role);
  if ("explanation" in answered) return { ...named, ...answered };
  return { ...named, ...answered, explanation: await explainHere(asked, viewerOf(asker)), errors: [] };
}

const extension = z.object({ explanation: z.custom<Explanation>().optional() });

/** Has the shop of this folder run a query and explain it. */
async function askShop({ query, variables, isMutation }: AskedOperation, role: RoleName): Promise<Run | NotRun> {
  if (isMutation) return { notRun: "a mutation would change the shop" };
  if (role === "client") return { notRun: "the key of an API client is unknown here" };
  const origin = ownOrigin();
  const url = `${origin}/graphql`;
  if (!(await isShop(origin))) return { notRun: `no shop answers at ${origin}` };
  const demoRole = personRole(role);
  const session = demoRole && (await signIn({ url }, demoRole).catch(() => undefined));
  if (demoRole && !session) return { notRun: `the shop at ${origin} has no demo account of this role` };
  const { data, errors, extensions } = await sendRequest(url, {
    query,
    variables,
    as: { token: session?.token },
    isExplained: true,
  });
  const { explanation } = extension.parse(extensions);
  if (explanation) return { explanation, errors: errors.map(({ message, path }) => `${path?.join(".")}: ${message}`) };
  if (data === null && errors.length > 0) throw refused(errors);
  return { notRun: `the shop at ${origin} is in production, where nothing is explained` };
}

async function isShop(origin: string): Promise<boolean> {
  try {
    await requireShop(origin);
    return true;
  } catch (error) {
    if (error instanceof CommandFailure) return false;
    throw error;
  }
}

/** Explains it from the schemas of this checkout: nothing is run, so there are no times. */
async function explainHere({ query, variables }: AskedOperation, viewer: Viewer): Promise<Explanation> {
  const graph = loadGraph({ kind: "composed" }, () => {});
  const metrics = { countDocument: () => {}, countExpensive: () => {} };
  const prepared = prepareOperation(metrics, graph, strictnessOf(false, true), {
    query,
    operationName: undefined,
    variables,
    viewer,
  });
  if (!("operation" in prepared)) throw refused(prepared);
  const denies = denialsOf(graph.compilation.guards, viewer);
  const planned = await plannedOperation(graph, { ...prepared, denies }).catch((error: unknown) => {
    const refusal = refusalOf(error);
    throw refusal ? refused([refusal]) : error;
  });
  return explainOperation(graph, { planned, prepared, viewer });
}

function viewerOf({ role, scopes = [] }: Asker): Viewer {
  if (role === "client") return { kind: "client", id: "client", scopes };
  const demoRole = personRole(role);
  if (!demoRole) return { kind: "guest" };
  return { kind: "user", id: "user", role: demoRole, scopes: scopesOf(demoRole), sessionId: "session" };
}

function refused(errors: readonly { message: string }[]): CommandFailure {
  const messages = errors.slice(0, maxMessages).map(({ message }) => message);
  const hint = messages.some((message) => /^Variable .* was not provided/.test(message))
    ? " Give them by --variables FILE."
    : "";
  return new CommandFailure(`the operation is refused: ${messages.join(" ")}${hint}`);
}
