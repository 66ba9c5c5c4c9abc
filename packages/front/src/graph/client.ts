/** A client of the graph for pages: the session is in cookies that no script reads, and is renewed when that is due. */
import type { GraphError, GraphResponse, TypedDocument } from "./response.ts";

/** `guest`: tokens of a guest, which are sent in a header of their own. `signal` ends the request. `attempts`: the most of them, five if absent. */
type SendOptions = { guest?: readonly string[]; signal?: AbortSignal; attempts?: number };

export type GraphClient = {
  /**
   * Sends an operation as the person who is signed in, or as a guest. An operation that the server asks to repeat is repeated, up to four
   * times: a mutation needs an idempotency key. Rejects only if no response arrives.
   */
  send<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    options?: SendOptions,
  ): Promise<GraphResponse<Result>>;
  /** The time by the server's clock, in milliseconds since 1970: the device's may be wrong. To the second. */
  now(): number;
  /** Sends a request of the session: its body is that of a response of the graph. */
  session<Result>(method: "POST" | "DELETE", path: string, body: object): Promise<GraphResponse<Result>>;
};

type GraphClientOptions = {
  /** The origin of the shop; absent: that of the page. */
  origin?: string;
  /** The path of the graph, or of one of its contracts; absent: that of the whole graph. */
  path?: string;
  /**
   * For pages that only people with an account use: none of them goes on as a guest. Called whenever the shop says that there is no session, for an
   * operation that it has refused then.
   */
  onSessionEnd?: () => void;
  pause?: (ms: number) => Promise<void>;
};

type Renewal = GraphResponse<{ refreshSession: { __typename: string } | null }>;

/** As the shop says it where it cannot ask accounts itself. */
const unverifiable: GraphError = {
  message: "The session cannot be checked now; nothing was done.",
  extensions: { code: "SESSION_UNVERIFIABLE" },
};

const mostAttempts = 5;
/** The longest time between two attempts, in milliseconds. */
const longestPauseMs = 5_000;

/** Creates a client of a shop. */
export function createGraphClient({
  origin = "",
  path = "/graphql",
  onSessionEnd,
  pause = wait,
}: GraphClientOptions = {}): GraphClient {
  let renewing: Promise<Renewal> | undefined;
  /** The server's clock less that of the device, in milliseconds. */
  let ahead = 0;

  async function request<Result>(
    method: "POST" | "DELETE",
    at: string,
    body: object,
    { guest = [], signal }: SendOptions = {},
  ): Promise<GraphResponse<Result>> {
    const response = await fetch(`${origin}${at}`, {
      method,
      credentials: origin === "" ? "same-origin" : "include",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
        ...(guest.length > 0 ? { "hansa-guest": guest.join(",") } : {}),
        ...(onSessionEnd ? { "hansa-session": "required" } : {}),
      },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
    const now = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(now)) ahead = now - Date.now();
    const { data = null, errors = [] }: { data?: Result | null; errors?: GraphError[] } = await response.json();
    return { data, errors };
  }

  /** Operations that fail together renew the session once. */
  function renew(): Promise<Renewal> {
    const asked = request<NonNullable<Renewal["data"]>>;
    renewing ??= asked("POST", "/session/refresh", {}).finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  return {
    now: () => Date.now() + ahead,
    session: request,
    send: async <Result, Variables>(
      document: TypedDocument<Result, Variables>,
      variables: Variables,
      options: SendOptions = {},
    ) => {
      const { attempts = mostAttempts } = options;
      const body = { query: document.toString(), variables };
      let renewed = false;
      for (let attempt = 1; ; attempt += 1) {
        const response = await request<Result>("POST", path, body, options);
        const [{ extensions = {} } = {}] = response.errors;
        const { code, retryAfterMs } = extensions;
        if (code === "UNAUTHENTICATED" && !renewed) {
          renewed = true;
          const renewal = await renew();
          // Accounts are away: whether the session has ended is not known.
          if (onSessionEnd && !renewal.data?.refreshSession) return { data: null, errors: [unverifiable] };
          // Where the session has ended, its cookies are gone now, and the operation is sent as a guest's, or refused.
        } else if (retryAfterMs !== undefined && attempt < attempts && response.data === null) {
          await pause(Math.min(retryAfterMs, longestPauseMs));
        } else {
          if (code === "UNAUTHENTICATED") onSessionEnd?.();
          return response;
        }
      }
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
