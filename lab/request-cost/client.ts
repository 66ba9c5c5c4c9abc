/** Sends operations as a guest or as a customer, and renews expired sessions. */
import { LoginDocument } from "../client/documents/purchase.ts";
import { type Credentials, errorCodeOf, sendRequest } from "../client/graphql-client.ts";
import { isType, mutate } from "../client/mutation.ts";
import type { Role } from "./operations/operation.ts";
import type { Account } from "./processes/shop.ts";

type Answer = {
  /** The router executed the operation: it was not refused as a whole. */
  accepted: boolean;
  /** Codes of the errors; empty text where an error has none. */
  codes: readonly string[];
  data: unknown;
  /** The length of the text. */
  bytes: number;
};

export type Request = { role: Role; query: string; variables?: Readonly<Record<string, unknown>> };
export type Client = (request: Request) => Promise<Answer>;

/** Longer than the router's own deadline, so that a slow answer is seen as one. */
const timeoutMs = 60_000;
/** An access token is good for five minutes. */
const sessionMs = 120_000;

/** Opens a client of the graph at `url`. */
export function openClient(url: string, accounts: readonly Account[]): Client {
  let session: { token: string; openedAt: number } | undefined;
  let turn = 0;

  async function token(): Promise<string> {
    if (session && performance.now() - session.openedAt < sessionMs) return session.token;
    for (let attempt = 0; attempt < accounts.length; attempt += 1) {
      const account = accounts[turn % accounts.length];
      if (!account) break;
      const { email, password } = account;
      const opened = await mutate({ url }, LoginDocument, { email, password }).catch(() => undefined);
      if (isType(opened, "Session")) {
        session = { token: opened.accessToken, openedAt: performance.now() };
        return session.token;
      }
      turn += 1;
    }
    throw new Error("no customer can sign in any more");
  }

  return async ({ role, query, variables = {} }) => {
    if (role === "guest") return send(url, query, variables);
    const answer = await send(url, query, variables, { token: await token() });
    // The operation ended the session or the account: the next customer continues.
    if (answer.codes.includes("UNAUTHENTICATED")) {
      session = undefined;
      turn += 1;
    }
    return answer;
  };
}

async function send(url: string, query: string, variables: unknown, as: Credentials = {}): Promise<Answer> {
  const result = await sendRequest(url, { query, variables, as, timeoutMs }).catch(() => undefined);
  if (!result) return { accepted: false, codes: ["NO_ANSWER"], data: null, bytes: 0 };
  const codes = result.errors.map((error) => errorCodeOf({ errors: [error] }) ?? "");
  const bytes = Number(result.headers.get("content-length") ?? 0);
  return { accepted: result.data !== null, codes, data: result.data, bytes };
}
