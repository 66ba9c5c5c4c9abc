/** The state of a page that a link in a mail opens: it sends the token once, and again where the shop did not answer. */
import { useEffect, useState } from "react";
import { followMailToken } from "./mail-token.ts";

type Waiting = { kind: "checking" | "no token" | "unreachable" };

/** `send` throws if it is not known whether the token was taken. */
export function useMailLink<Outcome>(send: (token: string) => Promise<Outcome>): {
  shown: Outcome | Waiting;
  retry(): void;
} {
  const [token, setToken] = useState<string | null>(null);
  const [shown, setShown] = useState<Outcome | Waiting>({ kind: "checking" });

  async function follow(taken: string): Promise<void> {
    setShown({ kind: "checking" });
    setShown(await send(taken).catch((): Waiting => ({ kind: "unreachable" })));
  }

  useEffect(
    () =>
      followMailToken((taken) => {
        setToken(taken);
        if (taken === null) setShown({ kind: "no token" });
        else void follow(taken);
      }),
    [],
  );

  return {
    shown,
    retry: () => {
      if (token !== null) void follow(token);
    },
  };
}
