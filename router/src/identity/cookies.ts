/** Cookies of a browser session: their names, attributes and lifetimes. */
import { parseCookie, type SerializeOptions, stringifySetCookie } from "cookie";
import type { FastifyReply } from "fastify";

/** The path of the session endpoints. */
export const sessionPath = "/session";

export type SessionCookies = { access: SessionCookie; refresh: SessionCookie };
export type SessionCookie = { name: string; attributes: SerializeOptions };

/** The tokens of one session. `maxAge` is the life of the refresh token in seconds. */
export type SessionTokens = { accessToken: string; refreshToken: string; maxAge: number };

/**
 * Production uses `__Host-` names: browsers accept them over HTTPS only, from this host only, for the path `/` only, so that a sibling
 * sub-domain cannot plant one. Development works over plain HTTP, where cookies are shared by all ports of a host: the names carry the port.
 */
export function sessionCookies(production: boolean, port: number): SessionCookies {
  const attributes = { httpOnly: true, sameSite: "strict", path: "/", secure: production } as const;
  const named = (token: string) => (production ? `__Host-hansa-${token}` : `hansa-${token}-${port}`);
  return {
    access: { name: named("access"), attributes },
    refresh: { name: named("refresh"), attributes: production ? attributes : { ...attributes, path: sessionPath } },
  };
}

/** The value that the browser sent; undefined if it sent none. */
export function readCookie({ name }: SessionCookie, header: string | undefined): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[name];
}

/**
 * Sets both cookies for the life of the refresh token. The access cookie outlives its token: an ended token is refused, where a missing one would
 * make the person a guest without a word.
 */
export function setSession(reply: FastifyReply, { access, refresh }: SessionCookies, tokens: SessionTokens): void {
  const { accessToken, refreshToken, maxAge } = tokens;
  // Fastify adds to earlier cookies of this response.
  reply
    .removeHeader("set-cookie")
    .header("set-cookie", [
      stringifySetCookie(access.name, accessToken, { ...access.attributes, maxAge }),
      stringifySetCookie(refresh.name, refreshToken, { ...refresh.attributes, maxAge }),
    ]);
}

/** Deletes the session cookies of the browser. */
export function clearSession(reply: FastifyReply, cookies: SessionCookies): void {
  setSession(reply, cookies, { accessToken: "", refreshToken: "", maxAge: 0 });
}
